import { buildRecord, type RecordArtifact } from '../../src/attestation/artifact.ts';
import { PROMOTION, type PromotionPredicate } from '../../src/attestation/predicates/promotion.ts';
import { annotatePromotion, type RecordContext } from '../../src/attestation/predicates/promotion-annotations.ts';
import { type RecordSubject, writeStatement } from '../../src/attestation/statement.ts';
import { digestOf } from '../../src/oci/digest.ts';
import type { Descriptor } from '../../src/oci/manifest.ts';
import { OCI_INDEX } from '../../src/oci/media-type.ts';

/** A promotion, and the manifests that its record speaks of. */
export interface Promotion extends PromotionPredicate {
  readonly subjects: readonly [RecordSubject, ...RecordSubject[]];
}

/** Writes the statement of a promotion. */
export function statementOf(promotion: Promotion): Uint8Array {
  const { subjects, destination } = promotion;
  return writeStatement(PROMOTION, { uri: destination.uri, subjects }, promotion);
}

/** Builds the statement of a promotion as an object. */
export function buildStatement(promotion: Promotion): Record<string, unknown> {
  return JSON.parse(Buffer.from(statementOf(promotion)).toString('utf8'));
}

/** What a record is made of. */
interface Content extends Partial<RecordContext> {
  readonly promotion: Promotion;
  readonly subject: Descriptor;
}

/** Builds the record of a promotion, signed if there is a bundle. */
export function recordOf(
  { promotion, subject, labels = new Map(), ...context }: Content,
  bundle?: Uint8Array,
): RecordArtifact {
  const annotations = annotatePromotion(promotion, { labels, ...context });
  const form = bundle === undefined ? 'statement' : 'bundle';
  return buildRecord({
    predicateType: PROMOTION.type,
    subject,
    annotations,
    form,
    bytes: bundle ?? statementOf(promotion),
  });
}

/** The promoted image. */
export const SUBJECT: Descriptor = {
  mediaType: OCI_INDEX,
  digest: digestOf('image'),
  size: 857,
  annotations: new Map([['ignored', 'yes']]),
};

/** A promotion of which everything is known. */
export const FULL: Promotion = {
  subjects: [
    { digest: digestOf('image') },
    { digest: digestOf('amd64'), platform: 'linux/amd64' },
    { digest: digestOf('arm64'), platform: 'linux/arm64' },
  ],
  time: new Date('2026-01-02T03:04:05.678Z'),
  source: { uri: 'registry.example.com/s2/app', tags: ['1.2.3'], environment: 's2' },
  destination: {
    uri: 'registry.example.com/p/app',
    environment: 'p',
    tags: ['1.2.3', '1.2', '1', 'latest', '20260102_01'],
    replaced: new Map([
      ['1.2', digestOf('before 1.2')],
      ['latest', digestOf('before latest')],
    ]),
    actions: new Map([
      ['1.2.3', 'create'],
      ['1.2', 'move'],
      ['1', 'keep'],
      ['latest', 'move'],
      ['20260102_01', 'create'],
    ]),
  },
  route: { kind: 'hotfix', name: 'emergency' },
  policy: { uri: '.github/sealift.yml', digest: digestOf('the pipeline file') },
  evidence: digestOf('the record of s2'),
  approvals: [{ login: 'wang', state: 'approved', environments: ['production'], comment: 'CHG-812' }],
  copied: { bytesUploaded: 1234, mounted: 6 },
  set: {
    id: 'sha256:0f1e',
    images: [
      { name: 'app', digest: digestOf('image') },
      { name: 'web', digest: digestOf('web') },
    ],
  },
  reason: 'Release 1.2.3\napproved by ops',
  run: {
    invocationId: 'https://github.com/acme/shop/actions/runs/1658821493/attempts/1',
    workflow: 'acme/shop/.github/workflows/promote.yml@refs/heads/main',
    event: 'workflow_dispatch',
    ref: 'refs/heads/main',
    environment: 'production',
    isFromToken: true,
    actor: { login: 'octocat', id: '583231', triggeringLogin: 'hubot' },
  },
  toolVersion: '1.0.0',
};

/** A promotion of which as little as possible is known. */
export const BARE: Promotion = {
  subjects: [{ digest: digestOf('image') }],
  time: new Date('2026-01-02T03:04:05Z'),
  source: { uri: 'registry.example.com/s2/app', tags: [] },
  destination: { uri: 'registry.example.com/p/app', tags: [], replaced: new Map() },
  copied: { bytesUploaded: 0, mounted: 0 },
  run: {},
  toolVersion: '1.0.0',
};

/** What the highest moving tag of the full promotion held before. */
export const PREVIOUS = digestOf('before latest');

/** What an image says of its origin. */
export const LABELS: ReadonlyMap<string, string> = new Map([
  ['org.opencontainers.image.source', 'https://github.com/acme/shop'],
  ['org.opencontainers.image.revision', '860c1904a1ce19322e91ac35af1ab07466440c37'],
  ['org.opencontainers.image.version', '1.2.3'],
  ['org.opencontainers.image.created', '2020-01-01T00:00:00Z'],
]);
