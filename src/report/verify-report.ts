import { type Digest, shortDigest } from '../oci/digest.ts';
import type { ChainLink } from '../policy/describe-chain.ts';
import type { JudgedAttestation } from '../policy/judge-attestation.ts';
import { formatList } from '../util/format.ts';
import { quote } from '../util/text-safe-text.ts';

/** The name by which an image was asked for, and whether it has it by right. */
export interface VerifiedName {
  /** The tag; null where the image was asked for by its digest only. */
  readonly tag: string | null;
  readonly proven: boolean;
  /** The record that gives it, which proves it if it is signed. */
  readonly record: Digest | null;
  /** Why it is not proven, as a clause; null where it is. */
  readonly reason: string | null;
  /**
   * How many tags, images and records of the repository were not looked at, one of which might say that the tag was
   * given to another image since.
   */
  readonly unread: number;
}

/** What was found of one image in one repository of an environment. */
export interface VerifiedImage {
  readonly image: string;
  readonly environment: string;
  readonly reference: string;
  readonly digest: Digest;
  /**
   * Whether its whole way is proven, and its name if it was asked for by one. Where images are built nothing is, and
   * nothing is by records that nobody signed.
   */
  readonly verified: boolean;
  readonly name: VerifiedName;
  readonly links: readonly ChainLink[];
  /** What helps, as a clause, where that is something else than to promote the image through every environment. */
  readonly cure: string | null;
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

/** Whether something is wrong with an image; where images are built nothing is proven, and nothing is wrong. */
export function isRefused({ links }: VerifiedImage): boolean {
  return links.some(({ kind }) => kind === 'broken');
}

/** Lists the environments whose records nobody signed: the way is told by them, and not proven. */
export function unsignedIn(image: VerifiedImage): readonly string[] {
  if (isRefused(image)) return [];
  return image.links.flatMap(({ environment, record }) => (record?.signed === false ? [environment] : []));
}

function concludeOne(image: VerifiedImage): string {
  const { reference, environment, name, verified } = image;
  const unsigned = unsignedIn(image);
  if (unsigned.length > 0) {
    return `${reference} is in ${environment} by its records, of which those of ${formatList(unsigned)} are not signed: whoever may push can have written them, and nothing was proven`;
  }
  if (!verified) return `${reference} is in ${environment}; nothing comes before it, nothing was proven`;
  const digest = name.tag === null ? '; no name was proven' : '';
  return `${reference} is in ${environment} by the routes of the pipeline file, from the build on${digest}`;
}

/** Says in a line what a verification came to. */
export function concludeVerification({ images }: VerifyReport): string {
  const [first, ...more] = images.filter(isRefused);
  if (first !== undefined) return `${first.reference}${more.length === 0 ? '' : ` (and ${more.length} more)`}`;
  const [only, ...others] = images;
  if (only !== undefined && others.length === 0) return concludeOne(only);
  const unproven = images.filter(({ verified }) => !verified);
  if (unproven.length === 0) {
    return `All ${images.length} are where they are by the routes of the pipeline file, from the build on`;
  }
  const unsigned = unproven.filter((image) => unsignedIn(image).length > 0).length;
  const parts = [
    ...(unsigned === 0 ? [] : [`the records of ${unsigned} are not signed, and prove nothing`]),
    ...(unsigned === unproven.length ? [] : ['nothing comes before the others, and nothing was proven of them']),
  ];
  return `${images.length - unproven.length} of ${images.length} are proven; ${parts.join('; ')}`;
}

/** Says what was found of the name. */
function narrateName({ name: { tag, proven, record, reason, unread }, links }: VerifiedImage): readonly string[] {
  // What broke is told below already.
  if (links.some(({ kind }) => kind === 'broken')) return [];
  const left = unread === 0 ? '' : `; ${unread} tags, images or records of its repository were not looked at`;
  if (!proven || record === null) return [`  · no name was proven: ${reason ?? ''}`];
  return [`  ✓ the name ${quote(tag ?? '')}: by the record ${shortDigest(record)}${left}`];
}

/** Writes what was found as lines for the log. */
export function narrateVerification({ images }: VerifyReport): readonly string[] {
  return images.flatMap((image) => {
    const { reference, digest, verified, links, attestations } = image;
    const [mark, built] = verified ? ['✓', '✓'] : [isRefused(image) ? '✗' : '·', '·'];
    return [
      `${mark} ${reference} (${digest})`,
      ...narrateName(image),
      ...links.map(({ kind, sentence, record }) => {
        const proven = record?.signed === false ? '·' : '✓';
        return `  ${kind === 'broken' ? '✗' : kind === 'built' ? built : proven} ${sentence}`;
      }),
      ...attestations.map(
        ({ claim, trusted, because }) => `  · also: ${claim} (${trusted ? 'signed by' : 'not counted:'} ${because})`,
      ),
    ];
  });
}
