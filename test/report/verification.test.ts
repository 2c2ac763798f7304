import { describe, expect, it } from 'vitest';
import type { PromotionPredicate } from '../../src/attestation/predicates/promotion.ts';
import type { Signature } from '../../src/attestation/verify/verifier.ts';
import { digestOf } from '../../src/oci/digest.ts';
import type { Chain } from '../../src/policy/verify-chain.ts';
import { type VerifiedImage, verificationSummaryLine } from '../../src/report/verification.ts';
import { renderVerifySummary } from '../../src/report/verification-summary.ts';
import { expectGolden } from '../golden/golden.ts';
import { KEYLESS, promotionTo, unsignedTo } from '../policy/promotions.ts';

const DIGEST = digestOf('image');
const RUN = {
  actor: { login: 'li' },
  invocationId: 'https://github.com/acme/app/actions/runs/1/attempts/1',
};
const HOSTILE = '</table>![x](https://evil.test/x.png) | @octocat\n\n# b\n::set-output name=x::y <script>';

function promoted(environment: string, changes: Partial<PromotionPredicate> = {}, signature: Signature = KEYLESS) {
  return promotionTo(environment, { run: RUN, ...changes }, signature);
}

const FROM_D = { source: { uri: 'r.io/d/app', tags: ['1.2.3'], environment: 'd' } };

function imageOf(
  promotions: Chain['promotions'],
  broken?: Chain['broken'],
  changes: Partial<VerifiedImage> = {},
): VerifiedImage {
  const verified = broken === undefined && promotions.every(({ signature }) => signature !== undefined);
  return {
    ...{ image: 'app', environment: 'p', reference: 'r.io/p/app:1.2.3', digest: DIGEST, verified },
    name: verified
      ? { tag: '1.2.3', proven: true, record: DIGEST, reason: null, unread: 0 }
      : { tag: '1.2.3', proven: false, record: null, reason: 'no record says so', unread: 0 },
    chain: { promotions, origin: broken === undefined ? 'd' : undefined, broken },
    ...{ remedy: null, attestations: [], attestationsLeftOut: 0, holds: [], ignoredHolds: [] },
    ...changes,
  };
}

function summaryOf(images: readonly VerifiedImage[]): string {
  return renderVerifySummary(images, { requests: 7, milliseconds: 1234 });
}

const WHOLE = imageOf([
  promoted('p', {
    ...{ route: { kind: 'hotfix', name: 'emergency' }, reason: 'CVE' },
    approvals: [
      { login: 'wang', state: 'approved', environments: ['p'], comment: undefined },
      { login: 'chen', state: 'rejected', environments: ['p'], comment: undefined },
    ],
  }),
  promoted('s', { ...FROM_D, run: {} }),
]);
/** Anybody who may push can have written its records. */
const UNSIGNED = imageOf([unsignedTo('p', { run: RUN }), unsignedTo('s', { ...FROM_D, run: RUN })]);
const BROKEN = imageOf([promoted('p')], { environment: 's', reason: `no record says so ${HOSTILE}` });

const HOSTILE_PROMOTION = promoted(
  'p',
  { run: { actor: { login: HOSTILE }, invocationId: HOSTILE }, reason: HOSTILE },
  { ...KEYLESS, by: { kind: 'certificate', claims: { identity: HOSTILE, issuer: 'https://issuer.example.com' } } },
);

describe('the summary of a verification', () => {
  it.each<readonly [string, readonly VerifiedImage[]]>([
    ['verified', [WHOLE]],
    ['not-verified', [BROKEN]],
    ['verified-unsigned', [UNSIGNED]],
    [
      'verified-hostile',
      [
        imageOf([HOSTILE_PROMOTION], undefined, {
          attestations: [
            { digest: DIGEST, predicateType: HOSTILE, claim: HOSTILE, trusted: true, because: HOSTILE },
            {
              digest: DIGEST,
              predicateType: 'https://slsa.dev/provenance/v1',
              claim: 'it was built',
              trusted: false,
              because: 'nobody signed it',
            },
          ],
        }),
        BROKEN,
      ],
    ],
  ])('is as it was: %s', (name, images) => {
    expectGolden(`${name}.md`, summaryOf(images));
  });

  it('tells what fails before what holds, and of many says how many more there are', () => {
    const images = Array.from({ length: 60 }, (_, index) => ({ ...WHOLE, reference: `r.io/p/app-${index}:1` }));
    const text = summaryOf([...images, BROKEN]);
    expect(text).toContain('## ❌ 1 of 61 images: not proven');
    expect(text.indexOf('### ❌')).toBeGreaterThan(0);
    expect(text.indexOf('### ❌')).toBeLessThan(text.indexOf('### ✅'));
    expect(text.match(/^### /gm)).toHaveLength(50);
    expect(text).toContain('11 more are in the output `report`.');
  });
});

describe('the last line of a verification', () => {
  it.each([
    [[WHOLE], 'r.io/p/app:1.2.3 reached p by the routes of the pipeline file, verified back to its build'],
    [
      [WHOLE, WHOLE],
      'All 2 images got where they are by the routes of the pipeline file, verified back to their builds',
    ],
    [
      [UNSIGNED],
      'r.io/p/app:1.2.3 is in p according to its records, but those of p and s are not signed: anybody who may push can have written them, and nothing was proven',
    ],
    [[WHOLE, UNSIGNED], '1 of 2 are proven; the records of 1 are not signed, and prove nothing'],
  ])('concludes', (images, line) => {
    expect(verificationSummaryLine(images)).toBe(line);
  });
});
