import { describe, expect, it } from 'vitest';
import { environmentNamed } from '../../src/pipeline/environments.ts';
import { findRoute } from '../../src/pipeline/pipeline.ts';
import { loadText } from './support.ts';

const pipeline = await loadText(`version: 1
environments:
  d: { repository: "r.example.com/d/{image}" }
  t: { repository: "r.example.com/t/{image}", from: d }
  s: { repository: "r.example.com/s/{image}", from: [t] }
  p: { repository: "r.example.com/p/{image}", from: [s, t] }
hotfix-routes:
  emergency: { from: d, to: p }
  other: { from: d, to: s }
`);

describe('findRoute', () => {
  it.each([
    ['d', 't', { kind: 'regular' }],
    ['t', 'p', { kind: 'regular' }],
    ['d', 'p', { kind: 'hotfix', name: 'emergency' }],
    ['d', 's', { kind: 'hotfix', name: 'other' }],
    ['p', 's', undefined],
    ['t', 'd', undefined],
    ['x', 'p', undefined],
  ])('from %s to %s', (from, to, expected) => {
    const environment = environmentNamed(pipeline, to);
    if (environment === undefined) throw new Error(`there is no ${to}`);
    expect(findRoute(pipeline, { from, to: environment })).toEqual(expected);
  });

  it('takes the regular route where a file that was not checked has both', () => {
    const [d, t] = pipeline.environments;
    const both = {
      ...pipeline,
      hotfixRoutes: [{ name: 'way', from: 'd', to: 't', skips: [], needs: undefined, expires: undefined }],
    };
    if (t === undefined) throw new Error('there is no t');
    expect(findRoute(both, { from: d.name, to: t })).toEqual({ kind: 'regular' });
  });
});
