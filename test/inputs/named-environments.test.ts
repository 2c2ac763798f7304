import { describe, expect, it } from 'vitest';
import { findEndpoints, findNamedEnvironment, readRoutes } from '../../src/inputs/routes.ts';
import { formatRepository } from '../../src/oci/reference.ts';
import { thrownBy } from '../oci/support.ts';
import { loadText } from '../pipeline/support.ts';

const PIPELINE = await loadText(`version: 1
environments:
  dev: { repository: "r.io/d/{image}" }
  staging: { repository: "r.io/s/{image}", from: dev }
  production: { repository: ["dc1.io/p/{image}", "dc2.io/p/{image}"], from: staging }
`);

describe('a text in place of a repository', () => {
  it.each(['dev', 'staging', 'production'])('names %s', (name) => {
    expect(findNamedEnvironment('to', name, PIPELINE)?.name).toBe(name);
  });

  it.each(['r.io/d/app', 'r.io/d/{image}', 'localhost/dev', 'ghcr.io', 'dev:1', 'dev@sha256', 'dev/', ''])(
    'is no name: %j',
    (text) => {
      expect(findNamedEnvironment('to', text, PIPELINE)).toBeUndefined();
      expect(findNamedEnvironment('to', text, undefined)).toBeUndefined();
    },
  );

  it.each([
    ['stagin', 'staging'],
    ['STAGING', 'staging'],
    ['prodcution', 'production'],
  ])('is refused with the name that it is near to: %s', (text, near) => {
    expect(thrownBy(() => findNamedEnvironment('from', text, PIPELINE)).message).toBe(
      `Cannot use from "${text}": .github/sealift.yml has no such environment; write "${near}"`,
    );
  });

  // Whoever promotes by hand at night does what the error says: a guess could lead to another environment.
  it.each(['d', 'prod', 'stage', 'emergency'])('that is near to no name is refused with all of them: %s', (text) => {
    expect(thrownBy(() => findNamedEnvironment('to', text, PIPELINE)).message).toBe(
      `Cannot use to "${text}": .github/sealift.yml has no such environment; write one of "dev", "staging" and "production"`,
    );
  });

  it('is refused without a pipeline file', () => {
    expect(thrownBy(() => findNamedEnvironment('to', 'dev', undefined)).message).toBe(
      'Cannot use to "dev": it names an environment, and there is no pipeline file; write .github/sealift.yml and check out the repository before this step, or write registry/repository',
    );
  });
});

describe('the places of a promotion', () => {
  it('are all repositories of a destination, and the first of a source', () => {
    const places = findEndpoints('production', ['staging', 'ghcr.io/x/y', 'production'], PIPELINE);
    expect(places.from).toMatchObject({ text: 'dc1.io/p/{image}', environment: { name: 'production' } });
    expect(places.to.map(({ text, environment }) => [text, environment?.name])).toEqual([
      ['r.io/s/{image}', 'staging'],
      ['ghcr.io/x/y', undefined],
      ['dc1.io/p/{image}', 'production'],
      ['dc2.io/p/{image}', 'production'],
    ]);
  });

  it('remember which of them were named', () => {
    const inputs: Readonly<Record<string, string>> = { from: 'dev', to: 'ghcr.io/x/y\nproduction', image: 'app:1' };
    const [route] = readRoutes((name) => inputs[name] ?? '', PIPELINE);
    expect(route.fromEnvironment).toBe('dev');
    expect(
      route.destinations.map(({ repository, environment }) => [formatRepository(repository), environment]),
    ).toEqual([
      ['ghcr.io/x/y', undefined],
      ['dc1.io/p/app', 'production'],
      ['dc2.io/p/app', 'production'],
    ]);
    const literal: Readonly<Record<string, string>> = { from: 'r.io/d/app:1', to: 'ghcr.io/x/y' };
    const [other] = readRoutes((name) => literal[name] ?? '', PIPELINE);
    expect([other.fromEnvironment, other.destinations[0].environment]).toEqual([undefined, undefined]);
  });
});
