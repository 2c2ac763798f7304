import { describe, expect, it } from 'vitest';
import { readAttestations, readRecords } from '../../src/records/read.ts';
import { APP } from '../registry/support.ts';
import { type Attached, attachedRegistry as registry, SUBJECT } from './attached.ts';

const PROMOTION = 'https://sealift.github.io/promotion/v1';
const SCAN = 'https://cosign.sigstore.dev/attestation/vuln/v1';

function scans(count: number): readonly Attached[] {
  return Array.from({ length: count }, (_, index) => ({ content: `scan ${index}`, predicate: SCAN }));
}

const query = { repository: APP, subject: SUBJECT };

async function contentsOf(attached: readonly Attached[]): Promise<readonly string[]> {
  const records = await readRecords(registry(attached).client, query);
  return records.map(({ bytes }) => Buffer.from(bytes).toString());
}

describe('the records of an image', () => {
  it('are found among hundreds of attestations that the list does not announce', async () => {
    const record = { content: 'record', predicate: PROMOTION };
    expect(await contentsOf([record, ...scans(300)])).toEqual(['record']);
    expect(await contentsOf([...scans(300), record])).toEqual(['record']);
  });

  it('may be what says nowhere what it is', async () => {
    expect(await contentsOf([{ content: 'record' }, ...scans(60)])).toEqual(['record']);
  });

  it('count once where the same bundle is attached many times', async () => {
    const copies = Array.from({ length: 250 }, (_, index) => ({
      ...{ content: 'record', predicate: PROMOTION, isAnnounced: true, created: `2020-01-01T00:00:00.${index}Z` },
    }));
    expect(await contentsOf(copies)).toEqual(['record']);
  });

  it('are too many by a number, with a cure', async () => {
    const records = Array.from({ length: 201 }, (_, index) => ({
      ...{ content: `record ${index}`, predicate: PROMOTION, isAnnounced: true },
    }));
    expect(await contentsOf(records.slice(1))).toHaveLength(200);
    await expect(contentsOf(records)).rejects.toThrow(
      'there are 201, and no more than 200 are read; remove those that nobody needs',
    );
  });

  it('stand beside other attestations, of which those that were not read are counted', async () => {
    const { client } = registry([{ content: 'record', predicate: PROMOTION }, ...scans(60)]);
    const { records, others, leftOut } = await readAttestations(client, query);
    expect([records.length, others.length, leftOut]).toEqual([1, 50, 10]);
  });
});
