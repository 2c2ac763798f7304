import { expect, it } from 'vitest';
import { parseRepository } from '../../../src/oci/repository.ts';
import { allowedScopes, formatScopes } from '../../../src/registry/auth/scopes.ts';

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
  ['what is wanted', 'repository:a:pull,push', ['repository:b:pull,push'], ['repository:a:pull,push']],
  ['less where nothing is pushed', 'repository:a:pull,push', ['repository:b:pull'], ['repository:a:pull']],
  ['less where nothing is known', 'repository:a:push,pull', [], ['repository:a:pull']],
  ['no deletion', 'repository:a:delete', ['repository:a:pull,push'], []],
  ['not everything', 'repository:a:* registry:catalog:*', ['repository:a:pull,push'], []],
  ['several', ' repository:a:pull  repository:b/c:pull ', [], ['repository:a:pull', 'repository:b/c:pull']],
  ['a class', 'repository(plugin):a:pull', [], ['repository(plugin):a:pull']],
  ['a repository with a port', 'repository:host:5000/a:pull', [], ['repository:host:5000/a:pull']],
  ['nothing of nonsense', 'pull repository::pull repository:a: "x":pull', [], []],
  ['nothing', '', ['repository:a:pull'], []],
])('of what a registry wants asks for %s', (_, wanted, own, expected) => {
  expect(allowedScopes(wanted, own)).toEqual(expected);
});
