import { RegistryError } from '../errors.ts';
import type { RecordedPlacing } from '../history/placings.ts';
import { beginWalk, stepBack } from '../history/stack.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import { expandTemplate } from '../pipeline/pipeline.ts';
import type { Fault } from '../policy/requirements.ts';
import { getManifest, headManifest, type StoredManifest } from '../registry/manifests.ts';
import { listTags } from '../registry/tag-list.ts';
import { tryParseVersionTag } from '../tags/version.ts';
import { formatList } from '../util/format.ts';
import { RollbackPlace } from './place.ts';
import { findNewest, refuse } from './refusal.ts';
import type { ImageWish, RollbackRequest } from './request.ts';
import type { RunningImage } from './target.ts';

/** A repository of the environment, and what it runs. */
export interface RollbackSite extends RunningImage {
  readonly place: RollbackPlace;
  readonly names: ReadonlySet<string>;
  /** What the marker holds. */
  readonly running: StoredManifest;
  /** What the image's line names here; undefined if it names none. */
  readonly named: Digest | undefined;
}

/** A repository that did not answer, and why, as a sentence. */
export interface UnreachableSite {
  readonly uri: string;
  readonly reason: string;
}

/** Lists how placements are shown to choose from: a reference to copy, its tags, and when it came. */
export async function newestLines(
  { place, names }: Pick<RollbackSite, 'place' | 'names'>,
  name: string,
  known: { readonly now: Digest | undefined; readonly marker: string },
): Promise<readonly string[]> {
  const newest = await findNewest(place, names, known);
  return newest.map(({ digest, tags, time, by }) => {
    const who = by === undefined ? '' : ` by ${by}`;
    const called = tags.length === 0 ? '' : ` (${tags.slice(0, 4).join(', ')})`;
    return `${name}@${digest}${called}, there since ${time.toISOString().slice(0, 16).replace('T', ' ')} UTC${who}`;
  });
}

async function readNamed(place: RollbackPlace, { tag, digest }: ImageWish): Promise<Digest | undefined> {
  if (digest !== undefined) return digest;
  return tag === undefined ? undefined : headManifest(place.client, place.repository, tag);
}

/** More images of the file are only counted. */
const MOST_NAMES = 5;

/** Says that the pipeline file does not list an image, which is then most likely misspelt; undefined if it may be right. */
function explainUnlisted({ pipeline, environment }: RollbackRequest, { name }: ImageWish): Fault | undefined {
  const { images } = pipeline;
  const [example = 'shop/app'] = images;
  if (tryParseVersionTag(name) !== undefined) {
    return {
      reason: `${environment.name} has no image ${name}, which looks like a version`,
      remedy: `write the image before it, such as ${example}:${name}`,
    };
  }
  if (images.length === 0 || images.includes(name)) return undefined;
  const more = images.length > MOST_NAMES ? [`${images.length - MOST_NAMES} more`] : [];
  return {
    reason: `${environment.name} has no image ${name}`,
    remedy: `write one of the images of the pipeline file: ${formatList([...images.slice(0, MOST_NAMES), ...more])}`,
  };
}

async function readSite(request: RollbackRequest, wish: ImageWish, place: RollbackPlace): Promise<RollbackSite> {
  const { marker, environment } = request;
  const { client, repository } = place;
  const [running, names, named] = await Promise.all([
    getManifest(client, repository, marker),
    listTags(client, repository),
    readNamed(place, wish),
  ]);
  if (names.size === 0) {
    const reason = `${place.uri} has no images`;
    throw refuse(request, wish, explainUnlisted(request, wish) ?? { reason, remedy: 'check the name of the image' });
  }
  if (running === undefined) {
    const unlisted = explainUnlisted(request, wish);
    if (unlisted !== undefined) throw refuse(request, wish, unlisted);
    const lines = await newestLines({ place, names }, wish.name, { now: undefined, marker });
    const reason = `${place.uri} has no tag "${marker}", which would say what runs`;
    const remedy = `name the moving tag in the input "tag", or give ${environment.name} a "tag" in the pipeline file`;
    throw refuse(request, wish, { reason, remedy, lines });
  }
  if (wish.tag !== undefined && wish.digest === undefined && named === undefined) {
    const lines = await newestLines({ place, names }, wish.name, { now: running.digest, marker });
    const reason = `${place.uri} has no tag "${wish.tag}"`;
    throw refuse(request, wish, { reason, remedy: 'name an image that was there', lines });
  }
  const { placings } = await place.provenOf(running.digest);
  const { path } = stepBack<RecordedPlacing>(beginWalk(running.digest), placings);
  return { place, names, running, named, uri: place.uri, now: running.digest, latest: path[0] };
}

/** Answers that say that a registry is not there; any other is no reason to go on without it. */
function isUnreachable(error: unknown): error is RegistryError {
  return (
    error instanceof RegistryError && ['unreachable', 'timeout', 'server-error', 'rate-limited'].includes(error.code)
  );
}

/**
 * Reads what the repositories of an environment run of an image.
 *
 * @throws {RegistryError} of the first that does not answer, unless the rollback may be partial and another one does.
 */
export async function readSites(
  request: RollbackRequest,
  wish: ImageWish,
): Promise<{ readonly sites: readonly RollbackSite[]; readonly unreachable: readonly UnreachableSite[] }> {
  const { environment, allowPartial } = request;
  const repositories = environment.repositories.map((template) => expandTemplate(template, wish.name));
  const read = await Promise.all(
    repositories.map(async (repository) => {
      try {
        const client = await request.clientOf(repository);
        return await readSite(request, wish, new RollbackPlace(request, wish.name, { repository, client }));
      } catch (error) {
        if (!allowPartial || !isUnreachable(error)) throw error;
        return { error, unreachable: { uri: formatRepository(repository), reason: error.message } };
      }
    }),
  );
  const sites = read.flatMap((each) => ('place' in each ? [each] : []));
  const failed = read.flatMap((each) => ('error' in each ? [each] : []));
  if (sites.length === 0 && failed[0] !== undefined) throw failed[0].error;
  return { sites, unreachable: failed.map(({ unreachable }) => unreachable) };
}

/**
 * Whether an image was never in the environment: none of its repositories has a tag, or, where the file names the tag that
 * marks what runs, that one. What cannot be read may be there.
 */
export async function isAbsent({ environment, marker, clientOf }: RollbackRequest, name: string): Promise<boolean> {
  const repositories = environment.repositories.map((template) => expandTemplate(template, name));
  try {
    const absent = await Promise.all(
      repositories.map(async (repository) => {
        const names: ReadonlySet<string> = await listTags(await clientOf(repository), repository);
        return names.size === 0 || (environment.tag === marker && !names.has(marker));
      }),
    );
    return absent.every(Boolean);
  } catch (error) {
    if (error instanceof RegistryError) return false;
    throw error;
  }
}
