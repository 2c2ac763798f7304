import { describe, expect, it } from 'vitest';
import { type BuildFacts, buildLabels } from '../../src/build/labels.ts';
import { OCI_LABEL } from '../../src/image/labels.ts';
import { digestOf } from '../../src/oci/digest.ts';

const CREATED = new Date('2026-01-02T03:04:05Z');
const FULL: BuildFacts = {
  fullName: 'acme/shop',
  url: 'https://github.com/acme/shop',
  homepage: 'https://shop.example.com',
  description: 'A shop',
  license: 'Apache-2.0',
  revision: '860c1904a1ce19322e91ac35af1ab07466440c37',
  version: '1.2.3',
  created: CREATED,
  base: { name: 'docker.io/library/debian:12', digest: digestOf('base') },
};

/** The labels by their short names. */
function shortLabels(facts: BuildFacts): Readonly<Record<string, string>> {
  return Object.fromEntries([...buildLabels(facts)].map(([key, value]) => [key.replace(OCI_LABEL, ''), value]));
}

describe('the labels of a build', () => {
  it('say all that is known, in the order of their names', () => {
    expect(Object.entries(shortLabels(FULL))).toEqual([
      ['base.digest', digestOf('base')],
      ['base.name', 'docker.io/library/debian:12'],
      ['created', '2026-01-02T03:04:05Z'],
      ['description', 'A shop'],
      ['licenses', 'Apache-2.0'],
      ['revision', '860c1904a1ce19322e91ac35af1ab07466440c37'],
      ['source', 'https://github.com/acme/shop'],
      ['title', 'shop'],
      ['url', 'https://shop.example.com'],
      ['version', '1.2.3'],
    ]);
  });

  it.each<readonly [string, Partial<BuildFacts>, Readonly<Record<string, string>>]>([
    ['nothing that is not known', {}, {}],
    ['nothing empty', { description: '', version: '  ', license: '\n' }, {}],
    [
      'a page in place of a homepage',
      { url: 'https://a.example' },
      { source: 'https://a.example', url: 'https://a.example' },
    ],
    ['text of several lines on one', { description: ' A\r\n\tshop\n ' }, { description: 'A shop' }],
    [
      'the base and what it was pinned to',
      { base: { name: 'docker.io/library/debian:12', digest: digestOf('base') } },
      { 'base.digest': digestOf('base'), 'base.name': 'docker.io/library/debian:12' },
    ],
    ['no digest of a base that has none', { base: { name: 'a.example/b:1' } }, { 'base.name': 'a.example/b:1' }],
    ['a title without its owner', { fullName: 'acme/group/shop' }, { title: 'shop' }],
  ])('say %s', (_, facts, expected) => {
    expect(shortLabels({ ...facts, created: CREATED })).toEqual({ created: '2026-01-02T03:04:05Z', ...expected });
  });

  it.each([
    ['whole seconds as such', '2026-01-02T03:04:05.000Z', '2026-01-02T03:04:05Z'],
    ['whole seconds', '2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05Z'],
  ])('write %s', (_, created, expected) => {
    expect(shortLabels({ created: new Date(created) })).toEqual({ created: expected });
  });
});
