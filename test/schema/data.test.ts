import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseHome } from '../../scripts/readme/home.ts';
import { DATA } from '../../scripts/schema/data.ts';
import { renderDataSchema } from '../../scripts/schema/render.ts';
import { REPORT_SCHEMA } from '../../src/report/schema.ts';
import { readDocument } from '../docs/documents.ts';
import { checkWritten, findBreach } from '../support/written-data.ts';

const GOLDEN = join(import.meta.dirname, '..', 'golden');
const home = parseHome(readDocument('package.json'));

function golden(name: string): { readonly predicate: Record<string, unknown> } {
  return JSON.parse(readFileSync(join(GOLDEN, `${name}.json`), 'utf8'));
}

describe.each(Object.entries(DATA))('the schema of %s', (_, data) => {
  it('is current: if not, run "npm run schema"', () => {
    expect(readDocument(`schema/${data.file}`)).toBe(renderDataSchema(home, data));
  });

  it('is linked in docs/reference/report-json.md', () => {
    expect(readDocument('docs/reference/report-json.md')).toContain(`../../schema/${data.file}`);
  });
});

describe('the schema of records', () => {
  it.each(['statement-full', 'statement-bare', 'statement-rollback'])('allows %s', (name) => {
    expect(findBreach('record', golden(name))).toBeUndefined();
  });

  it.each([
    ['without a time', { time: undefined }],
    ['with the tags of no list', { destination: { uri: 'r.io/p/app', tags: '1.2.3' } }],
    ['of another action', { action: 'demote' }],
  ])('refuses one %s', (_, wrong) => {
    const statement = golden('statement-full');
    expect(findBreach('record', { ...statement, predicate: { ...statement.predicate, ...wrong } })).toContain(
      'record: ',
    );
  });
});

describe('checkWritten', () => {
  const TAGS = {
    ...{ schema: REPORT_SCHEMA, command: 'tags', images: [], tags: [], unmatchedRules: [], version: '', labels: {} },
    ...{ annotations: [], requests: 0, warnings: [] },
  };

  it('takes a report with fields that came later', () => {
    expect(() => checkWritten({ report: JSON.stringify({ ...TAGS, later: 1 }) })).not.toThrow();
  });

  it.each([
    ['a field that is missing', { version: undefined }],
    ['a field of another type', { requests: '0' }],
    ['another version', { schema: REPORT_SCHEMA + 1 }],
    ['an unknown command', { command: 'sell' }],
  ])('refuses %s', (_, wrong) => {
    expect(() => checkWritten({ report: JSON.stringify({ ...TAGS, ...wrong }) })).toThrow('breaks its schema');
  });

  it.each([
    [
      'a rule that did not match',
      { unmatchedRules: [{ line: '2', rule: 'type=sha', reason: 'no revision is known' }] },
    ],
    ['a tag', { tags: [{}] }],
  ])('looks into nested objects: refuses %s of another shape', (_, wrong) => {
    expect(() => checkWritten({ report: JSON.stringify({ ...TAGS, ...wrong }) })).toThrow('breaks its schema');
  });

  it('refuses checks without a verdict', () => {
    const check = { image: 'a', digest: null, repository: 'r.io/a', id: 'config' };
    expect(() => checkWritten({ checks: JSON.stringify([check]) })).toThrow('checks: ');
    expect(() => checkWritten({ checks: JSON.stringify([{ ...check, result: 'pass' }]) })).not.toThrow();
  });
});
