import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SOURCE_FILES } from '../structure/source.ts';
import { DOCUMENTS, readDocument } from './documents.ts';
import { findTranslatedProse, proseOf, TRANSLATED_PROSE } from './translated.ts';

/** Phrases that read as translated, each with what an engineer would write; the text of both is matched as it is. */
const TRANSLATED: ReadonlyMap<string, string> = new Map([
  ['among it', 'including it'],
  ['announces an answer again', 'too many 1xx responses'],
  ['does not take the credentials', 'rejects the credentials'],
  ['for good', 'permanently'],
  ['images from s2 alone', 'images only from s2'],
  ['is no JSON', 'is not JSON'],
  ['is no list', 'is not a list'],
  ['lifted', 'promoted'],
  ['nobody knows whether forward', 'age is unknown'],
  ['signed records alone', 'only signed records'],
  ['takes along', 'copies'],
  ['took along', 'copied'],
  ['wants credentials and none', 'authentication is required'],
]);

/** What people look for in the documents of such a tool. */
const LOOKED_FOR = ['rollback', 'retag', 'immutable tag', 'GitOps', 'mirror', 'air gap', 'SLSA', 'drift'];

const ROOT = join(import.meta.dirname, '..', '..');

/** Pages whose whole prose is checked. What is left out is written for those who work on the code, or by a program. */
const PAGES = DOCUMENTS.filter((name) => !/^ARCHITECTURE|defences|mutation/.test(name));

/** What users copy, and what they are asked. */
const FORMS = ['examples', '.github/ISSUE_TEMPLATE'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`),
);

/** Sentences that read as translated, one for each of ten patterns, from texts that Sealift once had. */
const BAD = [
  'The record is unsigned where there is no token.',
  'Where the registry refuses, the tag is put back.',
  'It is refused, as it is no file of ours.',
  'The environment takes signed records alone.',
  'Whoever waits needs the challenge.',
  'This guide tells how it is done.',
  'So many images are read at once.',
  'A promotion takes along two referrers.',
  'The tag moves, and nobody knows whether forward.',
  'It shows what is where.',
];

function findTranslated(text: string): readonly string[] {
  return [...TRANSLATED.keys()].filter((phrase) => new RegExp(`\\b${phrase}\\b`).test(text));
}

/** The texts of a file that its users may read: what stands in quotes, without comments. */
function stringsOf(lines: readonly string[]): string {
  return lines.filter((line) => /['"`]/.test(line) && !/^\s*(?:\/\/|\/?\*)/.test(line)).join('\n');
}

describe('what users read', () => {
  it.each(DOCUMENTS.filter((name) => !/mutation/.test(name)))('is plain English in %s', (name) => {
    expect(findTranslated(readDocument(name))).toEqual([]);
  });

  it.each([...PAGES, ...FORMS, '.github/pull_request_template.md'])(
    'reads as written, not as translated, in %s',
    (name) => {
      expect(findTranslatedProse(readDocument(name))).toEqual([]);
    },
  );

  it.each(BAD)('would not be: %s', (sentence) => {
    expect(findTranslatedProse(sentence)).toHaveLength(1);
  });

  it('is checked outside of code, quotes and generated tables, across the ends of lines', () => {
    expect(findTranslatedProse('The input `for good` and "for good" and ](for good).')).toEqual([]);
    expect(findTranslatedProse('```text\nfor good\n```')).toEqual([]);
    expect(proseOf('<!-- inputs: begin, written by x -->for good<!-- inputs: end -->')).toBe('');
    expect(findTranslatedProse('It is gone for\ngood.')).toEqual([expect.stringContaining('write "permanently"')]);
  });

  it('has a better way to say each of it', () => {
    for (const { instead } of TRANSLATED_PROSE) expect(findTranslatedProse(instead)).toEqual([]);
  });

  it('is plain English in action.yml', () => {
    expect(findTranslated(readDocument('action.yml'))).toEqual([]);
  });

  it('is plain English in messages', () => {
    const found = SOURCE_FILES.flatMap(({ path, lines }) =>
      findTranslated(stringsOf(lines)).map((what) => `${path}: ${what}`),
    );
    expect(found).toEqual([]);
  });

  it.each(LOOKED_FOR)('has a place for %s', (word) => {
    expect(DOCUMENTS.some((name) => readDocument(name).toLowerCase().includes(word.toLowerCase()))).toBe(true);
  });
});
