/** Ways to write the address of a repository that stand for its page. */
const ADDRESS =
  /^(?:(?:git\+)?(?:https?|ssh|git):\/\/)?(?:[^@/]+@)?([^/:]+)(?::\d+)?[/:](.+?)(?:\.git)?\/*(?:[?#].*)?$/i;

function normalize(address: string): string | undefined {
  const [, host, path] = ADDRESS.exec(address.trim()) ?? [];
  // GitHub's names of owners and repositories are the same in any case.
  return host === undefined || path === undefined ? undefined : `${host}/${path}`.toLowerCase();
}

/**
 * Whether an image's label `org.opencontainers.image.source` is a repository, given by its page.
 *
 * @example isSameRepository('git@github.com:acme/shop.git', 'https://github.com/acme/shop') // true
 */
export function isSameRepository(source: string | undefined, page: string): boolean {
  const [left, right] = [normalize(source ?? ''), normalize(page)];
  return left !== undefined && left === right;
}
