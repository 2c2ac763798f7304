import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scopedConfigPaths } from '../../../src/registry/credentials/credential.ts';

const at = (...folders: readonly string[]) => folders.map((folder) => join('/c', folder, 'config.json'));

it.each([
  [
    'a push',
    { registry: 'ghcr.io', repository: 'acme/app', actions: ['pull', 'push'] as const },
    at(
      ...['ghcr.io/acme/app@pull,push', 'ghcr.io/acme/app@push,pull', 'ghcr.io/acme/app@push', 'ghcr.io/acme/app'],
      ...['ghcr.io@pull,push', 'ghcr.io@push,pull', 'ghcr.io@push', 'ghcr.io'],
    ),
  ],
  [
    'a pull',
    { registry: 'localhost:5000', repository: 'app', actions: ['pull'] as const },
    at('localhost:5000/app@pull', 'localhost:5000/app', 'localhost:5000@pull', 'localhost:5000'),
  ],
  [
    'a registry',
    { registry: 'docker.io', actions: ['pull'] as const },
    at('registry-1.docker.io@pull', 'registry-1.docker.io'),
  ],
  ['a host that leads upwards', { registry: '..', actions: ['pull'] as const }, []],
  ['a repository that leads upwards', { registry: 'ghcr.io', repository: '../a', actions: ['pull'] as const }, []],
  ['a repository that stays', { registry: 'ghcr.io', repository: './a', actions: ['pull'] as const }, []],
  [
    'a repository with a dot',
    { registry: 'ghcr.io', repository: 'a.b/c', actions: ['pull'] as const },
    at('ghcr.io/a.b/c@pull', 'ghcr.io/a.b/c', 'ghcr.io@pull', 'ghcr.io'),
  ],
  ['no host', { registry: '../..', actions: ['pull'] as const }, []],
])('of %s are listed from the most specific on', (_, query, expected) => {
  expect(scopedConfigPaths('/c', query)).toEqual(expected);
});
