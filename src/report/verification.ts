import { type Digest, shortDigest } from '../oci/digest.ts';
import { NO_NOTES } from '../policy/record-notes.ts';
import type { AttestationResult } from '../policy/verify-attestation.ts';
import type { Chain } from '../policy/verify-chain.ts';
import type { VerifiedPromotion } from '../policy/verify-promotion.ts';
import { nameSigner } from '../policy/verify-record.ts';
import { formatList } from '../util/format.ts';
import { quote, safeText } from '../util/safe-text.ts';
import type { HoldReport } from './hold.ts';
import { formatTime } from './pipeline-diagram.ts';
import { approversOf, type RecordReport, reportRecord } from './record.ts';
import { describeNotes, type Note, type NotesReport, reportNotes } from './record-notes.ts';
import { REPORT_SCHEMA } from './schema.ts';

/** The name by which an image was given, and whether it has it by right. */
export interface VerifiedName {
  /** Null if the image was given only by its digest. */
  readonly tag: string | null;
  readonly proven: boolean;
  /** The record that gives it, which proves it if it is signed. */
  readonly record: Digest | null;
  /** Why it is not proven, as a clause; null if it is. */
  readonly reason: string | null;
  /** How many tags, images and records of the repository were not read: one might say that the tag was given away. */
  readonly unread: number;
}

/** What was found of one image in one repository of an environment. */
export interface VerifiedImage {
  readonly image: string;
  readonly environment: string;
  readonly reference: string;
  readonly digest: Digest;
  /**
   * Whether its whole chain is proven, and its name if it was given by one. Where images are built nothing is proven,
   * and unsigned records prove nothing.
   */
  readonly verified: boolean;
  readonly name: VerifiedName;
  readonly chain: Chain;
  /** What to do, as a clause, unless it is to promote the image through every environment. */
  readonly remedy: string | null;
  readonly attestations: readonly AttestationResult[];
  readonly attestationsLeftOut: number;
  /** What holds it in the environment. */
  readonly holds: readonly HoldReport[];
  /** Why other holds do not count: clauses. */
  readonly ignoredHolds: readonly string[];
}

/** One link of a chain, as data and as a sentence. */
export interface LinkReport {
  readonly environment: string;
  /** `built`: the image was built there; `broken`: nothing proves how it came there. */
  readonly kind: 'promoted' | 'built' | 'broken';
  readonly sentence: string;
  readonly record: RecordReport | null;
  /** What has to be known of the record beside what it says; null if there is none. */
  readonly notes: NotesReport | null;
}

/** An image in the output `report`. */
export interface VerifiedImageReport extends Omit<VerifiedImage, 'chain'> {
  /** From the environment in question back to the one in which the image was built, or to where the chain breaks. */
  readonly links: readonly LinkReport[];
}

/** The whole run as data: the output `report`. */
export interface VerifyReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly command: 'verify';
  readonly verified: boolean;
  readonly images: readonly VerifiedImageReport[];
  /** The digest of the pipeline file. */
  readonly policy: Digest;
  readonly warnings: readonly string[];
  readonly requests: number;
  readonly milliseconds: number;
}

function describePromotion({ environment, predicate, signature, stored }: VerifiedPromotion): string {
  const { time, source, run, route, reason } = predicate;
  const who = run.actor === undefined ? '' : ` by ${safeText(run.actor.login, 50)}`;
  const way = route?.kind === 'hotfix' ? ` by the hotfix route ${quote(route.name ?? '', 80)}` : '';
  const why = reason === undefined ? '' : ` (${quote(reason)})`;
  const names = approversOf(predicate).map((login) => safeText(login, 50));
  const approved = names.length === 0 ? '' : `, approved by ${formatList(names)}`;
  const signed =
    signature !== undefined
      ? `signed by ${safeText(nameSigner(signature), 200)}`
      : stored.form === 'statement'
        ? 'UNSIGNED'
        : 'UNSIGNED: it has a signature, and the pipeline file names nobody who may sign';
  return `${environment.name}: promoted from ${source.environment ?? 'nowhere'}${way} on ${formatTime(time)}${who}${why}${approved}; record ${shortDigest(stored.digest)}, ${signed}`;
}

/** What has to be known of a promotion of a chain. */
export function notesOf({ notes }: Chain, promotion: VerifiedPromotion): readonly Note[] {
  return describeNotes(notes?.get(promotion) ?? NO_NOTES);
}

function notesAt(chain: Chain, index: number): readonly Note[] {
  const promotion = chain.promotions[index];
  return promotion === undefined ? [] : notesOf(chain, promotion);
}

/** Describes a chain, back to where the image was built or where it breaks. */
export function describeChain({ promotions, origin, broken, notes }: Chain): readonly LinkReport[] {
  const links = promotions.map((promotion): LinkReport => {
    const sentence = describePromotion(promotion);
    return {
      ...{ environment: promotion.environment.name, kind: 'promoted', sentence, record: reportRecord(promotion) },
      notes: reportNotes(notes?.get(promotion) ?? NO_NOTES),
    };
  });
  if (origin !== undefined) {
    const sentence = `${origin}: built${links.length > 0 ? '; nothing comes before it' : ' here; nothing was proven'}`;
    return [...links, { environment: origin, kind: 'built', sentence, record: null, notes: null }];
  }
  if (broken === undefined) return links;
  const { environment, reason } = broken;
  return [...links, { environment, kind: 'broken', sentence: `${environment}: ${reason}`, record: null, notes: null }];
}

/** Builds the report of a verification. */
export function reportVerification(
  images: readonly VerifiedImage[],
  facts: Pick<VerifyReport, 'policy' | 'warnings' | 'requests' | 'milliseconds'>,
): VerifyReport {
  return {
    schema: REPORT_SCHEMA,
    command: 'verify',
    verified: images.every(({ verified }) => verified),
    images: images.map(({ chain, ...image }) => ({ ...image, links: describeChain(chain) })),
    ...facts,
  };
}

/** Whether the chain of an image breaks; where images are built nothing is proven, and nothing is wrong. */
export function isBroken({ chain }: VerifiedImage): boolean {
  return chain.broken !== undefined;
}

/** Lists the environments whose records are not signed: the chain is shown by them, and not proven. */
export function unsignedIn(image: VerifiedImage): readonly string[] {
  if (isBroken(image)) return [];
  return image.chain.promotions.flatMap(({ environment, signature }) =>
    signature === undefined ? [environment.name] : [],
  );
}

/** Whether the records that count as unsigned have signatures, which nobody can check: the file names no signers. */
function lacksSigners({ chain }: VerifiedImage): boolean {
  return chain.promotions.every(({ signature, stored }) => signature !== undefined || stored.form === 'bundle');
}

function summaryLineOf(image: VerifiedImage): string {
  const { reference, environment, name, verified } = image;
  const unsigned = unsignedIn(image);
  if (unsigned.length > 0) {
    const [but, cure] = lacksSigners(image)
      ? [
          `the pipeline file names nobody who may sign those of ${formatList(unsigned)}`,
          '; name who may sign below "signing: signers:"',
        ]
      : [`those of ${formatList(unsigned)} are not signed`, ''];
    return `${reference} is in ${environment} according to its records, but ${but}: anybody who may push can have written them, and nothing was proven${cure}`;
  }
  if (!verified) return `${reference} is in ${environment}, where images are built; nothing was proven`;
  const digest = name.tag === null ? '; no name was proven' : '';
  return `${reference} reached ${environment} by the routes of the pipeline file, verified back to its build${digest}`;
}

/** Says in a line what a verification found. */
export function verificationSummaryLine(images: readonly VerifiedImage[]): string {
  const [only, ...others] = images;
  if (only !== undefined && others.length === 0) return summaryLineOf(only);
  const unproven = images.filter(({ verified }) => !verified);
  if (unproven.length === 0) {
    return `All ${images.length} images got where they are by the routes of the pipeline file, verified back to their builds`;
  }
  const unsigned = unproven.filter((image) => unsignedIn(image).length > 0).length;
  const parts = [
    ...(unsigned === 0 ? [] : [`the records of ${unsigned} are not signed, and prove nothing`]),
    ...(unsigned === unproven.length ? [] : ['the others are where images are built, and nothing was proven of them']),
  ];
  return `${images.length - unproven.length} of ${images.length} are proven; ${parts.join('; ')}`;
}

/** How much was not read, to be read behind the name. */
export function describeUnread({ unread }: VerifiedName): string {
  return unread === 0 ? '' : `; ${unread} tags, images or records of its repository were not read`;
}

function nameLines({ name, chain }: VerifiedImage): readonly string[] {
  // What broke is shown by the chain.
  if (chain.broken !== undefined) return [];
  const { tag, proven, record, reason } = name;
  if (!proven || record === null) return [`  · no name was proven: ${reason ?? ''}`];
  return [`  ✓ the name ${quote(tag ?? '')}: by the record ${shortDigest(record)}${describeUnread(name)}`];
}

/** A mark for each note. */
const NOTE_MARKS: Readonly<Record<Note['level'], string>> = { bad: '✗', warning: '!', note: '·' };

/** More images than these are counted and not named in a warning. */
const MAX_IMAGES = 3;

/** Writes what is not as it should be and breaks no chain: each warning once, with the images that it is about. */
export function verificationWarnings(images: readonly VerifiedImage[]): readonly string[] {
  const all = images.flatMap((image) =>
    image.chain.promotions.flatMap((promotion) =>
      notesOf(image.chain, promotion).flatMap(({ level, text }) =>
        level === 'note'
          ? []
          : [{ image: image.reference, text: `${text} (its record of ${promotion.environment.name})` }],
      ),
    ),
  );
  const ignored = images.flatMap(({ reference, ignoredHolds }) =>
    ignoredHolds.map((text) => ({ image: reference, text })),
  );
  return [...Map.groupBy([...all, ...ignored], ({ text }) => text)].map(([text, about]) => {
    const names = [...new Set(about.map(({ image }) => image))];
    const more = names.length > MAX_IMAGES ? [`${names.length - MAX_IMAGES} more`] : [];
    return `${formatList([...names.slice(0, MAX_IMAGES), ...more])}: ${text}`;
  });
}

/** Writes what was found as lines for the log. */
export function verificationLines(images: readonly VerifiedImage[]): readonly string[] {
  return images.flatMap((image) => {
    const { reference, digest, verified, chain, attestations } = image;
    const mark = verified ? '✓' : isBroken(image) ? '✗' : '·';
    const marks = {
      promoted: (record: RecordReport | null) => (record?.signer === null ? '·' : '✓'),
      built: () => (verified ? '✓' : '·'),
      broken: () => '✗',
    };
    return [
      `${mark} ${reference} (${digest})`,
      ...nameLines(image),
      ...describeChain(chain).flatMap(({ kind, sentence, record }, index) => [
        `  ${marks[kind](record)} ${sentence}`,
        ...notesAt(chain, index).map(({ level, text }) => `    ${NOTE_MARKS[level]} ${text}`),
      ]),
      ...attestations.map(
        ({ claim, trusted, because }) => `  · also: ${claim} (${trusted ? 'signed by' : 'not counted:'} ${because})`,
      ),
    ];
  });
}
