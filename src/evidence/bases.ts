import { rcompare, valid } from 'semver';
import { isSealiftError } from '../errors.ts';
import { childManifests, isAttestation } from '../image/graph.ts';
import { type Digest, shortDigest, tryParseDigest } from '../oci/digest.ts';
import { FormatError, type JsonObject, objectProperty, stringProperty } from '../oci/json.ts';
import { type ImageManifest, type Manifest, parseManifest } from '../oci/manifest.ts';
import { formatRepository, isReservedTag, isTag, parseRepository, type Tag } from '../oci/reference.ts';
import { getManifest, headManifest, type StoredManifest } from '../registry/manifests.ts';
import { listTags } from '../registry/tag-list.ts';
import { type Place, readPlatformConfig } from './configs.ts';
import { type BaseVersion, chainIds } from './formats/base-version.ts';
import { type Reading, textList, timeProperty } from './formats/document.ts';
import type { EvidenceReference } from './formats/evidence.ts';
import { type EvidenceRun, explainFailure } from './run.ts';

/** More versions of a base are not read. */
const MAX_VERSIONS = 200;

/** The ledger of bases, which `command: outdated` writes. */
export interface LedgerOfBases {
  readonly reference: EvidenceReference;
  readonly isSigned: boolean;
  readonly time: Date;
  /** The repositories of which it knows all versions. */
  readonly repositories: readonly string[];
  readonly bases: readonly BaseVersion[];
}

/** How bases are read. */
export interface BaseAccess {
  /** Opens the repository of a base, with its credentials. */
  readonly open: (repository: string) => Promise<Place>;
  /** Undefined if there is none. */
  readonly ledger: LedgerOfBases | undefined;
  /** When a record says that an image was promoted into a repository; undefined if none that counts does. */
  readonly promotedAt: (place: Place, digest: Digest) => Promise<Date | undefined>;
}

/** Which bases are asked for. */
export interface BaseQuery {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  /** Those of which only versions count that a record brought there. */
  readonly signed: readonly string[];
  /** Whether newer versions have to be known, too. */
  readonly countsNewer: boolean;
}

/** One platform of an image, by its layers. */
export interface BasedPlatform {
  readonly platform: string;
  readonly diffIds: readonly string[];
}

/** What an image says of its base (image-spec, annotations.md). */
export interface BaseHint {
  readonly name: string;
  readonly digest: string;
}

/** An image of which the base is looked for, while it is read. */
export interface BasedImage {
  readonly platforms: Promise<readonly BasedPlatform[]>;
  readonly hint: Promise<BaseHint | undefined>;
}

/** What is known of bases. */
export interface FoundBases {
  readonly bases: readonly BaseVersion[];
  readonly ledger: LedgerOfBases | undefined;
  /** Why not all denied bases are known; undefined if they are. */
  readonly unknownDenied: string | undefined;
}

/** Times that builders write for "not told" (reproducible-builds.org, and what Jib, ko and bazel set). */
const NO_TIMES: ReadonlySet<number> = new Set([0, 1000].concat(Date.UTC(1980, 0, 1), Date.UTC(1980, 0, 1, 0, 0, 1)));

function createdOf(config: JsonObject): Date | undefined {
  const time = timeProperty(config, 'created');
  return time === undefined || NO_TIMES.has(time.getTime()) ? undefined : time;
}

function parse({ bytes, mediaType }: StoredManifest): Manifest | undefined {
  try {
    return parseManifest(bytes, mediaType);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** One platform of a base, before it is known what people call it. */
type BasePlatform = Omit<BaseVersion, 'version'>;

/** Which base is read: by the digest of its index, or of its only manifest. */
type BaseIdentity = Pick<BaseVersion, 'repository' | 'digest'>;

function platformOf(config: JsonObject): string {
  const parts = ['os', 'architecture', 'variant'].map((key) => stringProperty(config, key) ?? '');
  return parts.filter((part) => part !== '').join('/');
}

/** Reads one platform of a base; undefined if it has no layers, as what is no image. */
async function readPlatform(
  run: EvidenceRun,
  place: Place,
  base: BaseIdentity,
  { manifest, platform }: { readonly manifest: ImageManifest; readonly platform: string | undefined },
): Promise<BasePlatform | undefined> {
  const config: Reading<JsonObject> = await readPlatformConfig(run, place, manifest.config);
  if (config.kind !== 'read') {
    throw new FormatError(`a config of ${base.repository}@${base.digest} cannot be read: ${config.reason}`);
  }
  const diffIds = textList(objectProperty(config.value, 'rootfs') ?? {}, 'diff_ids');
  const chainId = chainIds(diffIds).at(-1);
  if (chainId === undefined) return undefined;
  return {
    ...base,
    platform: platform ?? platformOf(config.value),
    chainId,
    created: createdOf(config.value),
    isSigned: false,
    isThere: true,
  };
}

/** Reads all platforms of a base, once in a run. */
function readPlatforms(
  run: EvidenceRun,
  place: Place,
  repository: string,
  stored: StoredManifest,
): Promise<readonly BasePlatform[]> {
  const base = { repository, digest: stored.digest };
  return run.once(`base ${repository}@${stored.digest}`, async () => {
    const root = parse(stored);
    if (root?.kind === 'manifest') {
      return [await readPlatform(run, place, base, { manifest: root, platform: undefined })].filter(
        (each) => each !== undefined,
      );
    }
    if (root?.kind !== 'index') return [];
    const children = childManifests(root).filter((child) => !isAttestation(child) && child.platform !== undefined);
    const read = await Promise.all(
      children
        .filter(({ platform }) => platform !== 'unknown/unknown')
        .map(async ({ digest, platform }) => {
          const manifest = await run.once(`manifest ${repository}@${digest}`, async () => {
            const found = await run.ask(() => getManifest(place.client, place.repository, digest));
            return found && parse(found);
          });
          if (manifest?.kind !== 'manifest')
            throw new FormatError(`${repository}@${base.digest} lacks its ${platform}`);
          return readPlatform(run, place, base, { manifest, platform });
        }),
    );
    return read.filter((each) => each !== undefined);
  });
}

/** Sorts tags, the newest first: full versions, then other tags backwards. */
function newestFirst(tags: readonly Tag[]): readonly Tag[] {
  const versions = tags.filter((tag) => valid(tag) !== null).toSorted(rcompare);
  const others = tags.filter((tag) => valid(tag) === null).toSorted((left, right) => (left < right ? 1 : -1));
  return [...versions, ...others];
}

/** All versions of a repository, and whether that is all of them. */
interface ListedBases {
  readonly bases: readonly BaseVersion[];
  readonly isWhole: boolean;
}

/** Reads the versions of a base, once in a run: they are the same whatever image stands on them. */
function listBases(run: EvidenceRun, { open }: BaseAccess, repository: string): Promise<ListedBases> {
  return run.once(`bases ${repository}`, async () => {
    const place = await open(repository);
    const all = await run.ask(() => listTags(place.client, place.repository));
    const tags = newestFirst([...all].filter((tag) => !isReservedTag(tag)));
    if (tags.length === 0) throw new FormatError(`${repository} has no tags`);
    const chosen = tags.slice(0, MAX_VERSIONS);
    const stored = await Promise.all(
      chosen.map((tag) => run.ask(() => getManifest(place.client, place.repository, tag))),
    );
    // Of several tags of one digest, the first is its version.
    const versions = new Map<Digest, { readonly version: Tag; readonly stored: StoredManifest }>();
    for (const [index, version] of chosen.entries()) {
      const each = stored[index];
      if (each !== undefined && !versions.has(each.digest)) versions.set(each.digest, { version, stored: each });
    }
    const bases = await Promise.all(
      [...versions.values()].map(async (each) => {
        const platforms = await readPlatforms(run, place, repository, each.stored);
        return platforms.map((platform) => ({ ...platform, version: each.version }));
      }),
    );
    return { bases: bases.flat(), isWhole: chosen.length === tags.length };
  });
}

/** Reads the version that the image itself names, where that is of an allowed base: a hint, which the layers have to bear out. */
async function readHinted(
  run: EvidenceRun,
  { open }: BaseAccess,
  hint: BaseHint | undefined,
  allow: readonly string[],
): Promise<readonly BaseVersion[]> {
  const digest = tryParseDigest(hint?.digest ?? '');
  const [name = '', tag] = (hint?.name ?? '').split('@')[0]?.split(/:(?=[^/]*$)/) ?? [];
  const repository = allow.find((each) => isNamed(each, name));
  if (digest === undefined || repository === undefined) return [];
  return run.once(`hinted base ${repository}@${digest}`, async () => {
    const place = await open(repository);
    const { client } = place;
    const [platforms, tagged] = await Promise.all([
      run
        .ask(() => getManifest(client, place.repository, digest))
        .then((stored) => (stored === undefined ? [] : readPlatforms(run, place, repository, stored))),
      tag !== undefined && isTag(tag) ? run.ask(() => headManifest(client, place.repository, tag)) : undefined,
    ]);
    // Anybody can write a label: the version is believed where the tag is that of the digest.
    const version = tag !== undefined && tagged === digest ? tag : shortDigest(digest);
    return platforms.map((each) => ({ ...each, version }));
  });
}

/** Whether a name in a label is that of a repository. */
function isNamed(repository: string, name: string): boolean {
  try {
    return formatRepository(parseRepository(name)) === repository;
  } catch (error) {
    if (isSealiftError(error)) return false;
    throw error;
  }
}

/** Whether each platform stands on one of some versions. */
function isFound(platforms: readonly BasedPlatform[], bases: readonly BaseVersion[]): boolean {
  return platforms.every(({ platform, diffIds }) => {
    const chains = new Set(chainIds(diffIds));
    return bases.some((base) => base.platform === platform && chains.has(base.chainId));
  });
}

/** Notes which versions a record brought to their repository, of those that an image stands on. */
async function withRecords(
  run: EvidenceRun,
  { open, promotedAt }: BaseAccess,
  platforms: readonly BasedPlatform[],
  { bases, signed }: { readonly bases: readonly BaseVersion[]; readonly signed: readonly string[] },
): Promise<readonly BaseVersion[]> {
  if (signed.length === 0) return bases;
  const chains = new Set(platforms.flatMap(({ diffIds }) => chainIds(diffIds)));
  return Promise.all(
    bases.map(async (base) => {
      const { repository, digest, chainId } = base;
      if (!base.isThere || !signed.includes(repository) || !chains.has(chainId)) return base;
      const time = await run.once(`record of ${repository}@${digest}`, async () =>
        promotedAt(await open(repository), digest),
      );
      return time === undefined ? base : { ...base, isSigned: true, created: time };
    }),
  );
}

/**
 * Finds the bases that an image may stand on: by the ledger without any request, else by what the image says, else by all
 * versions of the repositories.
 *
 * @throws {FormatError} if an allowed base cannot be read; {RegistryError} if its registry does not answer.
 */
export async function readBases(
  run: EvidenceRun,
  access: BaseAccess,
  image: BasedImage,
  query: BaseQuery,
): Promise<FoundBases> {
  const { ledger } = access;
  const known = new Set(ledger?.repositories);
  const [allow, deny] = [query.allow, query.deny].map((each) => each.filter((name) => !known.has(name)));
  const [allowed = [], denied = []] = [allow, deny];
  const isUsed = [...query.allow, ...query.deny].some((name) => known.has(name));
  const listAllowed = async (): Promise<readonly BaseVersion[]> => {
    const hint = query.countsNewer || allowed.length === 0 ? undefined : await image.hint;
    const hinted = await readHinted(run, access, hint, allowed);
    if (hinted.length > 0 && isFound(await image.platforms, hinted)) return hinted;
    const lists = await Promise.all(allowed.map((repository) => listBases(run, access, repository)));
    return [...hinted, ...lists.flatMap(({ bases }) => bases)];
  };
  let unknownDenied: string | undefined;
  const listDenied = async (repository: string): Promise<readonly BaseVersion[]> => {
    try {
      const { bases, isWhole } = await listBases(run, access, repository);
      if (!isWhole) unknownDenied ??= `${repository} has more than ${MAX_VERSIONS} tags`;
      return bases;
    } catch (error) {
      unknownDenied ??= `${repository}: ${explainFailure(error)}`;
      return [];
    }
  };
  const [ofAllowed, ...ofDenied] = await Promise.all([listAllowed(), ...denied.map(listDenied)]);
  const names = new Set([...query.allow, ...query.deny]);
  const fromLedger = (ledger?.bases ?? []).filter(({ repository }) => known.has(repository) && names.has(repository));
  const distinct = new Map(
    [...ofAllowed, ...ofDenied.flat(), ...fromLedger].map((each) => [
      `${each.repository}@${each.digest} ${each.platform}`,
      each,
    ]),
  );
  const bases = await withRecords(run, access, await image.platforms, {
    bases: [...distinct.values()],
    signed: query.signed,
  });
  return { bases, ledger: isUsed ? ledger : undefined, unknownDenied };
}
