import { describe, expect, it } from 'vitest';
import { PolicyError } from '../../src/errors.ts';
import { environmentNamed } from '../../src/pipeline/environments.ts';
import type { Environment, Pipeline } from '../../src/pipeline/pipeline.ts';
import { pickPlacement, resolveRoute } from '../../src/policy/route.ts';
import { thrownBy } from '../oci/support.ts';
import { loadText } from '../pipeline/support.ts';

const PIPELINE = await loadText(`version: 1
environments:
  d: { repository: "r.io/d/{image}" }
  t: { repository: "r.io/t/{image}", from: d }
  s: { repository: "r.io/s/{image}", from: [t, d] }
  p: { repository: "r.io/p/{image}", from: s }
  x: { repository: "r.io/x/{image}", from: [] }
hotfix-routes:
  emergency: { from: t, to: p }
  disaster: { from: d, to: p }
`);

function named(name: string, pipeline: Pipeline = PIPELINE): Environment {
  const environment = environmentNamed(pipeline, name);
  if (environment === undefined) throw new Error(`there is ${name}`);
  return environment;
}

function find(from: string | undefined, to: string, reason?: string) {
  const source = from === undefined ? undefined : named(from);
  return resolveRoute(PIPELINE, { what: 'r.io/a/app:1', image: 'app', source, destination: named(to), reason });
}

describe('the passage of an image', () => {
  it.each([
    ['d', 't', { kind: 'regular' }],
    ['d', 's', { kind: 'regular' }],
    ['t', 's', { kind: 'regular' }],
    ['s', 'p', { kind: 'regular' }],
    ['t', 'p', { kind: 'hotfix', name: 'emergency' }],
    ['d', 'p', { kind: 'hotfix', name: 'disaster' }],
  ])('leads from %s to %s', (from, to, route) => {
    const resolvedRoute = find(from, to, 'CVE');
    expect(resolvedRoute).toEqual({ image: 'app', source: named(from), destination: named(to), route });
  });

  it('leads from outside to where images are built, and within that', () => {
    const built = { image: 'app', source: undefined, destination: named('d'), route: { kind: 'regular' } };
    expect(find(undefined, 'd')).toEqual(built);
    expect(find('d', 'd')).toEqual(built);
  });

  it.each([
    [
      undefined,
      't',
      't takes images only from d, and this is in no environment of .github/sealift.yml; promote it to d first, and from there',
    ],
    [
      undefined,
      'p',
      'p takes images only from s, or by the hotfix route "emergency" from t and by the hotfix route "disaster" from d, and this is in no environment of .github/sealift.yml; promote it to s first, and from there',
    ],
    ['t', 't', 't takes images only from d, and this is in t; promote it to d first, and from there'],
    ['p', 's', 's takes images only from t and d, and this is in p; promote it to t first, and from there'],
    [
      'x',
      'p',
      'p takes images only from s, or by the hotfix route "emergency" from t and by the hotfix route "disaster" from d, and this is in x; promote it to s first, and from there',
    ],
    [
      't',
      'd',
      'images are built in d, and no route leads there from t; add "from: t" to d in .github/sealift.yml, if that is meant',
    ],
    [
      'd',
      'x',
      'images are built in x, and no route leads there from d; add "from: d" to x in .github/sealift.yml, if that is meant',
    ],
  ])('does not lead from %s to %s', (from, to, why) => {
    const error = thrownBy(() => find(from, to, 'CVE'));
    expect(error).toBeInstanceOf(PolicyError);
    expect(error.message).toBe(`Cannot promote r.io/a/app:1 to ${to}: ${why}`);
  });

  it.each([undefined, '', ' \n\t', '\u200b', '\u3164 \u2800'])('is no hotfix for the reason %j', (reason) => {
    expect(thrownBy(() => find('t', 'p', reason)).message).toBe(
      'Cannot promote r.io/a/app:1 to p: the hotfix route "emergency" from t needs a reason; give one in the input "reason", or take the regular route',
    );
  });
});

describe('the environment of a repository that several share', () => {
  const [a, b] = [named('d'), named('t')].map((environment) => ({ environment, image: 'app' }));
  const placements = a === undefined || b === undefined ? [] : [a, b];

  it('is the one that was named', () => {
    expect(pickPlacement(placements, { pipeline: PIPELINE, name: 't', what: 'r.io/a' })).toBe(b);
    expect(pickPlacement(placements, { pipeline: PIPELINE, name: 'p', what: 'r.io/a' })).toBeUndefined();
  });

  it('cannot be told where none was named', () => {
    const pick = () => pickPlacement(placements, { pipeline: PIPELINE, name: undefined, what: 'r.io/a' });
    expect(thrownBy(pick).message).toBe(
      'Cannot tell the environment of r.io/a: d and t share that repository; name the environment in place of the repository',
    );
  });
});
