import { describe, expect, it } from 'vitest';
import {
  describeOverruled,
  joinImageLabels,
  missingLabels,
  OCI_LABEL,
  PROVENANCE_LABELS,
  placeOfLabel,
} from '../../src/image/labels.ts';

function labels(values: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(values).map(([name, value]) => [OCI_LABEL + name, value]));
}

const NONE: ReadonlyMap<string, string> = new Map();

describe('what an image says of itself', () => {
  it.each([
    ['the index before all others', { version: '1' }, { version: '2' }, { version: '3' }, { version: '1' }],
    ['the manifest before the config', {}, { version: '2' }, { version: '3' }, { version: '2' }],
    ['the config', {}, {}, { version: '3' }, { version: '3' }],
    ['all together', { version: '1' }, { title: 'a' }, { source: 's' }, { source: 's', version: '1', title: 'a' }],
    ['nothing of an empty label', {}, {}, { version: ' ' }, {}],
    ['nothing that says nothing of its origin', {}, {}, { vendor: 'acme' }, {}],
  ])('is %s', (_, index, manifest, config, expected) => {
    const joined = joinImageLabels(labels(index), { annotations: labels(manifest) }, labels(config));
    expect(joined).toEqual(labels(expected));
  });

  it('comes in a fixed order', () => {
    const all = Object.fromEntries(PROVENANCE_LABELS.map((name) => [name, name]));
    const reversed = new Map([...labels(all)].reverse());
    expect([...joinImageLabels(NONE, undefined, reversed).keys()]).toEqual(
      PROVENANCE_LABELS.map((name) => OCI_LABEL + name),
    );
  });
});

describe('where an image says something', () => {
  const config = labels({ version: '1.0.0', revision: 'same', title: 'b', source: 's' });
  const joined = joinImageLabels(labels({ version: '9.9.9', revision: 'same', title: 'a' }), undefined, config);

  it('is told: in an annotation or in a label', () => {
    expect(placeOfLabel(joined, `${OCI_LABEL}version`)).toBe('annotation');
    expect(placeOfLabel(joined, `${OCI_LABEL}source`)).toBe('label');
    expect(placeOfLabel(new Map(), `${OCI_LABEL}source`)).toBe('label');
  });

  it('twice and differently is warned of, if tags depend on it', () => {
    expect(describeOverruled('r.io/d/app:1', joined)).toEqual([
      `The annotation ${OCI_LABEL}version of r.io/d/app:1 is "9.9.9", and its label of that name is "1.0.0": the annotation counts; have the build set both alike`,
    ]);
    expect(describeOverruled('r.io/d/app:1', config)).toEqual([]);
  });
});

describe('what an image lacks', () => {
  it.each([
    ['nothing', { source: 's', revision: 'r', version: 'v', created: 'c' }, []],
    ['a revision', { source: 's', version: 'v', created: 'c' }, ['revision']],
    ['everything', { title: 't' }, ['source', 'revision', 'version', 'created']],
  ])('is %s', (_, has, expected) => {
    expect(missingLabels(labels(has))).toEqual(expected.map((name) => OCI_LABEL + name));
  });
});
