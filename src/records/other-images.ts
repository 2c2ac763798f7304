import { declaredPredicate } from '../attestation/artifact.ts';
import { PROMOTION } from '../attestation/predicates/promotion.ts';
import { annotatedCorrections, annotatedTags } from '../attestation/predicates/promotion-annotations.ts';
import { ROLLBACK } from '../attestation/predicates/rollback.ts';
import { RegistryError, type RegistryErrorCode } from '../errors.ts';
import { type Digest, shortDigest, tryParseDigest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { isReservedTag, type Repository, type Tag } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import { hasReferrersApi, listFromApi } from '../registry/referrers/api.ts';
import { fallbackTag, joinReferrers, listFromFallback } from '../registry/referrers/referrers.ts';
import { listTags } from '../registry/tag-list.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatCount, formatList, formatNumber } from '../util/format.ts';
import { ATTESTATIONS, mayHoldStatement, readRecord } from './read.ts';
import { type StoredRecord, statementDigest } from './stored-record.ts';

/** How much of a repository is looked at. */
export interface ReadLimits {
  /** So many tags are looked up: each is a request. */
  readonly tags: number;
  /** The records of so many images are listed: each is a request or two. */
  readonly images: number;
  /** So many records are read of one other image, the newest: each is two requests. */
  readonly records: number;
}

/** Whoever may push chooses what is beyond a limit, so that it is far above what repositories have. */
const LIMITS: ReadLimits = { tags: 10_000, images: 10_000, records: 200 };

/** So many records of one other image are looked at for those that count. */
const MOST_LOOKED_AT = 2000;

/** So many requests of a kind go out at the same time. */
const AT_ONCE = 16;

/** So many records are read before it is looked how many of them count. */
const CHUNK = 64;

/** Refusals that may be about one image only, such as one that a scanner holds back. */
export const MAY_BE_OF_ONE: ReadonlySet<RegistryErrorCode> = new Set<RegistryErrorCode>([
  'denied',
  'refused',
  'invalid-answer',
  'digest-mismatch',
  'too-large',
]);

/** Refusals of a list that whoever may push can cause: it might have shown the record that matters. */
const OF_PUSHERS: ReadonlySet<RegistryErrorCode> = new Set<RegistryErrorCode>(['invalid-answer', 'too-large']);

interface OtherRecordsQuery {
  readonly repository: Repository;
  /** The image whose name is asked about: it is no other one. */
  readonly digest: Digest;
  /** Records of promotions that gave none of these tags are not read. */
  readonly tags: ReadonlySet<string>;
  /**
   * Whether a record proves anything. What does not is dropped and fills no limit: whoever may push could attach
   * hundreds of records that nobody trusts. Undefined keeps all of them.
   */
  readonly counts?: (record: StoredRecord) => boolean;
  /** The tags of the repository, if they were listed already. */
  readonly names?: ReadonlySet<Tag>;
}

/** An image of the repository and its records. */
export interface OtherImage {
  readonly digest: Digest;
  readonly records: readonly StoredRecord[];
}

/** What was found among the other images of a repository, and how much of it was not looked at. */
export interface OtherRecords {
  readonly images: readonly OtherImage[];
  readonly unread: { readonly tags: number; readonly images: number; readonly records: number };
  /** What a limit left out, as a clause: a record in it may say that a tag was given away. Undefined if nothing. */
  readonly beyond: string | undefined;
}

/** Counts what may fail for one image only, which is then undefined. */
async function attempt<Result>(
  work: () => Promise<Result>,
  count: (code: RegistryErrorCode) => void,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RegistryError) || !MAY_BE_OF_ONE.has(error.code)) throw error;
    count(error.code);
    return undefined;
  }
}

/** Finds the images whose referrers are listed under tags: whichever of them a tag still names. */
function listedSubjects(names: ReadonlySet<Tag>): readonly Digest[] {
  return [...names].flatMap((name) => {
    const [, hex] = /^sha256-([a-f0-9]{64})$/.exec(name) ?? [];
    return (hex === undefined ? undefined : tryParseDigest(`sha256:${hex}`)) ?? [];
  });
}

/**
 * Whether what a list says of a record rules out that it gave one of the tags. That is not trusted and only saves
 * reading: whoever can change a list can remove a record from it as well.
 */
function isRuledOut(listed: Descriptor, tags: ReadonlySet<string>): boolean {
  if (!mayHoldStatement(listed.artifactType)) return true;
  const predicate = declaredPredicate(listed);
  if (predicate !== undefined && predicate !== PROMOTION.type && predicate !== ROLLBACK.type) return true;
  return annotatedTags(listed)?.some((tag) => tags.has(tag)) === false;
}

/** Whether a record may correct another one, which then no longer counts. */
function mayCorrect(listed: Descriptor): boolean {
  return mayHoldStatement(listed.artifactType) && annotatedCorrections(listed).length > 0;
}

class OtherImagesReader {
  readonly unread = { tags: 0, images: 0, records: 0 };
  /** How much of that exceeds a limit. */
  private readonly beyond = { tags: 0, images: 0, records: 0, lists: 0 };
  /** Images with more records than are looked at. */
  private readonly crowded: Digest[] = [];
  private readonly client: RegistryClient;
  private readonly query: OtherRecordsQuery;
  private readonly limits: ReadLimits;

  constructor(client: RegistryClient, query: OtherRecordsQuery, limits: ReadLimits) {
    this.client = client;
    this.query = query;
    this.limits = limits;
  }

  private exceed(what: keyof ReadLimits, count: number): void {
    if (count <= 0) return;
    this.unread[what] += count;
    this.beyond[what] += count;
  }

  /** Undefined if no limit was reached. */
  get exceeded(): string | undefined {
    const { limits, beyond } = this;
    const { tags, images, records, lists } = beyond;
    const parts = [
      tags && `${formatCount(tags, 'tag')} more than the ${formatNumber(limits.tags)} that are looked up`,
      images && `${formatCount(images, 'image')} more than the ${formatNumber(limits.images)} whose records are listed`,
      records &&
        `an image with more records of the tag than the ${formatNumber(limits.records)} that are read (${this.crowded.slice(0, 3).map(shortDigest).join(', ')})`,
      lists && `${formatCount(lists, 'image')} whose records cannot be listed`,
    ].filter((part) => part !== 0);
    return parts.length === 0 ? undefined : `the repository has ${formatList(parts)}`;
  }

  async findImages(names: ReadonlySet<Tag>): Promise<readonly Digest[]> {
    const { repository, digest } = this.query;
    const subjects = listedSubjects(names);
    // Without a referrers API every image that has records has a tag for their list: its name tells the digest.
    const areAllListed =
      hasReferrersApi(this.client) === false && ![...names].some((name) => name.startsWith('sha512-'));
    const tags = areAllListed ? [] : orderNewestFirst([...names].filter((name) => !isReservedTag(name)));
    const looked = tags.slice(0, this.limits.tags);
    this.exceed('tags', tags.length - looked.length);
    const held = await eachAtMost(AT_ONCE, looked, (tag) =>
      attempt(
        () => headManifest(this.client, repository, tag),
        () => this.unread.tags++,
      ),
    );
    const others = new Set([...held, ...subjects].filter((each) => each !== undefined && each !== digest));
    const images = [...others].filter((each) => each !== undefined);
    this.exceed('images', images.length - this.limits.images);
    return images.slice(0, this.limits.images);
  }

  async readImage(digest: Digest, names: ReadonlySet<Tag>): Promise<OtherImage> {
    const { repository, tags } = this.query;
    const listed = await attempt(
      async () => {
        const [fromApi = [], fromTag] = await Promise.all([
          listFromApi(this.client, repository, digest, ATTESTATIONS),
          names.has(fallbackTag(digest)) ? listFromFallback(this.client, repository, digest) : [],
        ]);
        return joinReferrers(fromApi, fromTag);
      },
      (code) => {
        this.unread.images++;
        if (OF_PUSHERS.has(code)) this.beyond.lists++;
      },
    );
    const giving = (listed ?? []).filter((each) => !isRuledOut(each, tags));
    const relevant =
      giving.length === 0 ? [] : (listed ?? []).filter((each) => giving.includes(each) || mayCorrect(each));
    return { digest, records: await this.readAll(digest, relevant) };
  }

  /** Reads the newest records, until there are as many that count as the limit says. */
  private async readAll(digest: Digest, listed: readonly Descriptor[]): Promise<readonly StoredRecord[]> {
    const { repository, counts } = this.query;
    const { records: most } = this.limits;
    const looked = counts === undefined ? most : Math.max(most, MOST_LOOKED_AT);
    // The newest are listed last.
    const newest = listed.toReversed();
    const kept = new Map<string, StoredRecord>();
    let at = 0;
    while (at < Math.min(newest.length, looked) && kept.size <= most) {
      const some = newest.slice(at, Math.min(at + CHUNK, looked));
      at += some.length;
      const read = await eachAtMost(AT_ONCE, some, (each) =>
        attempt(
          () => readRecord(this.client, { repository, subject: digest }, each.digest),
          () => this.unread.records++,
        ),
      );
      for (const record of read) {
        if (record === undefined || counts?.(record) === false) continue;
        // A statement that was attached twice says nothing more.
        kept.set(counts === undefined ? record.digest : statementDigest(record), record);
      }
    }
    const left = newest.length - at + Math.max(kept.size - most, 0);
    if (left > 0) this.crowded.push(digest);
    this.exceed('records', left);
    return [...kept.values()].slice(0, most).toReversed();
  }
}

/**
 * Reads the records of the other images of a repository that may have given one of some tags: they say whether a tag
 * was taken away by right. Nothing in them is believed yet.
 *
 * The tags of the repository, and the names of the tags that list referrers, tell which images there are; others are
 * not found.
 *
 * It takes a request for each page of tags, one for each tag (at most 10,000, the newest names first; none if the
 * registry has no referrers API), one or two for each image (at most 10,000), and two for each record that gave the tag
 * (at most 200 of an image that count, among the newest 2,000).
 *
 * @throws {RegistryError} if the registry does not answer, or refuses the list of tags.
 */
export async function readOtherRecords(
  client: RegistryClient,
  query: OtherRecordsQuery,
  limits: ReadLimits = LIMITS,
): Promise<OtherRecords> {
  const reader = new OtherImagesReader(client, query, limits);
  const names = query.names ?? (await listTags(client, query.repository));
  const digests = await reader.findImages(names);
  const images = await eachAtMost(AT_ONCE, digests, (digest) => reader.readImage(digest, names));
  const { unread, exceeded: beyond } = reader;
  return { images: images.filter(({ records }) => records.length > 0), unread, beyond };
}

/** Versions and days: what begins with a number, with or without a `v` before it. */
const NUMBERED = /^[vV]?[0-9]/;

const COLLATOR = new Intl.Collator('en', { numeric: true });

/**
 * Orders tags by how new they seem: names that begin with a number and all others by turns, so that a thousand branches
 * do not hide the versions, each from the highest on. It only decides what is read of more tags than the limit.
 *
 * @example orderNewestFirst(['1.9', 'a', '1.10']) // ['1.10', 'a', '1.9']
 */
function orderNewestFirst(tags: readonly Tag[]): readonly Tag[] {
  const highest = (lane: readonly Tag[]) => lane.toSorted((left, right) => COLLATOR.compare(right, left));
  const numbered = highest(tags.filter((tag) => NUMBERED.test(tag)));
  const others = highest(tags.filter((tag) => !NUMBERED.test(tag)));
  const longest = Math.max(numbered.length, others.length);
  return Array.from({ length: longest }, (_, index) => [numbered[index], others[index]])
    .flat()
    .filter((tag) => tag !== undefined);
}
