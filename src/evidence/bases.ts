import type { LedgerRepository } from '../attestation/predicates/bases.ts';
import { isSealiftError } from '../errors.ts';
import { type Digest, shortDigest, tryParseDigest } from '../oci/digest.ts';
import { formatRepository, isTag, parseRepository } from '../oci/reference.ts';
import { getManifest, headManifest } from '../registry/manifests.ts';
import type { Place } from './configs.ts';
import { type BaseVersion, chainIds } from './formats/base-version.ts';
import type { EvidenceReference } from './formats/evidence.ts';
import { listBases, MAX_VERSIONS, readVersion, toBaseVersions } from './list-bases.ts';
import { type EvidenceRun, explainFailure } from './run.ts';

/** The ledger of bases, which `command: outdated` writes, as it was found. */
export interface LedgerOfBases {
  readonly reference: EvidenceReference;
  readonly isSigned: boolean;
  readonly time: Date;
  readonly repositories: readonly LedgerRepository[];
}

/** How bases are read. */
export interface BaseAccess {
  /** Opens the repository of a base, with its credentials. */
  readonly open: (repository: string) => Promise<Place>;
  /**
   * Reads the ledger; undefined if the pipeline file names none. Called only if a gate asks for bases.
   *
   * @throws {PolicyError} if it is not there, or does not count.
   */
  readonly ledger: () => Promise<LedgerOfBases | undefined>;
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
    const unnamed = shortDigest(digest);
    const [read, tagged] = await Promise.all([
      run
        .ask(() => getManifest(client, place.repository, digest))
        .then((stored) => stored && readVersion(run, place, repository, { version: unnamed, stored })),
      tag !== undefined && isTag(tag) ? run.ask(() => headManifest(client, place.repository, tag)) : undefined,
    ]);
    if (read === undefined) return [];
    // Anybody can write a label: the version is believed where the tag is that of the digest.
    const version = tag !== undefined && tagged === digest ? tag : unnamed;
    return toBaseVersions({ name: repository, versions: [{ ...read, version }] });
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

/** Lists what the ledger has of some repositories; what it says of records counts only if it is signed. */
function fromLedger(
  { isSigned, repositories }: Pick<LedgerOfBases, 'isSigned' | 'repositories'>,
  names: ReadonlySet<string>,
): readonly BaseVersion[] {
  return repositories
    .filter(({ name }) => names.has(name))
    .flatMap(toBaseVersions)
    .map((base) => (isSigned ? base : { ...base, isSigned: false }));
}

/**
 * Finds the bases that an image may stand on: by the ledger without any request, else by what the image says, else by all
 * versions of the repositories. An image on none that the ledger has may stand on a newer one, which is looked for.
 *
 * @throws {FormatError} if an allowed base cannot be read; {RegistryError} if its registry does not answer.
 */
export async function readBases(
  run: EvidenceRun,
  access: BaseAccess,
  image: BasedImage,
  query: BaseQuery,
): Promise<FoundBases> {
  const ledger = await access.ledger();
  const known = new Map(
    (ledger?.repositories ?? []).filter(({ isWhole }) => isWhole).map((each) => [each.name, each] as const),
  );
  const names = new Set([...query.allow, ...query.deny].filter((name) => known.has(name)));
  const noted = ledger === undefined ? [] : fromLedger(ledger, names);
  const listAllowed = async (): Promise<readonly BaseVersion[]> => {
    const unknown = query.allow.filter((name) => !known.has(name));
    const hint = query.countsNewer || unknown.length === 0 ? undefined : await image.hint;
    const hinted = await readHinted(run, access, hint, unknown);
    if (hinted.length > 0 && isFound(await image.platforms, hinted)) return hinted;
    const isNoted = names.size > 0 && isFound(await image.platforms, noted);
    const asked = isNoted ? unknown : query.allow;
    const lists = await Promise.all(
      asked.map((name) => listBases(run, access.open, name, { known: isNoted ? undefined : known.get(name) })),
    );
    return [...hinted, ...lists.flatMap(toBaseVersions)];
  };
  let unknownDenied: string | undefined;
  const listDenied = async (name: string): Promise<readonly BaseVersion[]> => {
    try {
      const list = await listBases(run, access.open, name);
      if (!list.isWhole) unknownDenied ??= `${name} has more than ${MAX_VERSIONS} tags`;
      return toBaseVersions(list);
    } catch (error) {
      unknownDenied ??= `${name}: ${explainFailure(error)}`;
      return [];
    }
  };
  const denied = query.deny.filter((name) => !known.has(name));
  const [ofAllowed, ...ofDenied] = await Promise.all([listAllowed(), ...denied.map(listDenied)]);
  const isTrusted = ledger?.isSigned === true;
  const toKey = ({ repository, digest, platform }: BaseVersion) => `${repository}@${digest} ${platform}`;
  const trusted = new Map(isTrusted ? noted.map((each) => [toKey(each), each]) : []);
  const others = new Map(
    [...(isTrusted ? [] : noted), ...ofAllowed, ...ofDenied.flat()].map((each) => [toKey(each), each]),
  );
  const rest = [...others].filter(([key]) => !trusted.has(key)).map(([, each]) => each);
  const proven = await withRecords(run, access, await image.platforms, { bases: rest, signed: query.signed });
  return { bases: [...trusted.values(), ...proven], ledger: names.size > 0 ? ledger : undefined, unknownDenied };
}
