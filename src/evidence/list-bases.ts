import rcompare from 'semver/functions/rcompare.js';
import valid from 'semver/functions/valid.js';
import type { LedgerRepository, LedgerVersion } from '../attestation/predicates/bases.ts';
import { isAttestation } from '../image/graph.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError, type JsonObject, objectProperty } from '../oci/json.ts';
import { isReservedTag, type Tag } from '../oci/reference.ts';
import { getManifest, headManifest, type StoredManifest } from '../registry/manifests.ts';
import { listTags } from '../registry/tag-list.ts';
import { digitsOfShaTag } from '../tags/sha-tag.ts';
import type { Place } from './configs.ts';
import { type BaseVersion, chainIds } from './formats/base-version.ts';
import { textList, timeProperty } from './formats/document.ts';
import { readPlatforms } from './read-platforms.ts';
import type { EvidenceRun } from './run.ts';

/** More versions of a base are not read at once. */
export const MAX_VERSIONS = 200;

/** Times that builders write for "not told" (reproducible-builds.org, and what Jib, ko and bazel set). */
const NO_TIMES: ReadonlySet<number> = new Set([0, 1000].concat(Date.UTC(1980, 0, 1), Date.UTC(1980, 0, 1, 0, 0, 1)));

const DAILY_NUMBER = /^[0-9]{8}[_.-][0-9]+$/;

function createdOf(config: JsonObject): Date | undefined {
  const time = timeProperty(config, 'created');
  return time === undefined || NO_TIMES.has(time.getTime()) ? undefined : time;
}

/** Whether a tag never moves by its name: a full version, a daily build number, or that of a commit. */
function isFixed(tag: string): boolean {
  return valid(tag) !== null || DAILY_NUMBER.test(tag) || digitsOfShaTag(tag) !== undefined;
}

/** Sorts tags so that the newest is likely the first: full versions downwards, then other tags backwards. */
function sortTags(tags: readonly Tag[]): readonly Tag[] {
  const versions = tags.filter((tag) => valid(tag) !== null).toSorted(rcompare);
  const others = tags.filter((tag) => valid(tag) === null).toSorted((left, right) => (left < right ? 1 : -1));
  return [...versions, ...others];
}

/** Reads a version of a base, once in a run; without layers it has no platforms, as what is no image. */
export function readVersion(
  run: EvidenceRun,
  place: Place,
  repository: string,
  { version, stored }: { readonly version: string; readonly stored: StoredManifest },
): Promise<LedgerVersion> {
  const { digest } = stored;
  return run.once(`base ${repository}@${digest} ${version}`, async () => {
    const keep = (child: Parameters<typeof isAttestation>[0] & { readonly platform?: string | undefined }) =>
      !isAttestation(child) && child.platform !== undefined;
    const read = await readPlatforms(run, place, { stored, keep });
    const platforms = read.flatMap(({ platform, config }) => {
      const chainId = chainIds(textList(objectProperty(config, 'rootfs') ?? {}, 'diff_ids')).at(-1);
      return chainId === undefined ? [] : [{ platform, chainId, created: createdOf(config) }];
    });
    return { version, digest, isThere: true, isSigned: false, platforms };
  });
}

/** Lists the platforms of the versions of a repository, as gates compare them. */
export function toBaseVersions({
  name,
  versions,
}: Pick<LedgerRepository, 'name' | 'versions'>): readonly BaseVersion[] {
  return versions.flatMap(({ platforms, ...version }) =>
    platforms.map((platform) => ({ repository: name, ...version, ...platform })),
  );
}

interface ListOptions {
  /** What a ledger has of the repository: it is not read again. */
  readonly known?: LedgerRepository | undefined;
  /** So many tags that are not known are read. */
  readonly limit?: number;
}

/** What tags point at: manifests of those that were read, and digests of those that may be known. */
type Resolved = { readonly tag: Tag; readonly digest: Digest; readonly stored: StoredManifest | undefined };

/** Resolves tags: a tag that moves may point at a version that is known, so that only its digest is asked for. */
async function resolveTags(
  run: EvidenceRun,
  { client, repository }: Place,
  tags: readonly Tag[],
  hasLedger: boolean,
): Promise<readonly Resolved[]> {
  const found = await Promise.all(
    tags.map(async (tag): Promise<Resolved | undefined> => {
      if (hasLedger && !isFixed(tag)) {
        const digest = await run.ask(() => headManifest(client, repository, tag));
        return digest && { tag, digest, stored: undefined };
      }
      const stored = await run.ask(() => getManifest(client, repository, tag));
      return stored && { tag, digest: stored.digest, stored };
    }),
  );
  return found.filter((each) => each !== undefined);
}

/** Reads versions that are not known: of several tags of one digest, the first is its version. */
async function readNew(
  run: EvidenceRun,
  place: Place,
  name: string,
  resolved: readonly Resolved[],
): Promise<readonly LedgerVersion[]> {
  const byDigest = [...Map.groupBy(resolved, ({ digest }) => digest).values()];
  const read = await Promise.all(
    byDigest.map(async (all) => {
      const [first] = all;
      if (first === undefined) return undefined;
      const given = all.find((each) => each.stored !== undefined)?.stored;
      const stored = given ?? (await run.ask(() => getManifest(place.client, place.repository, first.digest)));
      return stored && readVersion(run, place, name, { version: first.tag, stored });
    }),
  );
  return read.filter((each) => each !== undefined);
}

/** Looks which known versions are still there: those with a tag are; the others are asked for until they are gone. */
function lookAgain(
  run: EvidenceRun,
  { client, repository }: Place,
  versions: readonly LedgerVersion[],
  tagged: ReadonlySet<Digest>,
): Promise<readonly LedgerVersion[]> {
  return Promise.all(
    versions.map(async (version) => {
      const { digest, isThere } = version;
      if (tagged.has(digest)) return { ...version, isThere: true };
      if (!isThere) return version;
      return { ...version, isThere: (await run.ask(() => headManifest(client, repository, digest))) !== undefined };
    }),
  );
}

/**
 * Lists the versions of a base, once in a run: they are the same whatever image stands on them. What a ledger knows of
 * them is kept, also of those that are gone, and only new ones are read.
 *
 * @throws {FormatError} if a version cannot be read, or there are no tags and never were.
 */
export function listBases(
  run: EvidenceRun,
  open: (repository: string) => Promise<Place>,
  name: string,
  { known, limit = MAX_VERSIONS }: ListOptions = {},
): Promise<LedgerRepository> {
  return run.once(`bases ${name} ${limit} ${known === undefined}`, async () => {
    const place = await open(name);
    const all = await run.ask(() => listTags(place.client, place.repository));
    const names = new Set<string>(all);
    const tags = sortTags([...all].filter((tag) => !isReservedTag(tag)));
    if (tags.length === 0 && known === undefined) throw new FormatError(`${name} has no tags`);
    const kept = [...(known?.tags ?? [])].filter(([tag]) => names.has(tag));
    const keptNames = new Set(kept.map(([tag]) => tag));
    const unknown = tags.filter((tag) => !keptNames.has(tag));
    const chosen = unknown.slice(0, limit);
    const resolved = await resolveTags(run, place, chosen, known !== undefined);
    const older = known?.versions ?? [];
    const olderDigests = new Set(older.map(({ digest }) => digest));
    const tagged = new Set([...kept.map(([, digest]) => digest), ...resolved.map(({ digest }) => digest)]);
    const [added, again] = await Promise.all([
      readNew(
        run,
        place,
        name,
        resolved.filter(({ digest }) => !olderDigests.has(digest)),
      ),
      lookAgain(run, place, older, tagged),
    ]);
    const fixed = resolved.filter(({ tag }) => isFixed(tag)).map(({ tag, digest }) => [tag, digest] as const);
    return {
      name,
      isWhole: chosen.length === unknown.length,
      tags: new Map([...kept, ...fixed]),
      versions: [...added, ...again],
    };
  });
}
