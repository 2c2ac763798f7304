import { tryParseVersion, type Version } from '../tags/version.ts';
import { type GitTagSource, listGitTags } from './tags.ts';

/**
 * Lists the versions that the repository's git tags name: `existing-tags: git`.
 *
 * @param prefix what git tags of this image begin with, literally.
 * @throws {InputError} where the tags cannot be known.
 */
export async function listGitVersions(prefix: string, source: GitTagSource): Promise<readonly Version[]> {
  const names = await listGitTags(prefix, source);
  return names.flatMap((name) => tryParseVersion(name.slice(prefix.length)) ?? []);
}
