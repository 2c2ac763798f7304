/** Ways to write the address of a repository that stand for its page. */
const ADDRESS =
  /^(?:(?:git\+)?(?:https?|ssh|git):\/\/)?(?:[^@/]+@)?([^/:]+)(?::\d+)?[/:](.+?)(?:\.git)?\/*(?:[?#].*)?$/i;

function normalize(address: string): string | undefined {
  const [, host, path] = ADDRESS.exec(address.trim()) ?? [];
  // GitHub's names of owners and repositories are the same in any case.
  return host === undefined || path === undefined ? undefined : `${host}/${path}`.toLowerCase();
}

/** Whether a label `org.opencontainers.image.source`, such as `git@HOST:acme/shop.git`, is the repository of a page. */
export function isSameRepository(source: string | undefined, page: string): boolean {
  const [left, right] = [normalize(source ?? ''), normalize(page)];
  return left !== undefined && left === right;
}
