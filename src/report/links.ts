import { markdownText } from './markdown.ts';

/** Names of owners and repositories, as GitHub allows them. */
const NAME = '[A-Za-z0-9_.-]+';

const RUN = new RegExp(`^/(${NAME})/(${NAME})/actions/runs/(\\d+)(?:/attempts/\\d+)?$`);

const REPOSITORY = new RegExp(`^/(${NAME})/(${NAME}?)(?:\\.git)?/?$`);

const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\[bot\])?$/;

const REVISION = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

const PACKAGE = new RegExp(`^ghcr\\.io/(${NAME})/((?:${NAME}/)*${NAME})$`);

/** Returns the origin of an address that a link may lead to: HTTPS on a plain host name. */
function originOf(address: string): URL | undefined {
  const url = URL.parse(address);
  const isPlain = url?.protocol === 'https:' && url.username === '' && url.password === '';
  return url !== null && isPlain && /^[a-z0-9.-]+$/.test(url.hostname) ? url : undefined;
}

/** Writes a link. The address was built from parsed parts; the words may be foreign. */
function link(words: string, address: string): string {
  return `[${markdownText(words)}](${address})`;
}

/** Reads the address of a run on GitHub. */
function parseRun(address: string | null) {
  const url = originOf(address ?? '');
  const [path, owner, repository, id] = RUN.exec(url?.pathname ?? '') ?? [];
  if (url === undefined || path === undefined || owner === undefined || repository === undefined) return undefined;
  return { server: url.origin, owner, repository, id, address: `${url.origin}${path}` };
}

/**
 * Links a run by its address, `https://github.com/acme/shop/actions/runs/1658821493/attempts/1`; else names it.
 *
 * Records of others name their own runs: a link leads only to the GitHub of this run, whose address is `own`.
 */
export function linkRun(address: string, own: string | null): string {
  const run = parseRun(address);
  return run === undefined || run.server !== parseRun(own)?.server
    ? markdownText(address)
    : link(`run ${run.id}`, run.address);
}

/** Links a login on the GitHub of this run, whose address is `own`; else names it. */
export function linkLogin(login: string, own: string | null): string {
  const home = parseRun(own);
  if (home === undefined || !LOGIN.test(login)) return markdownText(login, 50);
  return link(login, `${home.server}/${login.endsWith('[bot]') ? `apps/${login.slice(0, -5)}` : login}`);
}

/**
 * Finds a repository that a label names, if it is on the GitHub that ran this run.
 *
 * Anyone who builds an image writes its labels, and could make our words link to their own page.
 */
function repositoryOf(source: string | undefined, own: string | null): string | undefined {
  const url = originOf(source ?? '');
  const [, owner, name] = REPOSITORY.exec(url?.pathname ?? '') ?? [];
  const isHere = url !== undefined && name !== undefined && url.origin === parseRun(own)?.server;
  return isHere ? `${url.origin}/${owner}/${name}` : undefined;
}

function isRevision(text: string | undefined): text is string {
  return text !== undefined && REVISION.test(text);
}

/** Links the commit that an image was built from, by its labels; undefined if they do not lead anywhere safe. */
export function linkCommit(
  source: string | undefined,
  revision: string | undefined,
  own: string | null,
): string | undefined {
  const repository = repositoryOf(source, own);
  if (repository === undefined || !isRevision(revision)) return undefined;
  return link(revision.slice(0, 7), `${repository}/commit/${revision}`);
}

/** Links what changed between two commits of one repository; undefined if the labels do not lead anywhere safe. */
export function linkComparison(
  source: string | undefined,
  [before, after]: readonly [string | undefined, string | undefined],
  own: string | null,
): string | undefined {
  const repository = repositoryOf(source, own);
  if (repository === undefined || !isRevision(before) || !isRevision(after) || before === after) return undefined;
  return link(`${before.slice(0, 7)}…${after.slice(0, 7)}`, `${repository}/compare/${before}...${after}`);
}

/** Links the package of a repository on ghcr.io, as the page of the run's repository shows it; undefined elsewhere. */
export function linkPackage(repository: string, own: string | null): string | undefined {
  const home = parseRun(own);
  const [, owner, name] = PACKAGE.exec(repository) ?? [];
  if (home?.server !== 'https://github.com' || name === undefined) return undefined;
  if (owner?.toLowerCase() !== home.owner.toLowerCase()) return undefined;
  return link('package', `${home.server}/${home.owner}/${home.repository}/pkgs/container/${encodeURIComponent(name)}`);
}
