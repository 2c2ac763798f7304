import { describe, expect, it } from 'vitest';
import type { RunFacts } from '../../src/attestation/predicates/promotion.ts';
import { requireGitHubEnvironment } from '../../src/commands/resolve-routes.ts';
import { thrownBy } from '../oci/support.ts';
import { loadText } from '../pipeline/support.ts';

const [d, p] = (
  await loadText(`version: 1
environments:
  d: { repository: "r.io/d/{image}" }
  p: { repository: "r.io/p/{image}", from: d, github-environment: production }
`)
).environments;

function require(to: typeof d | undefined, run: RunFacts): void {
  if (to === undefined) throw new Error('there is the environment');
  requireGitHubEnvironment({ image: 'app', source: undefined, destination: to, route: { kind: 'regular' } }, run);
}

describe("GitHub's environment", () => {
  it('is that of the identity token', () => {
    expect(() => require(p, { isFromToken: true, environment: 'production' })).not.toThrow();
  });

  it('does not matter where the file names none', () => {
    expect(() => require(d, {})).not.toThrow();
  });

  const START = 'Cannot promote to p: only a job in GitHub\'s environment "production" may, and';

  it.each<readonly [string, RunFacts, string]>([
    [
      'the variables of the runner alone say so',
      { environment: 'production' },
      'there is no identity token that says where this one runs; give the job "permissions: id-token: write"',
    ],
    ['the token names none', { isFromToken: true }, 'this one runs in none; give the job "environment: production"'],
    [
      'the token names another',
      { isFromToken: true, environment: 'Production' },
      'this one runs in "Production"; give the job "environment: production"',
    ],
  ])('is missing where %s', (_, run, why) => {
    expect(thrownBy(() => require(p, run)).message).toBe(`${START} ${why}`);
  });
});
