import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { mainTag, toPlanItems } from '../../src/report/promotion.ts';
import type { PlannedTag } from '../../src/tags/planned-tag.ts';
import { BEFORE, IMAGE, planItem, TAGS } from './reports.ts';

describe('the main tag', () => {
  const [full, minor, , , dateSeq] = TAGS;
  const sha = planItem('sha-860c190', 'sha', 'create');
  const raw = planItem('stable', 'raw', 'create');
  it.each([
    ['the full version', [raw, minor, sha, dateSeq, full], '1.2.3'],
    ['the number of the day', [raw, minor, sha, dateSeq], '20260102_01'],
    ['the revision', [raw, minor, sha], 'sha-860c190'],
    ['the first', [raw, minor], 'stable'],
    ['none', [], ''],
  ])('is %s', (_, tags, expected) => {
    expect(mainTag(tags.flatMap((tag) => tag ?? []))).toBe(expected);
  });
});

describe('an item of the plan', () => {
  const PLANNED: PlannedTag = {
    tag: parseTag('latest'),
    kind: 'latest',
    mutable: true,
    action: 'move',
    reason: 'x',
    before: BEFORE,
    after: IMAGE,
  };
  it.each([
    ['moves', {}, [], { exists: true, before: BEFORE, after: IMAGE }],
    ['is new', { before: undefined }, [], { exists: false, before: null }],
    ['is listed, and not looked up', { before: undefined }, ['latest'], { exists: true, before: null }],
    ['has no digest before a build', { after: undefined }, [], { after: null }],
  ] as const)('that %s', (_, changes, names, expected) => {
    const [item] = toPlanItems('ghcr.io/a', [{ ...PLANNED, ...changes }], new Set(names));
    expect(item).toMatchObject({ image: 'ghcr.io/a', tag: 'latest', mutable: true, reason: 'x', ...expected });
  });

  it('does not show how a number was made', () => {
    const sequence = { stem: '20200102_', suffix: '', width: 2, number: 1 };
    const [item] = toPlanItems('ghcr.io/a', [{ ...PLANNED, sequence, before: digestOf('a') }], new Set());
    expect(Object.keys(item ?? {})).toEqual([
      ...['image', 'tag', 'kind', 'mutable', 'action', 'reason', 'exists', 'before', 'after'],
    ]);
  });
});
