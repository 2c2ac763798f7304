import { describe, expect, it } from 'vitest';
import { ROLLBACK, type RollbackPredicate } from '../../../src/attestation/predicates/rollback.ts';
import { writeStatement } from '../../../src/attestation/statement.ts';
import { digestOf } from '../../../src/oci/digest.ts';
import { type JsonObject, parseJsonObject } from '../../../src/oci/json.ts';
import { expectGolden } from '../../golden/golden.ts';

const FULL: RollbackPredicate = {
  time: new Date('2026-11-30T03:12:00.000Z'),
  target: { by: 'previous', evidence: [digestOf('the record of C')] },
  destination: {
    uri: 'dc1.example.com/p/shop/app',
    environment: 'p',
    tags: ['20261130_02', '1', 'latest'],
    replaced: new Map([
      ['1', digestOf('C')],
      ['latest', digestOf('C')],
    ]),
    actions: new Map([
      ['20261130_02', 'create'],
      ['1', 'move'],
      ['latest', 'move'],
    ]),
  },
  hold: digestOf('the hold'),
  policy: { uri: '.github/sealift.yml', digest: digestOf('the pipeline file') },
  checks: [{ id: 'config', result: 'bypassed' }],
  approvals: [{ login: 'wang', state: 'approved', environments: ['production-rollback'], comment: undefined }],
  set: { id: 'sha256:0f1e', images: [{ name: 'shop/app', digest: digestOf('B') }] },
  run: { invocationId: 'https://github.com/acme/shop/actions/runs/1/attempts/1', actor: { login: 'li' } },
  reason: 'INC-4711',
  corrects: [digestOf('an earlier statement')],
  toolVersion: '1.0.0',
};

const BARE: RollbackPredicate = {
  time: new Date('2026-11-30T03:12:00Z'),
  target: { by: 'named', evidence: [] },
  destination: { uri: 'r.io/p', tags: [], replaced: new Map() },
  run: {},
};

function encode(predicate: RollbackPredicate): JsonObject {
  return parseJsonObject(Buffer.from(JSON.stringify(ROLLBACK.encode(predicate))));
}

describe('the statement of a rollback', () => {
  it('has these bytes', () => {
    const subjects = [{ digest: digestOf('B') }] as const;
    const statement = writeStatement(ROLLBACK, { uri: FULL.destination.uri, subjects }, FULL);
    const text = Buffer.from(statement).toString('utf8');
    expectGolden('statement-rollback.json', `${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  });

  it.each([
    ['everything', FULL],
    ['as little as possible', BARE],
  ])('is read as it was written, with %s', (_, predicate) => {
    expect(encode(ROLLBACK.decode(encode(predicate)))).toEqual(encode(predicate));
  });

  it.each([
    [{ action: 'promote' }, 'it records the action "promote", which is not a rollback'],
    [{ action: undefined }, 'it lacks "action"'],
    [{ target: undefined }, 'it lacks "target"'],
    [{ target: { by: 'chance' } }, 'its "by" is of the wrong type'],
    [{ time: 'yesterday' }, 'its time "yesterday" is not a time in UTC'],
    [
      { destination: { uri: 'r.io/p', replaced: { latest: 'x' } } },
      'it has no digest of what the tag "latest" was before',
    ],
  ])('is refused with %o', (changes, reason) => {
    expect(() => ROLLBACK.decode({ ...encode(FULL), ...changes })).toThrow(reason);
  });
});
