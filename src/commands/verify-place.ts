import type { ClientOpener } from '../action/clients.ts';
import type { VerifiedPlace, VerifyInputs } from '../action/verify-inputs.ts';
import type { VerifiedImage } from '../action/verify-report.ts';
import { describeChain } from '../chain/describe-chain.ts';
import { judgeAttestation } from '../chain/judge-attestation.ts';
import { peekClaims } from '../chain/peek.ts';
import { readAttestations, readRecords } from '../chain/read-records.ts';
import type { StoredRecord } from '../chain/stored-record.ts';
import { type RecordSource, walkChain } from '../chain/walk-chain.ts';
import type { Environment } from '../config/pipeline.ts';
import { expandTemplate } from '../config/repository-template.ts';
import type { Digest } from '../oci/digest.ts';
import { formatReference } from '../oci/reference.ts';
import { formatRepository, isSameRepository, type Repository } from '../oci/repository.ts';
import { resolveSource } from '../promotion/source/resolve-source.ts';
import type { BundleVerifier } from '../provenance/verification/verdict.ts';
import type { RegistryClient } from '../registry/registry-client.ts';

/** What verifying takes besides the image. */
export interface Verification {
  readonly inputs: VerifyInputs;
  readonly now: Date;
  readonly verify: BundleVerifier;
  readonly clientOf: (repository: Repository) => Promise<RegistryClient>;
}

/**
 * Opens a client for each repository once; all of them may only read.
 *
 * The login that inputs give is for the registry of what is verified: other registries of the pipeline never see it.
 */
export function openReaders(
  opener: ClientOpener,
  { sourceCredential, places }: VerifyInputs,
): Verification['clientOf'] {
  const own = new Set(places.map(({ reference }) => reference.repository.registry));
  const clients = new Map<string, Promise<RegistryClient>>();
  return (repository) => {
    const key = formatRepository(repository);
    const known = clients.get(key);
    if (known !== undefined) return known;
    const explicit = own.has(repository.registry) ? sourceCredential : undefined;
    const opened = opener.open(repository.registry, { explicit, push: [], pull: [repository] });
    clients.set(key, opened);
    return opened;
  };
}

/** Reads the records of an environment: of the asked one only where the image is asked about. */
function openSource(place: VerifiedPlace, own: readonly StoredRecord[], { clientOf }: Verification): RecordSource {
  const asked = place.reference.repository;
  async function read(environment: Environment, image: string, subject: Digest) {
    const repositories = environment.repositories.map((template) => expandTemplate(template, image));
    const others = repositories.filter((repository) => !isSameRepository(repository, asked));
    const lots = await Promise.all(
      others.map(async (repository) => readRecords(await clientOf(repository), { repository, subject })),
    );
    return lots.flat();
  }
  return {
    async recordsOf(environment, image, subject) {
      if (environment.name === place.environment.name) return own;
      // Environments may share a repository: what is there was read already.
      return [...own, ...(await read(environment, image, subject))];
    },
  };
}

/** Walks the chain of an image in one repository, and looks at what else is attached to it. */
export async function verifyPlace(place: VerifiedPlace, verification: Verification): Promise<VerifiedImage> {
  const { inputs, now, verify, clientOf } = verification;
  const { environment, image, reference } = place;
  const { repository } = reference;
  const client = await clientOf(repository);
  const { digest } = await resolveSource(client, { from: reference, expectedDigest: undefined, verb: 'verify' });
  const { records, others, leftOut } = await readAttestations(client, { repository, subject: digest });
  // Lists do not always announce what an attestation is about (cosign, where there is no referrers API).
  const attestations = [...others, ...records.filter((record) => peekClaims(record) === undefined)];
  const { pipeline } = inputs;
  const question = { pipeline, environment, image, digest, verify, now, uri: formatRepository(repository) };
  const chain = await walkChain(question, openSource(place, records, verification));
  return {
    image,
    environment: environment.name,
    reference: formatReference(reference),
    digest,
    verified: chain.broken === undefined,
    links: describeChain(chain),
    attestations: attestations.flatMap(
      (record) => judgeAttestation(record, { digest, verify, signers: environment.signers }) ?? [],
    ),
    attestationsLeftOut: leftOut,
  };
}
