import { expect, it } from 'vitest';
import { parseRepository } from '../../../src/oci/reference.ts';
import { allowedScopes, formatScopes } from '../../../src/registry/auth/challenge.ts';

const d = parseRepository('ghcr.io/d/app');
const p = parseRepository('ghcr.io/p/app');

it.each([
  ['what is pushed to first', { push: [p], pull: [d] }, ['repository:p/app:pull,push', 'repository:d/app:pull']],
  ['a repository once, with the greater right', { push: [d], pull: [d] }, ['repository:d/app:pull,push']],
  ['a repository that is named twice once', { push: [], pull: [d, d] }, ['repository:d/app:pull']],
  ['nothing for nothing', { push: [], pull: [] }, []],
])('asks for %s', (_, access, expected) => {
  expect(formatScopes(access)).toEqual(expected);
});

it.each([
  ['what is wanted', 'repository:a:pull,push', ['repository:a:pull,push'], ['repository:a:pull,push']],
  ['less than the run does', 'repository:a:pull', ['repository:a:pull,push'], ['repository:a:pull']],
  ['less where nothing is pushed', 'repository:a:pull,push', ['repository:a:pull'], ['repository:a:pull']],
  ['nothing where nothing is known', 'repository:a:push,pull', [], []],
  ['nothing of another repository', 'repository:victim/secret:pull,push', ['repository:a:pull,push'], []],
  ['nothing of a repository that begins alike', 'repository:a/b:pull', ['repository:a:pull'], []],
  [
    'no push of what is pulled',
    'repository:b:pull,push',
    ['repository:a:pull,push', 'repository:b:pull'],
    ['repository:b:pull'],
  ],
  ['no deletion', 'repository:a:delete', ['repository:a:pull,push'], []],
  ['not everything', 'repository:a:* registry:catalog:*', ['repository:a:pull,push'], []],
  [
    'several',
    ' repository:a:pull  repository:b/c:pull repository:d:pull',
    ['repository:a:pull', 'repository:b/c:pull'],
    ['repository:a:pull', 'repository:b/c:pull'],
  ],
  ['nothing of another class', 'repository(plugin):a:pull', ['repository:a:pull'], []],
  ['nothing of nonsense', 'pull repository::pull repository:a: "x":pull', ['repository:a:pull'], []],
  ['nothing', '', ['repository:a:pull'], []],
])('of what a registry wants asks for %s', (_, wanted, own, expected) => {
  expect(allowedScopes(wanted, own)).toEqual(expected);
});
