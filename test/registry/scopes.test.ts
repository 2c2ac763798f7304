import { expect, it } from 'vitest';
import { parseRepository } from '../../src/oci/repository.ts';
import { formatScopes } from '../../src/registry/scopes.ts';

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
