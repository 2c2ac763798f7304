import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readStatement } from '../../src/attestation/statement.ts';
import { createBundleVerifier } from '../../src/attestation/verify/verify-bundle.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { describeAttestation, verifyAttestation } from '../../src/policy/verify-attestation.ts';
import { sign, statement } from '../admission/world.ts';
import { FULL, statementOf } from '../attestation/promotion.ts';
import { KEYS } from '../pipeline/support.ts';

function say(predicateType: string, predicate: object = {}): string {
  const subject = [{ digest: { sha256: digestOf('x').slice(7) } }];
  const statement = { _type: 'https://in-toto.io/Statement/v1', subject, predicateType, predicate };
  return describeAttestation(readStatement(Buffer.from(JSON.stringify(statement))));
}

const COMMIT = '860c1904a1ce19322e91ac35af1ab07466440c37';
const SOURCE = 'git+https://github.com/acme/app@refs/heads/main';

describe('an attestation', () => {
  it.each<readonly [string, object, string]>([
    [
      'https://slsa.dev/provenance/v1',
      {
        buildDefinition: {
          resolvedDependencies: [{ uri: 'pkg:docker/alpine' }, { uri: SOURCE, digest: { gitCommit: COMMIT } }],
        },
        runDetails: { builder: { id: 'https://github.com/actions/runner/github-hosted' } },
      },
      `it was built by "https://github.com/actions/runner/github-hosted" from "${SOURCE}" at "${COMMIT}" (SLSA provenance)`,
    ],
    [
      'https://slsa.dev/provenance/v0.2',
      {
        builder: { id: 'https://github.com/acme/builder' },
        invocation: { configSource: { uri: SOURCE, digest: { sha1: COMMIT } } },
      },
      `it was built by "https://github.com/acme/builder" from "${SOURCE}" at "${COMMIT}" (SLSA provenance)`,
    ],
    [
      'https://slsa.dev/provenance/v0.2',
      { builder: { id: '' }, invocation: { configSource: {} }, materials: [{ uri: 'pkg:docker/alpine' }] },
      'it was built from "pkg:docker/alpine" (SLSA provenance)',
    ],
    ['https://slsa.dev/provenance/v1', { buildDefinition: 1, runDetails: [] }, 'it was built (SLSA provenance)'],
    ['https://sigstore.dev/cosign/sign/v1', {}, 'its digest was signed (cosign)'],
    [
      'https://spdx.dev/Document/v2.3',
      { spdxVersion: 'SPDX-2.3', packages: [{}, {}] },
      'it has a bill of materials of 2 packages in "SPDX-2.3"',
    ],
    ['https://spdx.dev/Document', {}, 'it has a bill of materials in "SPDX"'],
    [
      'https://cyclonedx.org/bom',
      { components: [{}, {}, {}] },
      'it has a bill of materials of 3 components in "CycloneDX"',
    ],
    ['https://cyclonedx.org/bom/v1.6', {}, 'it has a bill of materials in "CycloneDX"'],
    [
      'https://cosign.sigstore.dev/attestation/vuln/v1',
      { scanner: { uri: 'pkg:github/aquasecurity/trivy@0.60' }, metadata: { scanFinishedOn: '2026-11-21T01:20:00Z' } },
      'it was scanned for vulnerabilities by "pkg:github/aquasecurity/trivy@0.60" at "2026-11-21T01:20:00Z"',
    ],
    ['https://in-toto.io/attestation/vulns/v0.2', {}, 'it was scanned for vulnerabilities'],
    [
      'https://slsa.dev/verification_summary/v1',
      {
        verifier: { id: 'https://example.com/verifier' },
        resourceUri: 'oci://registry.example.com/p/app',
        verificationResult: 'PASSED',
      },
      'it passed a verification by "https://example.com/verifier" as "oci://registry.example.com/p/app" (SLSA verification summary)',
    ],
    [
      'https://slsa.dev/verification_summary/v1',
      { verificationResult: 'FAILED' },
      'it did not pass a verification (SLSA verification summary)',
    ],
    [
      'https://slsa.dev/verification_summary/v1',
      { verificationResult: 'passed' },
      'it has no known result of a verification (SLSA verification summary)',
    ],
    [
      'https://in-toto.io/attestation/test-result/v0.1',
      { result: 'PASSED', url: 'https://ci.example.com/1' },
      'it was tested, with the result "PASSED", see "https://ci.example.com/1"',
    ],
    [
      'https://in-toto.io/attestation/release/v0.1',
      { purl: 'pkg:github/acme/app@v1.2.3', repository: 'acme/app', tag: 'v1.2.3' },
      'it was released as "pkg:github/acme/app@v1.2.3"',
    ],
    [
      'https://in-toto.io/attestation/release/v0.2',
      { repository: 'acme/app', tag: 'v1.2.3' },
      'it was released as "v1.2.3" of "acme/app"',
    ],
    [
      'https://k8s.io/promo-tools/promotion/v1',
      { srcRef: 'gcr.io/staging/app:v1', dstRef: 'registry.k8s.io/app:v1', builderId: 'https://prow.k8s.io' },
      'it was promoted from "gcr.io/staging/app:v1" to "registry.k8s.io/app:v1" by "https://prow.k8s.io" (Kubernetes image promoter)',
    ],
    ['https://example.com/own/v1', {}, 'it has an attestation of the type "https://example.com/own/v1"'],
    ['constructor', {}, 'it has an attestation of the type "constructor"'],
  ])('of the type %s', (type, predicate, expected) => {
    expect(say(type, predicate)).toBe(expected);
  });

  it('of a promotion names both repositories and who did it', () => {
    expect(describeAttestation(readStatement(statementOf(FULL)))).toBe(
      'it was promoted from "registry.example.com/s2/app" to "registry.example.com/p/app" by "octocat"',
    );
  });

  it('cannot write commands into a log', () => {
    const said = say('https://slsa.dev/provenance/v1', {
      runDetails: { builder: { id: 'x\n::error::\u001b[31m##[x]' } },
    });
    expect(said).toMatch(/^[ -~␤]+$/);
    expect(said).not.toMatch(/::|##\[/);
  });
});

describe('an attestation beside the records', () => {
  const IMAGE = digestOf('image');
  const SPDX = 'https://spdx.dev/Document';
  const KEY = { kind: 'key', name: 'keys/scanner.pub', pem: KEYS.publicKey } as const;
  const verify = createBundleVerifier({ roots: [], now: new Date() });

  function judge(bytes: Uint8Array, trust: Partial<Parameters<typeof verifyAttestation>[1]> = {}) {
    const stored = { digest: digestOf('stored'), repository: parseRepository('r.io/p/app'), subject: IMAGE } as const;
    return verifyAttestation(
      { ...stored, form: 'bundle', bytes },
      { digest: IMAGE, verify, signers: [], evidence: new Map(), ...trust },
    );
  }

  it('counts if a signer of evidence signed it, who is named as in the file', async () => {
    const bytes = await sign(statement([IMAGE], SPDX, {}));
    expect(judge(bytes, { evidence: new Map([['scanner', KEY]]) })).toMatchObject({
      ...{ predicateType: SPDX, trusted: true, because: 'scanner (the key keys/scanner.pub)' },
    });
    expect(judge(bytes, { signers: [KEY] })).toMatchObject({ trusted: true, because: 'the key keys/scanner.pub' });
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = { ...KEY, pem: String(pair.publicKey.export({ format: 'pem', type: 'spki' })) };
    expect(judge(bytes, { evidence: new Map([['scanner', other]]) })).toMatchObject({
      trusted: false,
      because: expect.stringContaining('it was signed by no key that the pipeline file names'),
    });
  });

  it('is no record of ours by who signs evidence', async () => {
    const bytes = await sign(statement([IMAGE], 'https://sealift.github.io/hold/v1', {}));
    const evidence = new Map([['scanner', KEY]]);
    expect(judge(bytes, { evidence }).trusted).toBe(false);
    expect(judge(bytes, { evidence, signers: [KEY] }).trusted).toBe(true);
  });

  it('is told of even if it holds no statement', () => {
    expect(judge(Buffer.from('{"mediaType":"x"}'))).toMatchObject({
      ...{ predicateType: null, claim: 'it has an attachment that holds no statement', trusted: false },
      because: 'there is no statement in its envelope',
    });
  });
});
