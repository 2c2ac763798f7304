import { describe, expect, it } from 'vitest';
import type { Signature } from '../../src/attestation/verify/verifier.ts';
import { digestOf } from '../../src/oci/digest.ts';
import type { VerifiedPromotion } from '../../src/policy/verify-promotion.ts';
import { describeChain } from '../../src/report/verification.ts';
import { KEYLESS, promotionTo, RECORD, unsignedTo, WORKFLOW } from '../policy/promotions.ts';

const KEY: Signature = { by: { kind: 'key', name: 'ops.pub', pem: '' }, signedAt: undefined, payload: Buffer.from('') };

function sentencesOf(promotion: VerifiedPromotion): readonly string[] {
  return describeChain({ promotions: [promotion], origin: 'd', broken: undefined }).map(({ sentence }) => sentence);
}

describe('the sentences of a chain', () => {
  const record = `record ${RECORD.slice(0, 19)}`;
  const approved = (login: string) => ({ login, state: 'approved', environments: [], comment: undefined }) as const;

  it.each<readonly [string, VerifiedPromotion, string]>([
    [
      'little',
      promotionTo('p', {}, KEY),
      `p: promoted from s on 2026-03-01 12:00 UTC; ${record}, signed by the key ops.pub`,
    ],
    [
      'everything',
      promotionTo(
        'p',
        {
          run: { actor: { login: 'li' } },
          route: { kind: 'hotfix', name: 'emergency' },
          reason: 'CVE',
          approvals: [approved('wang'), approved('wang'), approved('chen'), { ...approved('no'), state: 'rejected' }],
        },
        KEYLESS,
      ),
      `p: promoted from s by the hotfix route "emergency" on 2026-03-01 12:00 UTC by li ("CVE"), approved by wang and chen; ${record}, signed by ${WORKFLOW}`,
    ],
    [
      'what is to be a command to the runner',
      promotionTo(
        'p',
        {
          run: { actor: { login: '::set-output name=x::y' } },
          reason: 'a\n##[add-mask]b\u001B[2J',
          approvals: [approved('\n::c')],
        },
        KEY,
      ),
      `p: promoted from s on 2026-03-01 12:00 UTC by : :set-output name=x: :y ("a␤## [add-mask]b[2J"), approved by ␤: :c; ${record}, signed by the key ops.pub`,
    ],
  ])('say of a promotion %s', (_, entry, sentence) => {
    expect(sentencesOf(entry)).toEqual([sentence, 'd: built; nothing comes before it']);
  });

  it('call unsigned what is unsigned', () => {
    expect(sentencesOf(unsignedTo('p'))[0]).toMatch(/, UNSIGNED$/);
  });

  it('say where it breaks', () => {
    const broken = { environment: 's', reason: 'no record says so' };
    const links = describeChain({ promotions: [promotionTo('p')], origin: undefined, broken });
    expect(links.map(({ kind }) => kind)).toEqual(['promoted', 'broken']);
    expect(links[1]).toEqual({
      ...{ environment: 's', kind: 'broken', sentence: 's: no record says so', record: null, notes: null },
    });
  });

  it('are data too', () => {
    const replaced = new Map([['1', digestOf('before')]]);
    const destination = { uri: 'r.io/p/app', environment: 'p', tags: ['1.2.3', '1'], replaced };
    const promotion = promotionTo('p', { reason: 'CVE', destination }, KEYLESS);
    const [link] = describeChain({ promotions: [promotion], origin: 'd', broken: undefined });
    expect(JSON.parse(JSON.stringify(link?.record))).toEqual({
      reference: `r.io/p/app@${RECORD}`,
      digest: RECORD,
      signer: WORKFLOW,
      signedAt: '2026-03-01T12:00:30.000Z',
      predicateType: 'https://sealift.github.io/promotion/v1',
      predicate: {
        action: 'promote',
        time: '2026-03-01T12:00:29.999Z',
        source: { environment: 's', uri: 'r.io/s/app', tags: ['1.2.3'] },
        destination: {
          environment: 'p',
          uri: 'r.io/p/app',
          tags: ['1.2.3', '1'],
          replaced: { 1: digestOf('before') },
        },
        route: { kind: 'regular' },
        run: { claims: 'environment' },
        change: { reason: 'CVE' },
        tool: { name: 'sealift' },
      },
    });
  });
});
