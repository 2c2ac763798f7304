import { PolicyError, RegistryError } from '../errors.ts';
import { digestAlgorithm } from '../oci/digest.ts';
import { formatReference, type Reference } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest, type StoredManifest } from '../registry/manifests.ts';
import { formatDuration } from '../util/format.ts';
import type { PromotionRequest, SourceWait } from './request.ts';

/** An image that is not there is asked for again after this time (ms). */
const PAUSE = 5000;

/** How often it is said that the run waits (ms). */
const TELL_EVERY = 30_000;

interface SourceRequest extends Pick<PromotionRequest, 'from' | 'expectedDigest'> {
  /** Whether a plan names the source: its tag may have moved since. */
  readonly isPlanned?: boolean | undefined;
  /** What is done with it, for messages; `promote` by default. */
  readonly verb?: 'promote' | 'verify' | 'check';
  readonly wait?: SourceWait | undefined;
}

/** Asks for an image until it is there, or the time is over; whatever else a registry answers ends the wait. */
async function waitForImage(
  client: RegistryClient,
  from: Reference,
  { milliseconds, tell }: SourceWait,
  read: () => Promise<StoredManifest | undefined>,
): Promise<StoredManifest | undefined> {
  const { clock } = client;
  const began = clock.now();
  const end = began + milliseconds;
  let told = Number.NEGATIVE_INFINITY;
  for (;;) {
    const root = await read();
    const now = clock.now();
    if (root !== undefined || now >= end) return root;
    if (now - told >= TELL_EVERY) {
      tell(`Waiting for ${formatReference(from)}, which is not there yet (${formatDuration(end - now)} left)`);
      told = now;
    }
    await clock.sleep(Math.min(PAUSE, end - now));
  }
}

function referenceToResolve({ from, isPlanned }: SourceRequest): Reference {
  if (isPlanned !== true || from.kind !== 'digest') return from;
  return { kind: 'digest', repository: from.repository, digest: from.digest };
}

/**
 * Resolves the source once: everything after uses its digest. Waits for it if that is asked for.
 *
 * @throws {RegistryError} if the source does not exist, and has not come.
 * @throws {PolicyError} if it is not the image that was expected.
 */
export async function resolveSource(client: RegistryClient, source: SourceRequest): Promise<StoredManifest> {
  const { expectedDigest: expected, verb = 'promote' } = source;
  const from = referenceToResolve(source);
  const reference = from.kind === 'tag' ? from.tag : (from.tag ?? from.digest);
  const named = [from.kind === 'digest' ? from.digest : undefined, expected].filter((digest) => digest !== undefined);
  const read = () => getManifest(client, from.repository, reference, named[0] && digestAlgorithm(named[0]));
  const { wait } = source;
  const waits = wait !== undefined && wait.milliseconds > 0;
  const root = waits ? await waitForImage(client, from, wait, read) : await read();
  if (root === undefined) {
    throw new RegistryError({
      what: `${verb} ${formatReference(from)}`,
      reason: waits
        ? `there is no such image, and none has come in ${formatDuration(wait.milliseconds)}`
        : 'there is no such image',
      remedy: waits
        ? 'look at its build, check the name and tag, or raise "wait-for"'
        : 'check the name and tag, and that the credentials may read it',
      code: 'not-found',
      status: 404,
    });
  }
  const other = named.find((digest) => digest !== root.digest);
  if (other !== undefined) {
    throw new PolicyError({
      what: `${verb} ${formatReference(from)}`,
      reason: `it has the digest ${root.digest} and not ${other}`,
      remedy: `${verb} by the digest that was tested, or correct what is expected`,
    });
  }
  return root;
}
