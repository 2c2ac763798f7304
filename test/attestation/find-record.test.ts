import { describe, expect, it } from 'vitest';
import { findRecords, type RecordKey } from '../../src/attestation/predicates/promotion-annotations.ts';
import { type Digest, digestOf } from '../../src/oci/digest.ts';
import { FULL, LABELS, recordOf, SUBJECT } from './promotion.ts';

describe('finding a record', () => {
  const KEY: RecordKey = {
    from: 'registry.example.com/s2/app:1.2.3',
    to: 'registry.example.com/p/app',
    tags: ['1.2.3', 'latest'],
  };
  const record = recordOf({ promotion: FULL, labels: LABELS, subject: SUBJECT }).descriptor;
  const later = recordOf({
    promotion: { ...FULL, time: new Date('2026-02-01T00:00:00Z') },
    labels: LABELS,
    subject: SUBJECT,
  }).descriptor;
  const signed = recordOf({ promotion: FULL, labels: LABELS, subject: SUBJECT }, Buffer.from('{}')).descriptor;
  const foreign = { ...record, digest: digestOf('foreign'), annotations: new Map<string, string>() };
  const other = {
    ...record,
    digest: digestOf('other'),
    annotations: new Map([...record.annotations, ['in-toto.io/predicate-type', 'https://slsa.dev/provenance/v1']]),
  };

  it.each<readonly [string, Parameters<typeof findRecords>[0], Partial<RecordKey>, Digest | undefined]>([
    ['the one of the same promotion', [foreign, record, other], {}, record.digest],
    ['the newest', [record, later], {}, later.digest],
    ['the newest, in any order', [later, record], {}, later.digest],
    ['one with more tags', [record], { tags: [] }, record.digest],
    ['none of another source', [record], { from: 'registry.example.com/s2/app' }, undefined],
    ['none of another destination', [record], { to: 'registry.example.com/q/app' }, undefined],
    ['none that lacks a tag', [record], { tags: ['1.2.3', '2'] }, undefined],
    ['none with a part of a tag', [record], { tags: ['1.2.'] }, undefined],
    ['none of another predicate', [other], {}, undefined],
    ['none among strangers', [foreign], {}, undefined],
    ['none among nothing', [], {}, undefined],
    ['a signed one where it must be', [later, signed], { isSigned: true }, signed.digest],
    ['none that is not signed where it must be', [record, later], { isSigned: true }, undefined],
    ['a signed one where it need not be', [signed], {}, signed.digest],
  ])('finds %s', (_, referrers, changes, expected) => {
    expect(findRecords(referrers, { ...KEY, ...changes })[0]?.digest).toBe(expected);
  });
});
