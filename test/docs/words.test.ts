import { describe, expect, it } from 'vitest';
import { SOURCE_FILES } from '../structure/source.ts';
import { DOCUMENTS, readDocument } from './documents.ts';

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

function findTranslated(text: string): readonly string[] {
  return [...TRANSLATED.keys()].filter((phrase) => new RegExp(`\\b${phrase}\\b`).test(text));
}

/** The texts of a file that its users may read: what stands in quotes, without comments. */
function stringsOf(lines: readonly string[]): string {
  return lines.filter((line) => /['"`]/.test(line) && !/^\s*(?:\/\/|\/?\*)/.test(line)).join('\n');
}

describe('what users read', () => {
  it.each(DOCUMENTS.filter((name) => !/CHANGELOG|decisions|mutation/.test(name)))('is plain English in %s', (name) => {
    expect(findTranslated(readDocument(name))).toEqual([]);
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
