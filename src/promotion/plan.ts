import { InputError } from '../errors.ts';
import { type ImageLabels, OCI_LABEL, placeOfLabel } from '../image/labels.ts';
import type { Digest } from '../oci/digest.ts';
import { formatReference } from '../oci/oci-reference.ts';
import { ALLOWED, type Revision, type TagContext } from '../tags/context.ts';
import { needsVersion, VERSION_LABEL, type VersionSources } from '../tags/find-version.ts';
import { dependsOnLabels } from '../tags/label-needs.ts';
import { tryParseRevision } from '../tags/revision.ts';
import { isSameRepository } from '../tags/same-repository.ts';
import { commitsNamedBy, isShaTagOf } from '../tags/sha-tag.ts';
import { quote } from '../util/text-safe-text.ts';
import type { PromotionRequest } from './request.ts';

/** Reads the revision that the input or the image's labels name. */
function readRevision(request: PromotionRequest, labels: ImageLabels): Revision | undefined {
  if (request.revision !== undefined) return { sha: request.revision, origin: 'the input "revision"' };
  const key = `${OCI_LABEL}revision`;
  const sha = tryParseRevision(labels.get(key) ?? '');
  return sha === undefined ? undefined : { sha, origin: `the ${placeOfLabel(labels, key)} ${key}` };
}

/**
 * Finds the revision: the input, else the commit of the event's git tag if the source tag is the SHA tag of it, else the
 * label. The tag counts before the label, because labels are often those of the base image.
 */
function findRevision(context: TagContext, request: PromotionRequest): Pick<TagContext, 'revision' | 'notes'> {
  const { revision, sourceTag } = context;
  const commit = tryParseRevision(request.gitTag?.commit ?? '');
  if (request.revision !== undefined || commit === undefined || sourceTag === undefined) return { revision };
  const { rules, now } = request;
  if (revision?.sha === commit || !isShaTagOf(commit, sourceTag, { rules, scope: { context, now } }))
    return { revision };
  const origin = `the source tag ${quote(sourceTag)}`;
  if (revision === undefined) return { revision: { sha: commit, origin } };
  const note = `The tag of ${formatReference(request.from)} says that it was built from the event's commit, and ${revision.origin} says ${revision.sha}: the tag counts, as labels are often those of the base image`;
  return { revision: { sha: commit, origin }, notes: [note] };
}

/**
 * Refuses an image whose SHA tag and whose label name different commits: a tag such as `sha-860c190` can be that of a
 * branch, and what was built from another commit must not be released as this one. A label that is known to be
 * another repository's, that of the base image, contradicts nothing.
 *
 * @throws {InputError} that names both.
 */
function requireOneRevision(context: TagContext, request: PromotionRequest, labels: ImageLabels): void {
  const { from, repositoryUrl, rules, now } = request;
  const label = tryParseRevision(labels.get(`${OCI_LABEL}revision`) ?? '');
  if (request.revision !== undefined || label === undefined || from.tag === undefined) return;
  const commits = commitsNamedBy(from.tag, { rules, scope: { context, now } });
  const [named] = commits;
  const source = labels.get(`${OCI_LABEL}source`);
  const isOfBase = source !== undefined && repositoryUrl !== undefined && !isSameRepository(source, repositoryUrl);
  if (named === undefined || commits.some((digits) => label.startsWith(digits)) || isOfBase) return;
  throw new InputError(
    `Cannot promote ${formatReference(from)}: its tag says that it was built from the commit ${named}, and its label ${OCI_LABEL}revision says ${label}; promote the image that was built from the commit that you mean, or set the input "revision" if the label is that of the base image`,
  );
}

/** Tells whether the tags of an image can be planned only when its labels are known. */
export function needsLabels({ rules, version, revision, flavor, from }: PromotionRequest): boolean {
  return dependsOnLabels(rules, { input: version, revision, flavor, sourceTag: from.tag });
}

/** Builds what the rules know of an image: nothing of the run that promotes it but the git tag on its own commit. */
export function buildContext(request: PromotionRequest, digest: Digest | undefined, labels: ImageLabels): TagContext {
  const { preRelease, makeLatest, flavor, timeZone, shortShaLength, tagPrefix } = request;
  const revision = readRevision(request, labels);
  const sourceTag = request.from.tag;
  const versions: VersionSources = {
    input: request.version,
    gitTag: needsVersion(request.rules) ? request.gitTag : undefined,
    tagPrefix,
    imageRevision: revision?.sha,
    sourceTag,
    label: labels.get(VERSION_LABEL),
    labelPlace: placeOfLabel(labels, VERSION_LABEL),
    promoted: {
      reference: formatReference(request.from),
      source: labels.get(`${OCI_LABEL}source`),
      repository: request.repositoryUrl,
    },
  };
  const context: TagContext = {
    ...{ versions, revision, sourceTag, preRelease, makeLatest, flavor, timeZone, shortShaLength },
    git: undefined,
    gives: ALLOWED,
    moves: ALLOWED,
    digest,
  };
  requireOneRevision(context, request, labels);
  const { revision: found, notes = [] } = findRevision(context, request);
  return {
    ...context,
    ...{ revision: found, versions: { ...versions, imageRevision: found?.sha } },
    notes: [...(request.notes ?? []), ...notes],
  };
}
