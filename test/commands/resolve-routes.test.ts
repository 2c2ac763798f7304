import { describe, expect, it } from 'vitest';
import { findRoutes } from '../../src/commands/resolve-routes.ts';
import { readRoutes } from '../../src/inputs/routes.ts';
import { formatRepository } from '../../src/oci/reference.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import { thrownBy } from '../oci/support.ts';
import { loadText } from '../pipeline/support.ts';

const PIPELINE = await loadText(`version: 1
environments:
  d: { repository: "r.io/d/{image}" }
  t: { repository: "r.io/t/{image}", from: d }
  p: { repository: ["dc1.io/p/{image}", "dc2.io/p/{image}"], from: t }
`);
const SHARED = await loadText(`version: 1
environments:
  d: { repository: "r.io/all/{image}", tag: dev }
  p: { repository: "r.io/all/{image}", tag: prod, from: d }
  q: { repository: "r.io/q/{image}", from: p }
`);
const LONE = await loadText(`version: 1
environments:
  d: { repository: "r.io/d/app" }
  p: { repository: "r.io/p/shop", from: d }
`);

function resolvedRoutes(pipeline: Pipeline, inputs: Readonly<Record<string, string>>) {
  const [route] = readRoutes((name) => inputs[name] ?? '', pipeline);
  return findRoutes(pipeline, route, undefined).flatMap(({ repository, route: found }) =>
    found === undefined
      ? []
      : [[formatRepository(repository), found.image, found.source?.name, found.destination.name]],
  );
}

describe('the passages of a route', () => {
  it.each([
    ['names', { from: 't', to: 'p', image: 'shop/app:1' }],
    ['repositories in full', { from: 'r.io/t/shop/app:1', to: 'dc1.io/p/shop/app\ndc2.io/p/shop/app' }],
    [
      'other spellings of the registry',
      { from: 'R.IO:443/t/shop/app:1', to: 'DC1.io/p/shop/app\ndc2.io:443/p/shop/app' },
    ],
    ['placeholders', { from: 'r.io/t/{image}', to: 'dc1.io/p/{image}\ndc2.io/p/{image}', image: 'shop/app:1' }],
  ])('are the same by %s', (_, inputs) => {
    expect(resolvedRoutes(PIPELINE, inputs)).toEqual([
      ['dc1.io/p/shop/app', 'shop/app', 't', 'p'],
      ['dc2.io/p/shop/app', 'shop/app', 't', 'p'],
    ]);
  });

  it('are none to where no environment is', () => {
    expect(resolvedRoutes(PIPELINE, { from: 'r.io/t/app:1', to: 'r.io/elsewhere/app' })).toEqual([]);
    expect(resolvedRoutes(PIPELINE, { from: 'r.io/t/app:1', to: 'r.io/elsewhere/app\ndc1.io/p/app' })).toHaveLength(1);
  });

  it('lead from outside to where images are built', () => {
    expect(resolvedRoutes(PIPELINE, { from: 'ghcr.io/build/x:1', to: 'r.io/d/app' })).toEqual([
      ['r.io/d/app', 'app', undefined, 'd'],
    ]);
  });

  it('are none from outside to anywhere else, in full or by name', () => {
    for (const to of ['dc1.io/p/app', 'r.io/t/app']) {
      const error = thrownBy(() => resolvedRoutes(PIPELINE, { from: 'ghcr.io/build/app:1', to }));
      expect(error.message).toContain('and this is in no environment of .github/sealift.yml');
    }
  });

  it('do not skip a stage, however the repositories are written', () => {
    for (const to of ['p', 'dc2.io/p/app', 'DC2.IO:443/p/app']) {
      const error = thrownBy(() => resolvedRoutes(PIPELINE, { from: 'd', to, image: 'app:1' }));
      expect(error.message).toContain('Cannot promote r.io/d/app:1 to p: p takes images only from t, and this is in d');
    }
  });

  it('keep the name of the image', () => {
    const inputs = { from: 'r.io/t/shop/app:1', to: 'dc1.io/p/shop/web' };
    expect(thrownBy(() => resolvedRoutes(PIPELINE, inputs)).message).toBe(
      'Cannot promote r.io/t/shop/app:1 to p: it is shop/app in t, and would be shop/web there; give it the same name in "to"',
    );
  });

  it('lead to another name where environments have one image alone', () => {
    expect(resolvedRoutes(LONE, { from: 'r.io/d/app:1', to: 'r.io/p/shop' })).toEqual([
      ['r.io/p/shop', 'shop', 'd', 'p'],
    ]);
    expect(resolvedRoutes(LONE, { from: 'd', to: 'p', image: 'app:1' })).toEqual([['r.io/p/shop', 'shop', 'd', 'p']]);
  });

  it('tell environments that share a repository apart by their names', () => {
    expect(resolvedRoutes(SHARED, { from: 'd', to: 'p', image: 'app' })).toEqual([['r.io/all/app', 'app', 'd', 'p']]);
    const error = thrownBy(() => resolvedRoutes(SHARED, { from: 'r.io/all/app:dev', to: 'r.io/q/app' }));
    expect(error.message).toContain('Cannot tell the environment of r.io/all/app: d and p share that repository');
    expect(thrownBy(() => resolvedRoutes(SHARED, { from: 'd', to: 'r.io/q/app', image: 'app' })).message).toContain(
      'q takes images only from p, and this is in d',
    );
  });

  it('let an image have more tags where it was built', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(resolvedRoutes(PIPELINE, { from: `r.io/d/app@${digest}`, to: 'r.io/d/app' })).toEqual([
      ['r.io/d/app', 'app', undefined, 'd'],
    ]);
    expect(
      thrownBy(() => resolvedRoutes(PIPELINE, { from: `r.io/t/app@${digest}`, to: 'r.io/t/app' })).message,
    ).toContain('t takes images only from d, and this is in t');
  });
});
