import type { Outputs } from '../action/outputs.ts';
import type { Digest } from '../oci/digest.ts';
import type { REPORT_SCHEMA } from './schema.ts';

/** Where an image is. */
export interface PlaceReport {
  readonly environment: string;
  readonly repository: string;
  /** Its most telling tag there; null if it has none. */
  readonly tag: string | null;
  /** Since when, by whom and why it is held there; missing if it is not. */
  readonly held?: string;
}

/** A version of a base on one platform. */
interface BaseReport {
  readonly repository: string;
  readonly version: string;
  readonly digest: Digest;
  readonly created: string | null;
}

/** What the newest version of a base removes. */
interface StakeReport {
  /** How many findings the base brings, by the newest report of the image that counts. */
  readonly findings: number;
  /** How many of them the newest version has not, by a report of that. */
  readonly removes: number;
}

/** What one platform of an image stands on. */
export interface PlatformReport {
  readonly platform: string;
  /** Null if it stands on none that is known. */
  readonly base: BaseReport | null;
  readonly denied: boolean;
  /** How many newer versions of the base there are; null without a base. */
  readonly behind: number | null;
  readonly behindSince: string | null;
  readonly newest: BaseReport | null;
  /** Null if reports about both are not at hand; `reason` then says why. */
  readonly stake: StakeReport | null;
  readonly reason: string | null;
}

/** An image, and where it is. */
export interface OutdatedImageReport {
  readonly image: string;
  readonly digest: Digest;
  readonly environments: readonly PlaceReport[];
  /** Who maintains it, as its labels say; null if they do not. */
  readonly owner: string | null;
  readonly platforms: readonly PlatformReport[];
  /** The most that a platform is behind. */
  readonly behind: number;
  /** Why it could not be read; null if it was. */
  readonly error: string | null;
}

/** A base that gates name. */
export interface NamedBaseReport {
  readonly repository: string;
  readonly use: 'allowed' | 'denied' | 'asked';
  readonly versions: number;
  readonly newest: string | null;
  /** Why it could not be read; null if it was. */
  readonly error: string | null;
}

/** The ledger of bases, as it is now. */
interface LedgerReport {
  /** `repository@digest`; null if nothing was written. */
  readonly reference: string | null;
  readonly versions: number;
  /** How many of them the ledger before had not. */
  readonly added: number;
  readonly written: boolean;
}

/** Something that could not be read. */
interface LeftOutReport {
  readonly image: string;
  readonly environment: string;
  readonly repository: string;
  readonly reason: string;
}

/** The whole run as data: the output `report`. */
export interface OutdatedReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly command: 'outdated';
  /** The digest of the pipeline file. */
  readonly policy: Digest;
  readonly dryRun: boolean;
  readonly bases: readonly NamedBaseReport[];
  /** By environments that it is in, then by what a rebuild removes. */
  readonly images: readonly OutdatedImageReport[];
  readonly leftOut: readonly LeftOutReport[];
  /** Null if the pipeline file names none. */
  readonly ledger: LedgerReport | null;
  readonly warnings: readonly string[];
  readonly requests: number;
  readonly milliseconds: number;
}

function reached({ environments }: OutdatedImageReport): number {
  return new Set(environments.map(({ environment }) => environment)).size;
}

/** Returns how many findings a rebuild removes, of the platform where that is most. */
export function removedBy({ platforms }: OutdatedImageReport): number {
  return Math.max(0, ...platforms.map(({ stake }) => stake?.removes ?? 0));
}

function isDenied({ platforms }: OutdatedImageReport): boolean {
  return platforms.some(({ denied }) => denied);
}

/** What an image is, in a word. */
export type ImageStatus = 'unread' | 'artifact' | 'denied' | 'unknown' | 'outdated' | 'current';

/** Says what an image is; the worst of its platforms counts. */
export function statusOfImage(image: OutdatedImageReport): ImageStatus {
  if (image.error !== null) return 'unread';
  if (image.platforms.length === 0) return 'artifact';
  if (isDenied(image)) return 'denied';
  if (image.platforms.some(({ base }) => base === null)) return 'unknown';
  return image.behind > 0 ? 'outdated' : 'current';
}

const NEEDS_NOTHING: ReadonlySet<ImageStatus> = new Set(['current', 'artifact', 'unread']);

/** Whether an image has to be rebuilt. */
export function needsRebuild(image: OutdatedImageReport): boolean {
  return !NEEDS_NOTHING.has(statusOfImage(image));
}

/** Sorts images: those to rebuild first, then by the environments reached, what a rebuild removes, and how far behind. */
export function sortImages(images: readonly OutdatedImageReport[]): readonly OutdatedImageReport[] {
  return images.toSorted(
    (left, right) =>
      Number(needsRebuild(right)) - Number(needsRebuild(left)) ||
      reached(right) - reached(left) ||
      removedBy(right) - removedBy(left) ||
      right.behind - left.behind ||
      (left.image === right.image ? 0 : left.image < right.image ? -1 : 1) ||
      (left.digest < right.digest ? -1 : 1),
  );
}

/** Builds the outputs. */
export function buildOutdatedOutputs(report: OutdatedReport): Outputs {
  return new Map([
    ['digest', report.images.length === 1 ? (report.images[0]?.digest ?? '') : ''],
    ['record', report.ledger?.reference ?? ''],
    ['report', JSON.stringify(report)],
  ]);
}
