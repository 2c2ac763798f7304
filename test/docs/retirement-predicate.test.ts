import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RETIREMENT } from '../../src/attestation/predicates/retirement.ts';
import { goneTag, versionTag } from '../../src/ledger/tombstones.ts';
import { parseDigest } from '../../src/oci/digest.ts';

const PAGE = readFileSync(new URL('../../docs/reference/retirement-predicate.md', import.meta.url), 'utf8');

describe('the page of the retirement predicate', () => {
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(PAGE) ?? [];
  const statement = JSON.parse(example);

  it('shows a statement that is read and written as it stands there', () => {
    expect(statement.predicateType).toBe(RETIREMENT.type);
    const predicate = RETIREMENT.decode(statement.predicate);
    expect(JSON.parse(JSON.stringify(RETIREMENT.encode(predicate)))).toEqual(statement.predicate);
    expect(predicate.digests.root).toBe(`sha256:${statement.subject[0].digest.sha256}`);
  });

  it('names the parts of a predicate, and the tags of the ledger', () => {
    for (const part of Object.keys(statement.predicate).filter((each) => each !== 'time')) {
      expect(PAGE).toMatch(new RegExp(`^\\|.*\`${part}\``, 'm'));
    }
    const digest = parseDigest(statement.predicate.digests.root);
    expect(goneTag(digest)).toBe(`gone-sha256-${digest.slice('sha256:'.length)}`);
    expect(PAGE).toContain(`| \`${versionTag('1.3.0')}\` |`);
    expect(versionTag('9'.repeat(128))).toMatch(/^version-[0-9a-f]{64}$/);
  });
});
