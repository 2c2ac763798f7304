import { InputError } from '../errors.ts';
import { type ImageLabels, OCI_LABEL, placeOfLabel } from '../image/labels.ts';
import type { Digest } from '../oci/digest.ts';
import { formatReference, type Reference } from '../oci/reference.ts';
import { ALLOWED, type Revision, type TagContext, tryParseRevision } from '../tags/context.ts';
import { VERSION_LABEL, type VersionSources } from '../tags/find-version.ts';
import { dependsOnLabels, needsVersion } from '../tags/rule-needs.ts';
import { isSameRepository } from '../tags/same-repository.ts';
import { commitsNamedBy, isShaTagOf } from '../tags/sha-tag.ts';
import { quote } from '../util/safe-text.ts';
import type { TagPolicy } from './request.ts';

/** An image by its name, and what decides its tags in one destination. */
interface TaggedSource {
  readonly from: Reference;
  readonly tagPolicy: TagPolicy;
}

/** Reads the revision that the input or the image's labels name. */
function readRevision({ revision }: TagPolicy, labels: ImageLabels): Revision | undefined {
  if (revision !== undefined) return { sha: revision, origin: 'the input "revision"' };
  const key = `${OCI_LABEL}revision`;
  const sha = tryParseRevision(labels.get(key) ?? '');
  return sha === undefined ? undefined : { sha, origin: `the ${placeOfLabel(labels, key)} ${key}` };
}

/**
 * Finds the revision: the input, else the commit of the event's git tag if the source tag is the SHA tag of it, else the
 * label. The tag counts before the label, because labels are often those of the base image.
 */
function findRevision(context: TagContext, { from, tagPolicy }: TaggedSource): Pick<TagContext, 'revision' | 'notes'> {
  const { revision, sourceTag } = context;
  const { rules, now } = tagPolicy;
  const commit = tryParseRevision(tagPolicy.event.gitTag?.commit ?? '');
  if (tagPolicy.revision !== undefined || commit === undefined || sourceTag === undefined) return { revision };
  if (revision?.sha === commit || !isShaTagOf(commit, sourceTag, { rules, scope: { context, now } }))
    return { revision };
  const origin = `the source tag ${quote(sourceTag)}`;
  if (revision === undefined) return { revision: { sha: commit, origin } };
  const note = `The tag of ${formatReference(from)} says that it was built from the event's commit, and ${revision.origin} says ${revision.sha}: the tag counts, as labels are often those of the base image`;
  return { revision: { sha: commit, origin }, notes: [note] };
}

/**
 * Refuses an image whose SHA tag and whose label name different commits: a tag such as `sha-860c190` can be that of a
 * branch, and what was built from another commit must not be released as this one. A label that is known to be
 * another repository's, that of the base image, contradicts nothing.
 *
 * @throws {InputError} that names both.
 */
function requireOneRevision(context: TagContext, { from, tagPolicy }: TaggedSource, labels: ImageLabels): void {
  const { rules, now } = tagPolicy;
  const { repositoryUrl } = tagPolicy.event;
  const label = tryParseRevision(labels.get(`${OCI_LABEL}revision`) ?? '');
  if (tagPolicy.revision !== undefined || label === undefined || from.tag === undefined) return;
  const commits = commitsNamedBy(from.tag, { rules, scope: { context, now } });
  const [named] = commits;
  const source = labels.get(`${OCI_LABEL}source`);
  const isOfBase = source !== undefined && repositoryUrl !== undefined && !isSameRepository(source, repositoryUrl);
  if (named === undefined || commits.some((digits) => label.startsWith(digits)) || isOfBase) return;
  throw new InputError(
    `Cannot promote ${formatReference(from)}: its tag says that it was built from the commit ${named}, and its label ${OCI_LABEL}revision says ${label}; promote the image that was built from the commit that you mean, or set the input "revision" if the label is that of the base image`,
  );
}

/** Whether the tags of an image can be planned only when its labels are known. */
export function needsLabels({ from, tagPolicy }: TaggedSource): boolean {
  const { rules, version, revision, naming } = tagPolicy;
  return dependsOnLabels(rules, { input: version, revision, flavor: naming.flavor, sourceTag: from.tag });
}

/** Builds what the rules know of an image: nothing of the run that promotes it but the git tag on its own commit. */
export function buildContext(source: TaggedSource, digest: Digest | undefined, labels: ImageLabels): TagContext {
  const { from, tagPolicy } = source;
  const { gitTag, repositoryUrl, preRelease, makeLatest, notes: eventNotes = [] } = tagPolicy.event;
  const { tagPrefix, ...naming } = tagPolicy.naming;
  const revision = readRevision(tagPolicy, labels);
  const sourceTag = from.tag;
  const versions: VersionSources = {
    input: tagPolicy.version,
    gitTag: needsVersion(tagPolicy.rules) ? gitTag : undefined,
    tagPrefix,
    imageRevision: revision?.sha,
    sourceTag,
    label: labels.get(VERSION_LABEL),
    labelPlace: placeOfLabel(labels, VERSION_LABEL),
    promoted: {
      reference: formatReference(from),
      source: labels.get(`${OCI_LABEL}source`),
      repository: repositoryUrl,
    },
  };
  const context: TagContext = {
    ...{ versions, revision, sourceTag, preRelease, makeLatest, ...naming },
    git: undefined,
    gives: ALLOWED,
    moves: ALLOWED,
    digest,
  };
  requireOneRevision(context, source, labels);
  const { revision: found, notes = [] } = findRevision(context, source);
  return {
    ...context,
    ...{ revision: found, versions: { ...versions, imageRevision: found?.sha } },
    notes: [...eventNotes, ...notes],
  };
}
