import { describe, expect, it } from 'vitest';
import { annotateHold, HOLD, type HoldPredicate } from '../../../src/attestation/predicates/hold.ts';
import { readClaim, readStatement, writeStatement } from '../../../src/attestation/statement.ts';
import { digestOf } from '../../../src/oci/digest.ts';
import { FormatError } from '../../../src/oci/json.ts';

const ORIGIN = {
  time: new Date('2026-11-30T10:00:00.000Z'),
  environments: ['*'],
  policy: { uri: '.github/sealift.yml', digest: digestOf('policy') },
  approvals: [{ login: 'wang', state: 'approved', environments: ['production'], comment: undefined }],
  run: {
    invocationId: 'https://github.com/acme/shop/actions/runs/1/attempts/1',
    actor: { login: 'li' },
    isFromToken: true,
  },
  reason: 'INC-4711',
  toolVersion: '0.1.0',
} as const;
const HELD: HoldPredicate = { ...ORIGIN, action: 'hold', effect: 'quarantine', until: undefined };
const SUBJECTS = [{ digest: digestOf('image') }] as const;

function write(predicate: HoldPredicate, edit: (json: Record<string, unknown>) => object = (json) => json): Uint8Array {
  const bytes = writeStatement(HOLD, { uri: 'dc1.example.com/p/shop/app', subjects: SUBJECTS }, predicate);
  const statement = JSON.parse(Buffer.from(bytes).toString());
  return Buffer.from(JSON.stringify({ ...statement, predicate: edit(statement.predicate) }));
}

function read(bytes: Uint8Array): HoldPredicate {
  return readClaim(HOLD, readStatement(bytes)).predicate;
}

describe('the predicate of a hold', () => {
  it('is as the reference has it', () => {
    const statement = JSON.parse(
      Buffer.from(
        write({
          ...ORIGIN,
          run: {},
          policy: undefined,
          approvals: undefined,
          action: 'hold',
          effect: 'quarantine',
          until: undefined,
        }),
      ).toString(),
    );
    expect(statement).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'dc1.example.com/p/shop/app', digest: { sha256: digestOf('image').slice(7) } }],
      predicateType: 'https://sealift.github.io/hold/v1',
      predicate: {
        ...{ action: 'hold', effect: 'quarantine', environments: ['*'], until: null },
        ...{ time: '2026-11-30T10:00:00.000Z', change: { reason: 'INC-4711' }, holds: [] },
        ...{ run: { claims: 'environment' }, tool: { name: 'sealift', version: '0.1.0' } },
      },
    });
  });

  it.each<readonly [string, HoldPredicate]>([
    ['a quarantine', HELD],
    ['one that ends', { ...HELD, until: new Date('2027-01-31T00:00:00.000Z') }],
    ['a legal hold', { ...ORIGIN, action: 'hold', effect: 'legal', until: undefined }],
    ['the end of one', { ...ORIGIN, action: 'unhold', holds: [digestOf('one'), digestOf('two')] }],
  ])('is read as it was written: %s', (_, predicate) => {
    expect(read(write(predicate))).toEqual(predicate);
  });

  it('takes an effect that it does not know for the stronger one', () => {
    expect(read(write(HELD, (json) => ({ ...json, effect: 'freeze' })))).toMatchObject({ effect: 'quarantine' });
  });

  it.each<readonly [string, object]>([
    ['another action', { action: 'promote' }],
    ['no action', { action: null }],
    ['no effect', { effect: null }],
    ['no time', { time: 'yesterday' }],
    ['an end that is no time', { until: '2027-01-31' }],
    ['no environments', { environments: 'p' }],
  ])('is refused: %s', (_, change) => {
    expect(() => read(write(HELD, (json) => ({ ...json, ...change })))).toThrow(FormatError);
  });

  it('is refused as the end of what is no digest', () => {
    const unhold: HoldPredicate = { ...ORIGIN, action: 'unhold', holds: [] };
    expect(() => read(write(unhold, (json) => ({ ...json, holds: ['latest'] })))).toThrow(/not a digest/);
    expect(() => read(write(unhold, (json) => ({ ...json, holds: undefined })))).toThrow(FormatError);
  });

  it('has annotations that lists show', () => {
    const long = { ...HELD, reason: 'x'.repeat(5000) };
    expect(Object.fromEntries(annotateHold(long))).toEqual({
      'io.github.sealift.hold.action': 'hold',
      'io.github.sealift.hold.effect': 'quarantine',
      'io.github.sealift.hold.environments': '*',
      'io.github.sealift.hold.by': 'li',
      'io.github.sealift.hold.run': ORIGIN.run.invocationId,
      'io.github.sealift.hold.reason': 'x'.repeat(1024),
      'org.opencontainers.image.created': '2026-11-30T10:00:00.000Z',
    });
  });
});
