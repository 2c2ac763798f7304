import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { environmentNamed } from '../../src/pipeline/environments.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import { describeHold, remedyForHold } from '../../src/policy/describe-hold.ts';
import { findHolds, isQuarantined } from '../../src/policy/holds.ts';
import type { StoredRecord } from '../../src/records/stored-record.ts';
import { KEYS, loadText } from '../pipeline/support.ts';
import { fc, runs } from '../support/property.ts';
import { HELD, holdBy, NOW, unholdBy, verifyByName } from './hold-records.ts';

const FILES = { 'd.pub': KEYS.publicKey, 't.pub': KEYS.publicKey, 'p.pub': KEYS.publicKey };

function fileWith(more = '', t = 'signers: [{ key: t.pub }]'): string {
  return `version: 1
environments:
  d: { repository: "r.io/d/{image}", signers: [{ key: d.pub }] }
  t: { repository: "r.io/t/{image}", from: d, ${t} }
  s1: { repository: "r.io/s1/{image}", from: t, signers: [{ key: p.pub }] }
  s2: { repository: "r.io/s2/{image}", from: s1, signers: [{ key: p.pub }] }
  p: { repository: "r.io/p/{image}", from: s2, signers: [{ key: p.pub }], record: signed }
${more}`;
}

const PIPELINE = await loadText(fileWith(), FILES);

const ALL = ['d', 't', 's1', 's2', 'p'];

function ask(name: string, records: readonly StoredRecord[], pipeline: Pipeline = PIPELINE, revision?: string) {
  const environment = environmentNamed(pipeline, name);
  if (environment === undefined) throw new Error(`there is no ${name}`);
  const image = { digests: new Set([HELD]), revisions: revision === undefined ? [] : [revision], records };
  return findHolds(image, { pipeline, environment, verify: verifyByName, now: NOW });
}

function heldIn(records: readonly StoredRecord[], pipeline: Pipeline = PIPELINE): readonly string[] {
  return ALL.filter((name) => isQuarantined(ask(name, records, pipeline).holds));
}

describe('a hold', () => {
  it('counts where its signer, or one of a later environment, is trusted', () => {
    expect(heldIn([holdBy('p.pub')])).toEqual(ALL);
    expect(heldIn([holdBy('t.pub')])).toEqual(['d', 't']);
    // Whoever builds must not stop the last one.
    expect(heldIn([holdBy('d.pub')])).toEqual(['d']);
    expect(heldIn([holdBy('nobody.pub')])).toEqual([]);
  });

  it('counts in the environments that it names', () => {
    const hold = holdBy('p.pub', { says: { environments: ['t'] } });
    expect(heldIn([hold])).toEqual(['t']);
  });

  it('is told by whom, since when and why, and what to do about it', () => {
    const [hold] = ask('p', [holdBy('p.pub')]).holds;
    if (hold === undefined) throw new Error('it is held');
    expect(describeHold(hold, HELD)).toBe('it is held since 2026-11-30 by li ("INC-4711")');
    expect(describeHold(hold, digestOf('an index'))).toMatch(/^its platform sha256:[0-9a-f]{12} is held since/);
    expect(remedyForHold(hold)).toBe('promote another version, or end the hold with command unhold');
  });

  it('does not show what a record says raw', () => {
    const says = { reason: 'a"\n::error::b', run: { actor: { login: '\u001b[31mli\n::stop' } } };
    const [hold] = ask('p', [holdBy('p.pub', { says })]).holds;
    const text = hold === undefined ? '' : describeHold(hold, HELD);
    for (const unsafe of ['\n', '\u001b', '::']) expect(text).not.toContain(unsafe);
  });

  it('says who signed it where it does not say who started the run', () => {
    const [hold] = ask('p', [holdBy('p.pub', { says: { run: {}, reason: undefined } })]).holds;
    expect(hold && describeHold(hold, HELD)).toBe('it is held since 2026-11-30 by the key p.pub');
  });

  it('ends by itself', () => {
    const ending = (until: string) => [holdBy('p.pub', { says: { until: new Date(until) } as object })];
    expect(heldIn(ending('2026-11-30T23:59:59Z'))).toEqual([]);
    expect(heldIn(ending('2026-12-02T00:00:00Z'))).toEqual(ALL);
    // One for legal reasons never does, whatever it says.
    const legal = { effect: 'legal', until: new Date('2026-11-30T00:00:00Z') } as object;
    const { holds } = ask('p', [holdBy('p.pub', { says: legal })]);
    expect(holds).toMatchObject([{ effect: 'legal', until: undefined }]);
    expect(isQuarantined(holds)).toBe(false);
  });

  it('counts unsigned only where unsigned records do (vector 19)', async () => {
    const open = await loadText(fileWith('', 'record: unsigned'), FILES);
    expect(heldIn([holdBy(undefined)], open)).toEqual(['t']);
    const { rejections } = ask('p', [holdBy(undefined)]);
    expect(rejections).toEqual([expect.stringMatching(/^the hold record sha256:\S+ does not count: it is not signed/)]);
  });

  it('counts whatever time it claims, because a wrong clock must not end it', () => {
    const [hold] = ask('p', [holdBy('p.pub', { says: { time: new Date('2031-01-01T00:00:00Z') } })]).holds;
    expect(hold?.by).toMatchObject({ kind: 'record', since: NOW });
  });

  it('does not count for another image, nor for the parts of one', () => {
    const other = digestOf('another image');
    expect(heldIn([holdBy('p.pub', { subjects: [{ digest: other }] })])).toEqual([]);
    expect(heldIn([holdBy('p.pub', { subjects: [{ digest: other }, { digest: HELD }] })])).toEqual([]);
  });
});

describe('the end of a hold', () => {
  const hold = holdBy('p.pub');

  it('counts where its own signer is trusted', () => {
    expect(heldIn([hold, unholdBy('p.pub', [hold])])).toEqual(['d', 't']);
    // A signer of t ends it in t, and in no other environment.
    expect(heldIn([hold, unholdBy('t.pub', [hold])])).toEqual(['d', 's1', 's2', 'p']);
    expect(heldIn([hold, unholdBy('d.pub', [hold])])).toEqual(['t', 's1', 's2', 'p']);
    expect(heldIn([hold, unholdBy(undefined, [hold])])).toEqual(ALL);
  });

  it('ends the records that it names, and no newer one', () => {
    const newer = holdBy('p.pub', { says: { time: new Date('2026-12-01T09:00:00Z') } });
    expect(heldIn([hold, unholdBy('p.pub', [hold]), newer])).toEqual(ALL);
    expect(heldIn([newer, unholdBy('p.pub', [hold])])).toEqual(ALL);
  });

  it('counts in the environments that it names', () => {
    expect(heldIn([hold, unholdBy('p.pub', [hold], { says: { environments: ['p'] } })])).toEqual([
      'd',
      't',
      's1',
      's2',
    ]);
  });

  it('ends copies of the same statement in other manifests', () => {
    const copy = { ...hold, digest: digestOf('the same under other annotations') };
    expect(heldIn([hold, copy, unholdBy('p.pub', [hold])])).not.toContain('p');
    expect(heldIn([copy, unholdBy('p.pub', [hold])])).toContain('p');
  });

  it('does not end the hold of another manifest', () => {
    const unhold = { ...unholdBy('p.pub', [hold], { subject: digestOf('a platform') }) };
    expect(heldIn([hold, unhold])).toEqual(ALL);
    expect(heldIn([hold, { ...unhold, subject: HELD }])).toEqual(ALL);
  });

  it('does not count from the future, or later than its signature', () => {
    const late = { time: new Date('2026-12-02T00:00:00Z') };
    expect(heldIn([hold, unholdBy('p.pub', [hold], { says: late })])).toEqual(ALL);
    const signedAt = new Date('2026-11-30T11:00:00Z');
    const claimed = { time: new Date('2026-12-01T00:00:00Z') };
    expect(heldIn([hold, unholdBy('p.pub', [hold], { says: claimed, signedAt })])).toEqual(ALL);
  });

  it('comes from the GitHub environment that promotions need, which a hold does not', async () => {
    const text = fileWith().replace('record: signed', 'record: signed, github-environment: production');
    const guarded = await loadText(text, FILES);
    const claims = { identity: 'x', issuer: 'y' };
    const bare = unholdBy('p.pub', [hold], { certificate: claims });
    expect(heldIn([hold, bare], guarded)).toEqual(['d', 't', 'p']);
    const inside = { ...claims, environment: 'production' };
    const says = { run: { environment: 'production' } };
    expect(heldIn([hold, unholdBy('p.pub', [hold], { certificate: inside, says })], guarded)).toEqual(['d', 't']);
  });
});

describe('holds of the pipeline file', () => {
  const digest = HELD;

  it('count beside records, and no record ends them', async () => {
    const held = await loadText(fileWith(`holds:\n  - { image: "shop/app@${digest}", reason: INC-1 }\n`), FILES);
    const hold = holdBy('p.pub');
    expect(heldIn([hold, unholdBy('p.pub', [hold])], held)).toEqual(ALL);
    const [first] = ask('p', [], held).holds;
    expect(first && describeHold(first, digest)).toBe('.github/sealift.yml holds it (line 9, "INC-1")');
    expect(first && remedyForHold(first)).toBe('promote another version, or change the file');
  });

  it('are of environments, of commits, and end', async () => {
    const revision = '860c1904a1ce19322e91ac35af1ab07466440c37';
    const held = await loadText(
      fileWith(`holds:
  - { revision: ${revision}, reason: CVE-2026-1, environments: [p], until: 2026-12-01 }
  - { image: "app@${digest}", reason: old, until: "2026-12-01T11:00Z" }
  - { image: "app@${digest}", reason: case 8/26, effect: legal, environments: s1 }
`),
      FILES,
    );
    expect(ask('p', [], held).holds).toEqual([]);
    expect(isQuarantined(ask('s1', [], held).holds)).toBe(false);
    expect(ask('s1', [], held).holds).toMatchObject([{ effect: 'legal', reason: 'case 8/26' }]);
    const [found] = ask('p', [], held, revision.toUpperCase()).holds;
    expect(found && describeHold(found, digest)).toBe(
      '.github/sealift.yml holds what was built from its commit until 2026-12-01 (line 9, "CVE-2026-1")',
    );
    expect(ask('t', [], held, revision).holds).toEqual([]);
  });
});

describe('statements that nobody trusts', () => {
  const signer = fc.constantFrom('d.pub', 'nobody.pub', undefined);
  const instant = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
  const environments = fc.constantFrom(['*'], ['p'], ['p', 'q'], []);
  const ours = holdBy('p.pub');
  const says = fc.record({ time: instant, environments, reason: fc.string() });
  const statements = fc.array(
    fc.oneof(
      fc.record({ by: signer, says }).map(({ by, says: claims }) => holdBy(by, { says: claims })),
      fc.record({ by: signer, says }).map(({ by, says: claims }) => unholdBy(by, [ours], { says: claims })),
      // What was signed for another hold, put back.
      says.map((claims) =>
        unholdBy('p.pub', [holdBy('p.pub', { says: { time: NOW } })], { says: { ...claims, time: NOW } }),
      ),
    ),
    { maxLength: 12 },
  );

  it('hold nothing in p, and so free no tag there', () => {
    fc.assert(
      fc.property(statements, (records) => {
        expect(ask('p', records).holds).toEqual([]);
      }),
      { numRuns: runs(200) },
    );
  });

  it('end no hold in p', () => {
    fc.assert(
      fc.property(statements, fc.nat(12), (records, at) => {
        const all = records.toSpliced(at, 0, ours);
        expect(isQuarantined(ask('p', all).holds)).toBe(true);
      }),
      { numRuns: runs(200) },
    );
  });

  it('do not make what is signed unreadable', () => {
    const junk = { ...ours, bytes: Buffer.from('{"dsseEnvelope":{"payload":"e30="}}') };
    const text = { ...ours, form: 'statement' as const, bytes: Buffer.from('no JSON') };
    expect(isQuarantined(ask('p', [junk, text, ours, junk]).holds)).toBe(true);
  });
});
