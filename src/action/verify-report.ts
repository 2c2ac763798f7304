import type { ChainLink } from '../chain/describe-chain.ts';
import type { JudgedAttestation } from '../chain/judge-attestation.ts';
import type { Digest } from '../oci/digest.ts';

/** What was found of one image in one repository of an environment. */
export interface VerifiedImage {
  readonly image: string;
  readonly environment: string;
  readonly reference: string;
  readonly digest: Digest;
  readonly verified: boolean;
  readonly links: readonly ChainLink[];
  readonly attestations: readonly JudgedAttestation[];
  /** How many other attestations were not read. */
  readonly attestationsLeftOut: number;
}

/** The whole run as data: the output `report`. */
export interface VerifyReport {
  readonly command: 'verify';
  readonly verified: boolean;
  readonly images: readonly VerifiedImage[];
  /** The digest of the pipeline file that was judged by. */
  readonly policy: Digest;
  readonly requests: number;
  readonly milliseconds: number;
}

/** Says in a line what a verification came to. */
export function concludeVerification({ images, verified }: VerifyReport): string {
  const failed = images.filter((image) => !image.verified);
  const [first] = failed;
  if (verified || first === undefined) {
    const [only] = images;
    const what =
      images.length === 1 && only !== undefined
        ? `${only.reference} is in ${only.environment}`
        : `All ${images.length} are where they are`;
    return `${what} by the routes of the pipeline file, from the build on`;
  }
  const more = failed.length === 1 ? '' : ` (and ${failed.length - 1} more)`;
  return `${first.reference}${more}`;
}

/** Writes what was found as lines for the log. */
export function narrateVerification({ images }: VerifyReport): readonly string[] {
  return images.flatMap(({ reference, digest, verified, links, attestations }) => [
    `${verified ? '✓' : '✗'} ${reference} (${digest})`,
    ...links.map(({ kind, sentence }) => `  ${kind === 'broken' ? '✗' : '✓'} ${sentence}`),
    ...attestations.map(
      ({ claim, trusted, because }) => `  · also: ${claim} (${trusted ? 'signed by' : 'not counted:'} ${because})`,
    ),
  ]);
}
