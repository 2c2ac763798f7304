import { describe, expect, it } from 'vitest';
import { buildLabels, formatLabels, mergeLabels, parseLabelEntries } from '../../src/build/labels.ts';
import { InputError } from '../../src/errors.ts';
import { joinItems } from '../../src/inputs/tags.ts';
import { fc } from '../support/property.ts';

function parse(text: string): readonly (readonly [string, string])[] {
  return [...parseLabelEntries(text, { input: 'labels', render: (entry) => entry, warn: () => undefined })];
}

describe('custom labels', () => {
  // Each is read in the same way by the CSV parser of docker/metadata-action 6 (csv-parse 6.2.1).
  it.each([
    ['nothing', '', []],
    ['an entry', 'a=b', [['a', 'b']]],
    ['a value with "="', 'a=b=c', [['a', 'b=c']]],
    ['an empty value', 'a=', [['a', '']]],
    [
      'blank lines and comments',
      'a=1\n\n  \n# x\n  # y\nb=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['a "#" that begins no line', 'a=b # c', [['a', 'b # c']]],
    ['a "#" in quotes', '"#a=b"', [['#a', 'b']]],
    ['commas', 'a=b, c', [['a', 'b, c']]],
    ['an entry in quotes', '"a=say ""hi"", b"', [['a', 'say "hi", b']]],
    ['quotes around a value', 'a="b,c"', [['a', '"b,c"']]],
    ['JSON', 'a={"x":["y","z"]}', [['a', '{"x":["y","z"]}']]],
    [
      'an entry of several lines',
      '"a=one\n# two"\nb=1',
      [
        ['a', 'one\n# two'],
        ['b', '1'],
      ],
    ],
    [
      'line ends of Windows',
      'a=1\r\nb=2\r\n',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['a later entry of the same key', 'a=1\na=2', [['a', '2']]],
    ['blanks around a value and a line', '  a= b ', [['a', ' b']]],
  ])('with %s', (_, text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  it.each([
    ['foo bar', '"foo bar": there is a blank in its key "foo bar"; write it as key=value, without a blank in the key'],
    ['=v', '"=v": there is no key before its "="; write it as key=value'],
    ['a b=c', '"a b=c": there is a blank in its key "a b"; write it as key=value, without a blank in the key'],
    ['a = c', '"a = c": there is a blank in its key "a "; write it as key=value, without a blank in the key'],
    ['a\0=c', '"a=c": there is a blank in its key "a"; write it as key=value, without a blank in the key'],
    ['"a=b', '"\'a=b": its quotes are not around the whole entry; write it as "key=value", or without quotes'],
    ['"a=b" c', '"\'a=b\' c": its quotes are not around the whole entry; write it as "key=value", or without quotes'],
  ])('%j is refused with its line', (text, reason) => {
    expect(() => parse(`# one\n"two=a\nb"\n${text}\nlast=1`)).toThrow(
      new InputError(`Cannot read labels on line 4, ${reason}`),
    );
  });

  it('takes an entry without "=" for an empty one, and warns', () => {
    const warnings: string[] = [];
    const text = 'a=1\nmaintainer\nb=';
    const labels = parseLabelEntries(text, {
      ...{ input: 'annotations', render: (entry) => entry },
      warn: (sentence) => void warnings.push(sentence),
    });
    expect([...labels]).toEqual([
      ['a', '1'],
      ['maintainer', ''],
      ['b', ''],
    ]);
    expect(warnings).toEqual([
      'The entry "maintainer" on line 2 of annotations has no "=", and so is empty; write it as key=value, or with a "=" at its end if it is meant to be',
    ]);
  });

  it('names the other input', () => {
    expect(() =>
      parseLabelEntries('=x', { input: 'annotations', render: (text) => text, warn: () => undefined }),
    ).toThrow(/^Cannot read annotations on line 1, "=x"/);
  });

  it('renders the whole entry, without its quotes', () => {
    const render = (text: string): string => text.replaceAll('{{branch}}', 'feat/a&b=c');
    const entries = 'a=on {{branch}}\n"b={{branch}}\n{{branch}}"\n{{none}}';
    const labels = parseLabelEntries(entries, {
      input: 'labels',
      render: (text) => render(text.replace('{{none}}', ' ')),
      warn: () => undefined,
    });
    expect([...labels]).toEqual([
      ['a', 'on feat/a&b=c'],
      ['b', 'feat/a&b=c\nfeat/a&b=c'],
    ]);
  });

  it('lets an expression be refused with the words of its entry', () => {
    const text = '\na={{brunch}}';
    expect(() =>
      parseLabelEntries(text, {
        input: 'labels',
        render: (_, refuse) => refuse('there is no expression "brunch"', 'write "branch"'),
        warn: () => undefined,
      }),
    ).toThrow(
      new InputError('Cannot read labels on line 2, "a={{brunch}}": there is no expression "brunch"; write "branch"'),
    );
  });
});

const key = fc.stringMatching(/^[\w.\u00e9\ue000\u{1f600}-]{1,6}$/u);
const value = fc
  .string({ unit: fc.constantFrom('a', '=', '"', ',', '#', '\n', ' ', '{', 'é') })
  .map((text) => text.trim());
const labels = fc.array(fc.tuple(key, value), { maxLength: 8 }).map((entries) => new Map(entries));

/** Compares by code point, letter by letter. */
function isBefore(left: string, right: string): boolean {
  const [first = '', ...leftRest] = left;
  const [second = '', ...rightRest] = right;
  if (first === second) return right !== '' && isBefore(leftRest.join(''), rightRest.join(''));
  return (first.codePointAt(0) ?? -1) < (second.codePointAt(0) ?? -1);
}

describe('merged labels', () => {
  it('hold the custom one of a key, and are sorted', () => {
    const custom = new Map([
      ['org.opencontainers.image.title', 'mine'],
      ['org.opencontainers.image.description', ''],
      ['com.example.team', 'shop'],
    ]);
    const generated = buildLabels({ fullName: 'acme/shop', description: 'Sells', created: new Date(0) });
    expect(formatLabels(mergeLabels(generated, custom))).toEqual([
      'com.example.team=shop',
      'org.opencontainers.image.created=1970-01-01T00:00:00Z',
      'org.opencontainers.image.description=',
      'org.opencontainers.image.title=mine',
    ]);
  });

  it('have the order of docker/metadata-action for its keys and the usual custom ones', () => {
    const oci = ['title', 'description', 'url', 'source', 'version', 'created', 'revision', 'licenses'];
    const extra = ['vendor', 'authors', 'documentation', 'base.name', 'base.digest', 'ref.name'];
    const usual = [
      'maintainer',
      'com.example.a-b',
      'com.example.a.b',
      'com.example.ab',
      'io.k8s.display-name',
      'vcs-ref',
    ];
    const keys = [...[...oci, ...extra].map((name) => `org.opencontainers.image.${name}`), ...usual];
    const merged = mergeLabels(new Map(keys.map((name) => [name, ''])), new Map());
    expect([...merged.keys()]).toEqual(keys.toSorted((left, right) => left.localeCompare(right)));
  });

  it('are the same when they are merged again, sorted by code point, and complete', () => {
    fc.assert(
      fc.property(labels, labels, (generated, custom) => {
        const merged = mergeLabels(generated, custom);
        expect([...mergeLabels(merged, custom)]).toEqual([...merged]);
        expect([...mergeLabels(merged, new Map())]).toEqual([...merged]);
        for (const [index, right] of [...merged.keys()].entries()) {
          if (index > 0) expect(isBefore([...merged.keys()][index - 1] ?? '', right)).toBe(true);
        }
        expect(new Map(merged)).toEqual(new Map([...generated, ...custom]));
      }),
    );
  });
});

it('labels that are written as an output are read as they were', () => {
  fc.assert(
    fc.property(labels, (written) => {
      expect(parse(joinItems(formatLabels(written), '\n'))).toEqual([...written]);
    }),
  );
});
