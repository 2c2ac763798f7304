import type { ImageLabels } from '../provenance/image-labels.ts';
import { OCI_LABEL } from '../provenance/image-labels.ts';
import { tryParseRevision } from '../tags/revision.ts';
import { ALLOWED, type Revision, type TagContext } from '../tags/tag-context.ts';
import { needsVersion, notesOnVersion, type VersionSources } from '../tags/versions/find-version.ts';
import type { Graph } from './graph/graph.ts';
import type { PromotionRequest } from './promotion-request.ts';

function findRevision(request: PromotionRequest, labels: ImageLabels): Revision | undefined {
  if (request.revision !== undefined) return { sha: request.revision, origin: 'the input "revision"' };
  const key = `${OCI_LABEL}revision`;
  const sha = tryParseRevision(labels.get(key) ?? '');
  return sha === undefined ? undefined : { sha, origin: `the label ${key}` };
}

/** Builds what the rules know of an image: nothing of the run that promotes it but the git tag on its own commit. */
export function buildContext(request: PromotionRequest, graph: Graph, labels: ImageLabels): TagContext {
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
    digest: graph.root,
    notes: needsVersion(request.rules) ? notesOnVersion(versions) : [],
  };
}
