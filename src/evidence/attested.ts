import { declaredPredicate, PREDICATE_TYPE } from '../attestation/artifact.ts';
import { IN_TOTO } from '../attestation/statement.ts';
import { bundleOfEnvelope } from '../attestation/verify/cosign-envelope.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { RegistryError } from '../errors.ts';
import { childManifests, type Graph, isAttestation } from '../image/graph.ts';
import { type Digest, tryParseDigest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { formatRepository } from '../oci/reference.ts';
import { ATTESTATIONS, type AttestationManifest, readAttestationManifest } from '../records/read.ts';
import { readBlob } from '../registry/blobs/blobs.ts';
import { listFromApi } from '../registry/referrers/api.ts';
import { joinReferrers, listFromFallback } from '../registry/referrers/referrers.ts';
import { collectNow } from '../registry/transport/v8-flags.ts';
import type { Place } from './configs.ts';
import { listCosignAttestations } from './cosign-attestations.ts';
import { LACKING } from './formats/document.ts';
import { type EvidenceRun, explainFailure } from './run.ts';
import {
  type FoundStatement,
  LARGE,
  readFoundStatement,
  type StatementQuery,
  type StoredStatement,
  unreadableStatement,
} from './statement.ts';

/** An image with more statements that may count is refused: the one that says no might be left out. */
const MAX_CANDIDATES = 200;

/** What statements are asked for. */
export interface AttestationQuery extends Omit<StatementQuery, 'verify'> {
  /** Called when there is something to verify. */
  readonly openVerifier: () => Promise<BundleVerifier>;
}

/** Something that is attached to a manifest and may hold a statement. */
interface Listed {
  readonly subject: Digest;
  readonly descriptor: Descriptor;
}

/** A statement of which the manifest was read, or its part of it. */
interface Located extends Pick<AttestationManifest, 'digest' | 'layer' | 'announced'> {
  readonly subject: Digest;
  /** An envelope is what cosign keeps under its tag `.att`. */
  readonly form: AttestationManifest['form'] | 'envelope';
}

/** Lists what is attached to a manifest, from the API and from the fallback tag, but for what is announced as something else. */
async function list(
  run: EvidenceRun,
  { client, repository }: Place,
  subject: Digest,
  { usesOf }: AttestationQuery,
): Promise<readonly Listed[]> {
  const [fromApi, fromFallback] = await Promise.all([
    run.ask(() => listFromApi(client, repository, subject, ATTESTATIONS)),
    run.ask(() => listFromFallback(client, repository, subject)),
  ]);
  return joinReferrers(fromApi ?? [], fromFallback.filter(ATTESTATIONS.keep ?? (() => true)))
    .filter((descriptor) => {
      const announced = declaredPredicate(descriptor);
      return announced === undefined || usesOf(announced).length > 0;
    })
    .map((descriptor) => ({ subject, descriptor }));
}

/** Lists what cosign keeps under its tag of a manifest. The tag moves with each statement: their own digests name them. */
async function listOfTag(run: EvidenceRun, place: Place, subject: Digest): Promise<readonly Located[]> {
  const found = await listCosignAttestations(run, place, subject);
  return found.map((each) => ({ ...each, digest: each.layer.digest, form: 'envelope', subject }));
}

function requireFew(count: number, { repository }: Place, image: Digest): void {
  if (count <= MAX_CANDIDATES) return;
  throw new RegistryError({
    what: `read the statements about ${formatRepository(repository)}@${image}`,
    reason: `there are ${count} of them, and no more than ${MAX_CANDIDATES} are read`,
    remedy: 'remove those that nobody needs',
    code: 'too-large',
  });
}

/** Reads one statement, while no more than 32 MiB of evidence are in memory. */
async function read(
  run: EvidenceRun,
  { client, repository }: Place,
  { digest, layer, form, announced, subject }: Located,
  query: AttestationQuery,
): Promise<FoundStatement | undefined> {
  const uri = `${formatRepository(repository)}@${digest}`;
  const known = { subject, announced, reference: { digest, uri, mediaType: layer.mediaType } };
  const unread = (reason: string) => unreadableStatement(known, { kind: 'invalid', reason }, reason);
  try {
    run.spend(layer.size);
    return await run.hold(layer.size, async () => {
      const read = () => run.ask(() => readBlob(client, repository, { ...layer, limit: layer.size }));
      const bytes = await read();
      if (bytes === undefined) return unread(LACKING);
      const stored: StoredStatement =
        form === 'envelope'
          ? { ...known, form: 'promised', bytes: bundleOfEnvelope(bytes, layer.annotations) }
          : { ...known, form, bytes };
      if (layer.size > LARGE) collectNow();
      return readFoundStatement(stored, { ...query, verify: await query.openVerifier() });
    });
  } catch (error) {
    return unread(explainFailure(error));
  }
}

/** An image whose statements are read, and its manifests. */
export interface AttestedImage extends Place {
  readonly graph: Graph;
}

/** Finds what is attached to manifests of an image; undefined stands for what is gone meanwhile. */
async function locateAttached(
  run: EvidenceRun,
  image: AttestedImage,
  subjects: readonly Digest[],
  query: AttestationQuery,
): Promise<readonly (Located | undefined)[]> {
  const { client, repository, graph } = image;
  const lists = await Promise.all(subjects.map((subject) => list(run, image, subject, query)));
  // Listed for two subjects, it is read once: its manifest names one.
  const listed = lists.flat();
  requireFew(listed.length, image, graph.root);
  return Promise.all(
    listed.map(async ({ subject, descriptor }) => {
      const found = await run.ask(() => readAttestationManifest(client, { repository, subject }, descriptor.digest));
      return found && { ...found, announced: found.announced ?? declaredPredicate(descriptor), subject };
    }),
  );
}

/**
 * Reads the statements about an image that somebody asked for: of its index and of each platform.
 *
 * What a statement is about is what it says itself, wherever it is attached.
 *
 * @throws {RegistryError} if the registry does not answer, or there are more than 200.
 */
export async function readAttested(
  run: EvidenceRun,
  image: AttestedImage,
  platforms: readonly Digest[],
  query: AttestationQuery,
): Promise<readonly FoundStatement[]> {
  const { graph } = image;
  const subjects = [...new Set([graph.root, ...platforms])];
  // What is attached does not wait for the list of tags.
  const [attached, ofTags] = await Promise.all([
    locateAttached(run, image, subjects, query),
    Promise.all(subjects.map((subject) => listOfTag(run, image, subject))),
  ]);
  const located = [...attached, ...ofTags.flat()];
  requireFew(located.length, image, graph.root);
  const needed = located
    .filter((each) => each !== undefined)
    .filter(({ announced }) => announced === undefined || query.usesOf(announced).length > 0);
  const distinct = new Map(needed.map((each) => [`${each.subject} ${each.layer.digest}`, each]));
  const found = await Promise.all([...distinct.values()].map((each) => read(run, image, each, query)));
  return found.filter((each) => each !== undefined);
}

/** A statement that BuildKit put into the index, which nobody signed. */
export interface InlineStatement {
  /** The platform's manifest that it stands beside. */
  readonly platform: Digest | undefined;
  readonly statement: FoundStatement;
}

/** Reads the statements that BuildKit put into an index (BuildKit, "Image Attestation Storage"). */
export async function readInline(
  run: EvidenceRun,
  image: AttestedImage,
  query: AttestationQuery,
): Promise<readonly InlineStatement[]> {
  const { nodes } = image.graph;
  const entries = [...nodes.values()].flatMap(({ manifest }) => childManifests(manifest)).filter(isAttestation);
  const layers = [...new Map(entries.map((each) => [each.digest, each])).values()].flatMap((entry) => {
    const manifest = nodes.get(entry.digest)?.manifest;
    if (manifest?.kind !== 'manifest') return [];
    const platform = tryParseDigest(entry.annotations.get('vnd.docker.reference.digest') ?? '');
    return manifest.layers
      .filter(({ mediaType }) => mediaType === IN_TOTO)
      .map((layer) => ({ layer, platform, digest: entry.digest, announced: layer.annotations.get(PREDICATE_TYPE) }));
  });
  const needed = layers.filter(({ announced }) => announced === undefined || query.usesOf(announced).length > 0);
  requireFew(needed.length, image, image.graph.root);
  const found = await Promise.all(
    needed.map(async ({ platform, ...each }) => {
      const located = { ...each, form: 'statement', subject: platform ?? image.graph.root } as const;
      return { platform, statement: await read(run, image, located, query) };
    }),
  );
  return found.flatMap(({ platform, statement }) => (statement === undefined ? [] : [{ platform, statement }]));
}
