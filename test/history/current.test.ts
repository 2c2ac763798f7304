import { describe, expect, it } from 'vitest';
import {
  compareNewness,
  orderForLookUp,
  orderTagNames,
  readNewness,
  readTagName,
} from '../../src/history/tag-names.ts';
import { parseTag } from '../../src/oci/reference.ts';

function tags(text: string) {
  return text.split(' ').map(parseTag);
}

describe('readTagName', () => {
  it.each([
    ['1.2.3', 'version'],
    ['v1.2.3-rc.1', 'version'],
    ['1.2.3_build.5', 'version'],
    ['20261121_01', 'day'],
    ['20261121', 'day'],
    ['app-20261121.7-debian', 'day'],
    ['20261321_01', 'other'],
    ['latest', 'moving'],
    ['1.2', 'moving'],
    ['edge', 'moving'],
    ['sha-860c190', 'other'],
    ['sha-abcdef', 'other'],
    ['build20261121x', 'other'],
    ['pr-17', 'other'],
  ])('reads %s as %s', (tag, kind) => {
    expect(readTagName(tag).kind).toBe(kind);
  });
});

describe('orderTagNames', () => {
  it('puts first what says most of an image', () => {
    const ordered = ['1.4.2', '1.4.1', '20261121_10', '20261121_9', '1.4', '1', 'edge', 'latest', 'sha-860c190'];
    expect(orderTagNames(tags(ordered.toReversed().join(' ')))).toEqual(ordered);
  });
});

describe('orderForLookUp', () => {
  it('takes versions, days and moving tags by turns, so that many of one do not hide the others', () => {
    const versions = Array.from({ length: 500 }, (_, index) => `1.0.${index}`);
    const days = Array.from({ length: 500 }, (_, index) => `20261121_${index + 1}`);
    const branches = Array.from(
      { length: 500 },
      (_, index) => `branch${'x'.repeat(index % 30)}${'y'.repeat(index % 7)}`,
    );
    const names = new Set(tags([...versions, ...days, ...branches, 'p', 'sha-860c190'].join(' ')));
    const order = orderForLookUp(names, new Set(['p']));
    expect(order[0]).toBe('p');
    const first = order.slice(0, 300);
    for (const tag of ['1.0.499', '1.0.480', '20261121_500', '20261121_480']) expect(first).toContain(tag);
    expect(order.at(-1)).toBe('sha-860c190');
    expect(order).toHaveLength(names.size);
  });
});

describe('compareNewness', () => {
  it('goes by days before versions, because a hotfix has a lower version and a later day', () => {
    const lots = ['1.3.9 20261121_01', '1.4.0 20261120_09', '1.5.0', '1.4.9', 'latest'];
    const sorted = lots
      .toReversed()
      .map((text) => ({ text, newness: readNewness(tags(text)) }))
      .sort((left, right) => compareNewness(left.newness, right.newness));
    expect(sorted.map(({ text }) => text)).toEqual(lots);
  });
});
