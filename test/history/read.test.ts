import { describe, expect, it } from 'vitest';
import { findDifferences } from '../../src/history/read.ts';
import { parseRepository, parseTag } from '../../src/oci/reference.ts';
import { digest } from './histories.ts';

function view(host: string, holds: Readonly<Record<string, string>>, others: readonly string[] = []) {
  const found = Object.entries(holds).map(([tag, letter]) => [parseTag(tag), digest(letter)] as const);
  return {
    repository: parseRepository(`${host}/p/app`),
    names: new Set([...found.map(([tag]) => tag), ...others.map(parseTag)]),
    holds: new Map(found),
    refused: new Map(),
    marks: [],
  };
}

describe('findDifferences', () => {
  it('finds tags that hold other images, and tags that are missing', () => {
    const found = findDifferences([
      view('dc1.example.com', { '1.0.0': 'a', latest: 'b', '1.1.0': 'b' }),
      view('dc2.example.com', { '1.0.0': 'a', latest: 'a' }),
    ]);
    expect(found.map(({ tag, holds }) => [tag, [...holds.values()]])).toEqual([
      ['latest', [digest('b'), digest('a')]],
      ['1.1.0', [digest('b'), undefined]],
    ]);
  });

  it('says nothing of tags that were not looked up', () => {
    expect(
      findDifferences([view('dc1.example.com', { '1.0.0': 'a' }), view('dc2.example.com', {}, ['1.0.0'])]),
    ).toEqual([]);
  });
});
