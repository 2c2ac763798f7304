import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';

/**
 * Tells whether a file lies in the checked-out workspace, where whoever writes to the repository, or a pull request to
 * it, decides what is in it. Symbolic links are followed.
 *
 * @param workspace GITHUB_WORKSPACE; outside of GitHub there is none.
 * @returns false where there is no such file.
 */
export async function liesInWorkspace(path: string, workspace: string | undefined): Promise<boolean> {
  if (!workspace) return false;
  try {
    const way = relative(await realpath(workspace), await realpath(path));
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  } catch {
    return false;
  }
}
