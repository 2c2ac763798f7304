import { describe, expect, it } from 'vitest';
import { buildEntries, findCreated, readCustomEntries } from '../../src/build/metadata.ts';
import { InputError } from '../../src/errors.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { thrownBy } from '../oci/support.ts';
import { contextOf } from '../tags/support.ts';

const NOW = new Date('2026-01-02T03:04:05Z');
const COMMIT = new Date('2025-12-31T00:00:00Z');

describe('an image is created', () => {
  it.each([
    ['at the time that makes the build reproducible', { SOURCE_DATE_EPOCH: '1577836800' }, '2020-01-01T00:00:00.000Z'],
    ['in 1970', { SOURCE_DATE_EPOCH: '0' }, '1970-01-01T00:00:00.000Z'],
    ['in the last second', { SOURCE_DATE_EPOCH: '253402300799' }, '9999-12-31T23:59:59.000Z'],
    ['with its commit, where that time is empty', { SOURCE_DATE_EPOCH: '' }, COMMIT.toISOString()],
    ['with its commit, where there is no such time', {}, COMMIT.toISOString()],
  ])('%s', (_, environment, expected) => {
    expect(findCreated(environment, COMMIT, NOW).toISOString()).toBe(expected);
  });

  it('now, where nothing else is known', () => {
    expect(findCreated({}, undefined, NOW)).toBe(NOW);
  });

  it.each([
    ['milliseconds', '1577836800000'],
    ['a date', '2020-01-01'],
    ['a fraction', '1577836800.5'],
    ['a power', '1e9'],
    ['a hexadecimal number', '0x5e0be100'],
    ['a sign', '+1577836800'],
    ['a time before 1970', '-1'],
    ['a leading zero', '01577836800'],
    ['a blank', ' '],
    ['blanks around it', ' 1577836800\n'],
    ['a second after the last', '253402300800'],
  ])('never at %s', (_, text) => {
    const error = thrownBy(() => findCreated({ SOURCE_DATE_EPOCH: text }, COMMIT, NOW));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(
      /^Cannot use SOURCE_DATE_EPOCH ".*": it is no number of seconds since 1970; set it as /,
    );
  });
});

describe('the base of a build', () => {
  const facts = { created: NOW, base: { name: 'docker.io/library/debian:12', digest: digestOf('base') } };
  const scope = { context: contextOf({}), now: NOW };

  it('stands in the labels and in the annotations', () => {
    const custom = readCustomEntries({ labels: '', annotations: '' }, scope, {
      DOCKER_METADATA_ANNOTATIONS_LEVELS: 'index',
    });
    const { labels, annotations } = buildEntries(facts, custom);
    expect(labels.get('org.opencontainers.image.base.name')).toBe('docker.io/library/debian:12');
    expect(annotations).toContain('index:org.opencontainers.image.base.name=docker.io/library/debian:12');
    expect(annotations).toContain(`index:org.opencontainers.image.base.digest=${digestOf('base')}`);
  });

  it('comes with warnings of entries without a sign', () => {
    const { labels, warnings } = readCustomEntries({ labels: 'maintainer', annotations: 'a' }, scope, {});
    expect(labels.get('maintainer')).toBe('');
    expect(warnings.map((each) => each.slice(0, 40))).toEqual([
      'The entry "maintainer" on line 1 of labe',
      'The entry "a" on line 1 of annotations h',
    ]);
  });

  it('gives way to what the user says', () => {
    const own = 'org.opencontainers.image.base.name=mine';
    const { labels, annotations } = buildEntries(
      facts,
      readCustomEntries({ labels: own, annotations: own }, scope, {}),
    );
    expect(labels.get('org.opencontainers.image.base.name')).toBe('mine');
    expect(annotations).toContain(`manifest:${own}`);
  });
});
