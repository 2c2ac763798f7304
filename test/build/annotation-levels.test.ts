import { describe, expect, it } from 'vitest';
import { formatAnnotations, parseAnnotationLevels } from '../../src/build/labels.ts';
import { InputError } from '../../src/errors.ts';
import { fc } from '../support/property.ts';

describe('the levels of annotations', () => {
  it.each([
    ['', ['manifest']],
    [' ', ['manifest']],
    ['index', ['index']],
    ['manifest,index', ['manifest', 'index']],
    ['index, manifest', ['index', 'manifest']],
    ['manifest-descriptor,index-descriptor', ['manifest-descriptor', 'index-descriptor']],
    ['manifest[linux/amd64],manifest[linux/arm/v7]', ['manifest[linux/amd64]', 'manifest[linux/arm/v7]']],
    ['index,manifest,index', ['index', 'manifest']],
  ])('%j', (text, expected) => {
    expect(parseAnnotationLevels(text)).toEqual(expected);
  });

  it.each([
    ['manifset', 'there is no level "manifset"; write "manifest"'],
    ['Index', 'there is no level "Index"; write "index"'],
    ['manifest,index-descripter', 'there is no level "index-descripter"; write "index-descriptor"'],
    [
      'idx[linux/amd64]',
      'there is no level "idx[linux/amd64]"; write one of "manifest", "index", "manifest-descriptor" and "index-descriptor"',
    ],
    ['manifest,', 'there is nothing between two commas or at an end; leave out the extra comma'],
    ['manifest[]', '"manifest[]" is no manifest of a platform; write it as "manifest[linux/amd64]"'],
    ['manifest[linux', '"manifest[linux" is no manifest of a platform; write it as "manifest[linux/amd64]"'],
    ['manifest[a b]', '"manifest[a b]" is no manifest of a platform; write it as "manifest[linux/amd64]"'],
  ])('%j is refused', (text, reason) => {
    expect(() => parseAnnotationLevels(text)).toThrow(
      new InputError(`Cannot use DOCKER_METADATA_ANNOTATIONS_LEVELS "${text}": ${reason}`),
    );
  });
});

const kinds = fc.constantFrom('manifest', 'index', 'manifest-descriptor', 'index-descriptor');
const level = fc
  .tuple(kinds, fc.constantFrom('', '[linux/amd64]', '[linux/arm/v7]', '[windows]'))
  .map(([kind, platform]) => kind + platform);

describe('annotations', () => {
  it('have the levels outermost, as docker/metadata-action gives them', () => {
    const annotations = new Map([
      ['a', '1'],
      ['b', 'x:y=z'],
    ]);
    expect(formatAnnotations(annotations, parseAnnotationLevels('manifest,index[linux/amd64]'))).toEqual([
      'manifest:a=1',
      'manifest:b=x:y=z',
      'index[linux/amd64]:a=1',
      'index[linux/amd64]:b=x:y=z',
    ]);
  });

  it('are read back by the grammar of buildx', () => {
    const annotations = fc
      .array(fc.tuple(fc.stringMatching(/^[a-z.:-]{1,8}$/), fc.string()), { maxLength: 4 })
      .map((entries) => new Map(entries));
    fc.assert(
      fc.property(annotations, fc.uniqueArray(level, { minLength: 1 }), (given, texts) => {
        const levels = parseAnnotationLevels(texts.join(','));
        expect(levels).toEqual(texts);
        const read = formatAnnotations(given, levels).map((item) => {
          // buildx cuts at the first "=", and what is before it at the first ":".
          const [before = ''] = item.split('=', 1);
          const [place = ''] = before.split(':', 1);
          expect(place).toMatch(/^([a-z-]+)(?:\[([A-Za-z0-9_/-]+)\])?$/);
          return [place, before.slice(place.length + 1), item.slice(before.length + 1)];
        });
        expect(read).toEqual(texts.flatMap((place) => [...given].map((entry) => [place, ...entry])));
      }),
    );
  });
});
