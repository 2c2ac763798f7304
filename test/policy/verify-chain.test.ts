import { describe, expect, it } from 'vitest';
import type { PromotionClaims } from '../../src/attestation/predicates/promotion.ts';
import type { Signature } from '../../src/attestation/verify/verifier.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { describeChain } from '../../src/policy/verify-chain.ts';
import type { VerifiedRecord } from '../../src/policy/verify-record.ts';

const DIGEST = digestOf('record');
const KEY: Signature = { by: { kind: 'key', name: 'ops.pub' }, signedAt: undefined, payload: Buffer.from('') };
const WORKFLOW = 'https://github.com/acme/app/.github/workflows/promote.yml@refs/heads/main';
const KEYLESS: Signature = {
  by: { kind: 'certificate', claims: { identity: WORKFLOW, issuer: 'https://issuer.example.com' } },
  signedAt: new Date('2026-03-01T12:00:30Z'),
  payload: Buffer.from(''),
};

function entryOf(changes: Partial<PromotionClaims> = {}, signature: Signature | undefined = KEY): VerifiedRecord {
  const claims: PromotionClaims = {
    subjects: [DIGEST],
    time: new Date('2026-03-01T12:00:29.999Z'),
    source: { uri: 'r.io/s/app', tags: ['1.2.3'], environment: 's' },
    destination: { uri: 'r.io/p/app', environment: 'p', tags: ['1.2.3'], replaced: new Map([['1', DIGEST]]) },
    route: { kind: 'regular' },
    policyDigest: undefined,
    evidence: undefined,
    approvals: undefined,
    reason: undefined,
    run: {},
    ...changes,
  };
  const repository = parseRepository('r.io/p/app');
  const record = { digest: DIGEST, repository, subject: DIGEST, form: 'bundle', bytes: Buffer.from('') } as const;
  return { environment: 'p', gitHubEnvironment: undefined, record, claims, signature };
}

function sentencesOf(entry: VerifiedRecord): readonly string[] {
  return describeChain({ entries: [entry], origin: 'd', broken: undefined }).map(({ sentence }) => sentence);
}

describe('the sentences of a chain', () => {
  const record = `record ${DIGEST.slice(0, 19)}`;
  const approved = (login: string) => ({ login, state: 'approved', environments: [], comment: undefined }) as const;

  it.each<readonly [string, VerifiedRecord, string]>([
    ['little', entryOf(), `p: promoted from s on 2026-03-01 12:00 UTC; ${record}, signed by the key ops.pub`],
    [
      'everything',
      entryOf(
        {
          run: { actor: { login: 'li' } },
          route: { kind: 'hotfix', name: 'emergency' },
          reason: 'CVE',
          approvals: [approved('wang'), approved('wang'), approved('chen'), { ...approved('no'), state: 'rejected' }],
        },
        KEYLESS,
      ),
      `p: promoted from s on the hotfix emergency route on 2026-03-01 12:00 UTC by li ("CVE"), approved by wang and chen; ${record}, signed by ${WORKFLOW}`,
    ],
    [
      'what is to be a command to the runner',
      entryOf({
        run: { actor: { login: '::set-output name=x::y' } },
        reason: 'a\n##[add-mask]b\u001B[2J',
        approvals: [approved('\n::c')],
      }),
      `p: promoted from s on 2026-03-01 12:00 UTC by : :set-output name=x: :y ("a␤## [add-mask]b[2J"), approved by ␤: :c; ${record}, signed by the key ops.pub`,
    ],
  ])('say of a promotion %s', (_, entry, sentence) => {
    expect(sentencesOf(entry)).toEqual([sentence, 'd: built; nothing comes before it']);
  });

  it('call unsigned what is unsigned', () => {
    const { signature: _, ...entry } = entryOf();
    expect(sentencesOf({ ...entry, signature: undefined })[0]).toMatch(/, UNSIGNED$/);
  });

  it('say where it breaks', () => {
    const broken = { environment: 's', reason: 'no record says so' };
    const links = describeChain({ entries: [entryOf()], origin: undefined, broken });
    expect(links.map(({ kind }) => kind)).toEqual(['promoted', 'broken']);
    expect(links[1]).toEqual({ environment: 's', kind: 'broken', sentence: 's: no record says so', record: null });
  });

  it('are data too', () => {
    const [link] = describeChain({ entries: [entryOf({ reason: 'CVE' }, KEYLESS)], origin: 'd', broken: undefined });
    expect(link?.record).toEqual({
      reference: `r.io/p/app@${DIGEST}`,
      digest: DIGEST,
      time: '2026-03-01T12:00:29.999Z',
      from: 's',
      source: 'r.io/s/app',
      destination: 'r.io/p/app',
      tags: ['1.2.3'],
      replaced: { 1: DIGEST },
      route: 'regular',
      reason: 'CVE',
      actor: null,
      run: null,
      approvals: null,
      policy: null,
      signed: true,
      signer: WORKFLOW,
      signedAt: '2026-03-01T12:00:30.000Z',
    });
  });
});
