import type { PublicGood } from '../attestation/verify/fetch-trusted-root.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { readPublicGood } from './public-good.ts';

/** What a verifier is opened with, beside the pipeline file. */
interface VerifierSetup {
  /** The time that signatures may not be later than; a function where it goes on. */
  readonly now: Date | (() => Date);
  /** Hears in one sentence what is no fault yet, such as a trusted root that has expired beside one that has not. */
  readonly warn?: (sentence: string) => void;
  /** Where the variables of proxies are. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What fetches the root of the public Sigstore; by default, it is fetched here. */
  readonly publicGood?: () => Promise<PublicGood>;
}

/** Whether certificates count at all: where keys alone are pinned, nobody's root is needed. */
export function trustsIdentities({ environments }: Pipeline): boolean {
  return environments.some(({ signers }) => signers.some(({ kind }) => kind === 'identity'));
}

/** Reads the roots that the pipeline file names, or fetches that of the public instance. */
async function readRoots(pipeline: Pipeline, setup: VerifierSetup) {
  const { now, warn, environment = {}, publicGood = () => readPublicGood(environment) } = setup;
  const { trustedRoots } = pipeline.signing;
  if (trustedRoots.length > 0) {
    const { readTrustedRoots } = await import('../attestation/verify/trusted-root.ts');
    return readTrustedRoots(trustedRoots, now instanceof Date ? now : now(), warn);
  }
  if (!trustsIdentities(pipeline)) return [];
  return [(await publicGood()).trustedRoot];
}

/** Whether signatures of keys need a witness of their time: if the file names who stamps them. */
function wantsWitness({ signing: { sigstore } }: Pipeline): boolean {
  return sigstore.kind === 'custom' && sigstore.timestampUrl !== undefined;
}

/**
 * Opens what checks the signatures of records: the trust roots of the pipeline file, or that of the public Sigstore.
 *
 * @throws {InputError} if a trusted root cannot be read or fetched, or has expired.
 */
export async function openVerifier(pipeline: Pipeline, setup: Date | VerifierSetup): Promise<BundleVerifier> {
  const given = setup instanceof Date ? { now: setup } : setup;
  const [{ createBundleVerifier }, roots] = await Promise.all([
    import('../attestation/verify/verify-bundle.ts'),
    readRoots(pipeline, given),
  ]);
  return createBundleVerifier({ roots, now: given.now, keysNeedWitness: wantsWitness(pipeline) });
}
