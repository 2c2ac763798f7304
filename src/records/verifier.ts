import type { PublicGood } from '../attestation/verify/fetch-trusted-root.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { readPublicGood } from './public-good.ts';

interface VerifierSetup {
  /** The latest time of signatures; a function if it goes on. */
  readonly now: Date | (() => Date);
  /** Is told what is not a fault yet, such as a trusted root that has expired beside one that has not. */
  readonly warn?: (sentence: string) => void;
  /** With the variables of proxies. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Fetches the root of the public Sigstore instead. */
  readonly publicGood?: () => Promise<PublicGood>;
}

/** Whether certificates count for records: if only keys are pinned, they do not. */
export function trustsIdentities({ environments }: Pipeline): boolean {
  return environments.some(({ signers }) => signers.some(({ kind }) => kind === 'identity'));
}

/** Whether roots are needed: those who sign evidence may have certificates where records are signed with keys. */
function needsRoots(pipeline: Pipeline): boolean {
  return trustsIdentities(pipeline) || [...pipeline.evidence.values()].some(({ kind }) => kind === 'identity');
}

async function readRoots(pipeline: Pipeline, setup: VerifierSetup) {
  const { now, warn, environment = {}, publicGood = () => readPublicGood(environment) } = setup;
  const { trustedRoots } = pipeline.signing;
  if (trustedRoots.length > 0) {
    const { readTrustedRoots } = await import('../attestation/verify/trusted-root.ts');
    return readTrustedRoots(trustedRoots, now instanceof Date ? now : now(), warn);
  }
  if (!needsRoots(pipeline)) return [];
  return [(await publicGood()).trustedRoot];
}

/** Whether signatures of keys need a witness of their time: if the file names who stamps them. */
function wantsWitness({ signing: { sigstore } }: Pipeline): boolean {
  return sigstore.kind === 'custom' && sigstore.timestampUrl !== undefined;
}

/**
 * Opens the verifier of records by the trust roots of the pipeline file, or that of the public Sigstore.
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
