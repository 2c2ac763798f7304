import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import type { VerifiedRecord } from '../../src/policy/verify-record.ts';
import { presentPlacement } from '../../src/policy/verify-record.ts';

const OTHER = digestOf(Buffer.from('another image'));

function entry(minute: number, tags: readonly string[], took: readonly string[] = []): VerifiedRecord {
  const digest = digestOf(Buffer.from(`${minute}`));
  return {
    environment: 's2',
    gitHubEnvironment: undefined,
    record: {
      ...{ digest, subject: digest, form: 'statement', bytes: new Uint8Array() },
      repository: { registry: 'r.io', name: 's2/app' },
    },
    claims: {
      subjects: [digest],
      time: new Date(minute * 60_000),
      source: { uri: 'r.io/s1/app', tags: [], environment: 's1' },
      destination: {
        ...{ uri: 'r.io/s2/app', environment: 's2', tags },
        replaced: new Map(took.map((tag) => [tag, OTHER])),
      },
      ...{ route: undefined, policyDigest: undefined, evidence: undefined, approvals: undefined, reason: undefined },
      run: {},
    },
    signature: undefined,
  };
}

describe('the present stay of an image', () => {
  const first = entry(1, ['1.2.3', 'latest'], ['latest']);
  it.each<readonly [string, readonly VerifiedRecord[], VerifiedRecord | undefined]>([
    ['is none without an entry', [], undefined],
    ['began with its only entry', [first], first],
    ['goes on where it gets more tags', [entry(5, ['1.2.3', 'stable'], ['stable']), first], first],
    ['goes on where the same promotion was recorded again', [entry(5, ['1.2.3', 'latest']), first], first],
  ])('%s', (_, entries, expected) => {
    expect(presentPlacement(entries)).toBe(expected);
  });

  it('began anew when the image took back a tag that it had lost', () => {
    const back = entry(9, ['1.2.3', 'latest'], ['latest']);
    const more = entry(12, ['1.2.3', '20260301_02']);
    expect(presentPlacement([more, back, first])).toBe(back);
    expect(presentPlacement([first, back])).toBe(back);
    const again = entry(20, ['latest'], ['latest']);
    expect(presentPlacement([first, back, more, again])).toBe(again);
  });
});
