import type { Digest } from '../oci/digest.ts';
import type { ImageLabels } from '../provenance/image-labels.ts';
import { OCI_LABEL } from '../provenance/image-labels.ts';
import { dependsOnLabels } from '../tags/label-needs.ts';
import { tryParseRevision } from '../tags/revision.ts';
import { ALLOWED, type Revision, type TagContext } from '../tags/tag-context.ts';
import { needsVersion, notesOnVersion, type VersionSources } from '../tags/versions/find-version.ts';
import type { PromotionRequest } from './promotion-request.ts';

function findRevision(request: PromotionRequest, labels: ImageLabels): Revision | undefined {
  if (request.revision !== undefined) return { sha: request.revision, origin: 'the input "revision"' };
  const key = `${OCI_LABEL}revision`;
  const sha = tryParseRevision(labels.get(key) ?? '');
  return sha === undefined ? undefined : { sha, origin: `the label ${key}` };
}

/** Tells whether the tags of an image can be planned only when its labels are known. */
export function needsLabels({ rules, version, revision, gitTag, from }: PromotionRequest): boolean {
  return dependsOnLabels(rules, { input: version, revision, gitTag, sourceTag: from.tag });
}

/** Builds what the rules know of an image: nothing of the run that promotes it but the git tag on its own commit. */
export function buildContext(request: PromotionRequest, digest: Digest | undefined, labels: ImageLabels): TagContext {
  const { preRelease, makeLatest, flavor, timeZone, shortShaLength, tagPrefix } = request;
  const revision = findRevision(request, labels);
  const sourceTag = request.from.tag;
  const versions: VersionSources = {
    input: request.version,
    gitTag: needsVersion(request.rules) ? request.gitTag : undefined,
    tagPrefix,
    imageRevision: revision?.sha,
    sourceTag,
    label: labels.get(`${OCI_LABEL}version`),
  };
  return {
    ...{ versions, revision, sourceTag, preRelease, makeLatest, flavor, timeZone, shortShaLength },
    git: undefined,
    gives: ALLOWED,
    moves: ALLOWED,
    digest,
    notes: needsVersion(request.rules) ? notesOnVersion(versions) : [],
  };
}
