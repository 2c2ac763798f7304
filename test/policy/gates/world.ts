import { parseVulnerabilityReport } from '../../../src/evidence/formats/detect.ts';
import { type Reading, readBy } from '../../../src/evidence/formats/document.ts';
import type { EvidenceReference, Signature } from '../../../src/evidence/formats/evidence.ts';
import { type Digest, digestOf } from '../../../src/oci/digest.ts';
import type { JsonObject } from '../../../src/oci/json.ts';
import { VULNERABILITY_DEFAULTS, type VulnerabilitySettings } from '../../../src/pipeline/gates/vulnerabilities.ts';
import type { ReportCandidate } from '../../../src/policy/gates/choose-report.ts';
import { formatFault, type GateResult, type ImageFacts, type PlatformFacts } from '../../../src/policy/gates/gate.ts';
import { type VulnerabilityEvidence, vulnerabilitiesGate } from '../../../src/policy/gates/vulnerabilities.ts';
import { cosignVuln, type TrivyFinding, trivyReport } from '../../evidence/formats/fixtures/trivy.ts';

/** The fixture of the reference, section 10: a Saturday. */
export const NOW = new Date('2026-11-21T12:00:00Z');

/** A digest by a name. */
export function named(name: string): Digest {
  return digestOf(name);
}

export const [INDEX, A, B] = [named('I'), named('A'), named('B')];
export const [CONFIG_A, CONFIG_B] = [named('a'), named('b')];

/** Layers of both platforms, bottom first. */
export const LAYERS_A = [named('base-1'), named('base-2'), named('app-1')];
export const LAYERS_B = [named('base-1-arm'), named('base-2-arm'), named('app-1-arm')];

export function platformFacts(
  platform: string,
  digest: Digest,
  configDigest: Digest,
  config: JsonObject = {},
  layers = 0,
): PlatformFacts {
  return {
    platform,
    digest,
    configDigest,
    config: { kind: 'read', value: config },
    layers: Array.from({ length: layers }, (_, at) => ({ digest: named(`${digest}-${at}`), size: 1000 })),
    annotations: new Map(),
  };
}

export function rootfs(diffIds: readonly string[]): JsonObject {
  return { rootfs: { type: 'layers', diff_ids: diffIds } };
}

/** The image I with its two platforms. */
export const IMAGE: ImageFacts = {
  name: 'shop/app',
  environment: 'p',
  digest: INDEX,
  kind: 'image',
  platforms: [
    platformFacts('linux/amd64', A, CONFIG_A, { os: 'linux', architecture: 'amd64', ...rootfs(LAYERS_A) }, 3),
    platformFacts('linux/arm64', B, CONFIG_B, { os: 'linux', architecture: 'arm64', ...rootfs(LAYERS_B) }, 3),
  ],
  annotations: new Map(),
};

/** The image with other configs, by platform. */
export function imageWith(...configs: readonly JsonObject[]): ImageFacts {
  return {
    ...IMAGE,
    platforms: IMAGE.platforms.map((platform, at) => ({
      ...platform,
      config: { kind: 'read', value: configs[at] ?? configs[0] ?? {} } as Reading<JsonObject>,
    })),
  };
}

export const SCANNER = {
  kind: 'signed',
  signers: ['scanner'],
  identity: 'https://github.com/acme/platform/.github/workflows/scan.yml@refs/heads/main',
  time: new Date('2026-11-21T11:00:30Z'),
} as const satisfies Signature;

export function reference(name: string): EvidenceReference {
  return { digest: named(`evidence ${name}`), uri: `registry.example.com/t/shop/app@${named(`evidence ${name}`)}` };
}

let count = 0;

/** A report, as a statement that was found at the image. */
export function candidate(
  subject: Digest | readonly Digest[],
  document: Record<string, unknown>,
  more: Partial<ReportCandidate> & { readonly type?: string } = {},
): ReportCandidate {
  count++;
  const { type, ...rest } = more;
  return {
    reference: reference(`report ${count}`),
    from: 'attestation',
    subjects: typeof subject === 'string' ? [subject] : subject,
    signature: SCANNER,
    report: readBy((each: JsonObject) => parseVulnerabilityReport(each, type), document),
    ...rest,
  };
}

export const COSIGN_VULN = 'https://cosign.sigstore.dev/attestation/vuln/v1';

interface OkReport {
  readonly findings?: readonly TrivyFinding[];
  readonly createdAt?: string;
  readonly finished?: string;
  readonly signature?: Signature;
  readonly imageId?: Digest;
}

/** The "ok report" of the reference. */
export function okReport(of: 'A' | 'B', more: OkReport = {}): ReportCandidate {
  const imageId = more.imageId ?? (of === 'A' ? CONFIG_A : CONFIG_B);
  const report = trivyReport({
    imageId,
    findings: more.findings ?? [],
    ...(more.createdAt === undefined ? {} : { createdAt: more.createdAt }),
  });
  return candidate(of === 'A' ? A : B, cosignVuln(report, more.finished), {
    type: COSIGN_VULN,
    signature: more.signature ?? SCANNER,
  });
}

export const SETTINGS: VulnerabilitySettings = {
  ...VULNERABILITY_DEFAULTS,
  signedBy: ['scanner'],
  maxAge: 24 * 3_600_000,
};

export function evaluate(
  reports: readonly ReportCandidate[],
  settings: Partial<VulnerabilitySettings> = {},
  evidence: Partial<VulnerabilityEvidence> = {},
): GateResult {
  return vulnerabilitiesGate.evaluate(
    { ...SETTINGS, ...settings },
    { image: IMAGE, reports, vex: [], waivers: undefined, knownExploited: undefined, bases: new Map(), ...evidence },
    NOW,
  );
}

/** The sentences of a result. */
export function sentences(result: GateResult): readonly string[] {
  return result.faults.map(formatFault);
}
