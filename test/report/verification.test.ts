import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import type { ChainLink, LinkRecord } from '../../src/policy/verify-chain.ts';
import {
  renderVerifySummary,
  type VerifiedImage,
  type VerifyReport,
  verificationSummaryLine,
} from '../../src/report/verification.ts';
import { expectGolden } from '../golden/golden.ts';

const DIGEST = digestOf('image');
const RECORD: LinkRecord = {
  reference: `r.io/p/app@${DIGEST}`,
  digest: DIGEST,
  time: '2026-03-01T12:00:29.999Z',
  from: 's',
  source: 'r.io/s/app',
  destination: 'r.io/p/app',
  tags: ['1.2.3'],
  replaced: {},
  route: 'regular',
  reason: null,
  actor: 'li',
  run: 'https://github.com/acme/app/actions/runs/1/attempts/1',
  approvals: null,
  policy: null,
  signed: true,
  signer: 'https://github.com/acme/app/.github/workflows/promote.yml@refs/heads/main',
  signedAt: '2026-03-01T12:00:30.000Z',
};
const HOSTILE = '</table>![x](https://evil.test/x.png) | @octocat\n\n# b\n::set-output name=x::y <script>';

function promoted(environment: string, changes: Partial<LinkRecord> = {}): ChainLink {
  return { environment, kind: 'promoted', sentence: `${environment}: promoted`, record: { ...RECORD, ...changes } };
}

const BUILT: ChainLink = {
  environment: 'd',
  kind: 'built',
  sentence: 'd: built; nothing comes before it',
  record: null,
};

function imageOf(links: readonly ChainLink[], changes: Partial<VerifiedImage> = {}): VerifiedImage {
  const verified = links.every(({ kind, record }) => kind !== 'broken' && record?.signed !== false);
  const reference = 'r.io/p/app:1.2.3';
  return {
    image: 'app',
    environment: 'p',
    reference,
    digest: DIGEST,
    verified,
    name: verified
      ? { tag: '1.2.3', proven: true, record: DIGEST, reason: null, unread: 0 }
      : { tag: '1.2.3', proven: false, record: null, reason: 'no record says so', unread: 0 },
    links,
    remedy: null,
    attestations: [],
    attestationsLeftOut: 0,
    ...changes,
  };
}

function reportOf(images: readonly VerifiedImage[]): VerifyReport {
  const verified = images.every((image) => image.verified);
  return { schema: 1, command: 'verify', verified, images, policy: DIGEST, requests: 7, milliseconds: 1234 };
}

const WHOLE = imageOf([
  promoted('p', {
    route: 'hotfix emergency',
    reason: 'CVE',
    approvals: [
      { login: 'wang', state: 'approved', environments: ['p'], comment: undefined },
      { login: 'chen', state: 'rejected', environments: ['p'], comment: undefined },
    ],
  }),
  promoted('s', { from: 'd', actor: null, run: null }),
  BUILT,
]);
/** Whoever may push can have written its records. */
const UNSIGNED = imageOf([
  promoted('p', { signed: false, signer: null }),
  promoted('s', { from: 'd', signed: false, signer: null }),
  BUILT,
]);
const BROKEN = imageOf([
  promoted('p'),
  { environment: 's', kind: 'broken', sentence: `s: no record says so ${HOSTILE}`, record: null },
]);

describe('the summary of a verification', () => {
  it.each<readonly [string, VerifyReport]>([
    ['verified', reportOf([WHOLE])],
    ['not-verified', reportOf([BROKEN])],
    ['verified-unsigned', reportOf([UNSIGNED])],
    [
      'verified-hostile',
      reportOf([
        imageOf([promoted('p', { actor: HOSTILE, reason: HOSTILE, run: HOSTILE, signer: HOSTILE }), BUILT], {
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
      ]),
    ],
  ])('is as it was: %s', (name, report) => {
    expectGolden(`${name}.md`, renderVerifySummary(report));
  });

  it('tells what fails before what holds, and of many says how many more there are', () => {
    const images = Array.from({ length: 60 }, (_, index) => ({ ...WHOLE, reference: `r.io/p/app-${index}:1` }));
    const text = renderVerifySummary(reportOf([...images, BROKEN]));
    expect(text).toContain('## ❌ 1 of 61 images: the way there is not proven');
    expect(text.indexOf('### ❌')).toBeGreaterThan(0);
    expect(text.indexOf('### ❌')).toBeLessThan(text.indexOf('### ✅'));
    expect(text.match(/^### /gm)).toHaveLength(50);
    expect(text).toContain('11 more are in the output `report`.');
  });
});

describe('the last line of a verification', () => {
  it.each([
    [[WHOLE], 'r.io/p/app:1.2.3 is in p by the routes of the pipeline file, from the build on'],
    [[WHOLE, WHOLE], 'All 2 are where they are by the routes of the pipeline file, from the build on'],
    [
      [UNSIGNED],
      'r.io/p/app:1.2.3 is in p by its records, of which those of p and s are not signed: whoever may push can have written them, and nothing was proven',
    ],
    [[WHOLE, UNSIGNED], '1 of 2 are proven; the records of 1 are not signed, and prove nothing'],
    [[WHOLE, BROKEN, BROKEN], 'r.io/p/app:1.2.3 (and 1 more)'],
  ])('concludes', (images, line) => {
    expect(verificationSummaryLine(reportOf(images))).toBe(line);
  });
});
