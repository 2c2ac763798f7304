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

function parseRun(address: string | null) {
  const url = originOf(address ?? '');
  const [path, owner, repository, id] = RUN.exec(url?.pathname ?? '') ?? [];
  if (url === undefined || path === undefined || owner === undefined || repository === undefined) return undefined;
  return { server: url.origin, owner, repository, id, address: `${url.origin}${path}` };
}

/**
 * Links a run on GitHub, such as `https://github.com/acme/shop/actions/runs/1658821493/attempts/1`; else names it.
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
 * Finds a repository that a label names on the GitHub of this run: anyone who builds an image writes its labels, and
 * could make our words link to their own page.
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

/** Links the commit of an image; undefined if its labels do not lead anywhere safe. */
export function linkCommit(
  source: string | undefined,
  revision: string | undefined,
  own: string | null,
): string | undefined {
  const repository = repositoryOf(source, own);
  if (repository === undefined || !isRevision(revision)) return undefined;
  return link(revision.slice(0, 7), `${repository}/commit/${revision}`);
}

/** A comparison of two commits of one repository on the GitHub of this run. */
export interface Comparison {
  readonly owner: string;
  readonly repo: string;
  readonly before: string;
  readonly after: string;
  /** Its page. */
  readonly address: string;
}

/** What an image says of the commit that it was built from. */
export interface BuiltFrom {
  readonly source: string | undefined;
  readonly revision: string | undefined;
}

/** Finds the comparison of two images; undefined if they are not of one repository, or its page is not on this GitHub. */
export function compareBuilds(before: BuiltFrom, after: BuiltFrom, own: string | null): Comparison | undefined {
  const [home, other] = [repositoryOf(after.source, own), repositoryOf(before.source, own)];
  if (home === undefined || home.toLowerCase() !== other?.toLowerCase()) return undefined;
  if (!isRevision(before.revision) || !isRevision(after.revision) || before.revision === after.revision)
    return undefined;
  const [owner = '', repo = ''] = home.split('/').slice(-2);
  const ends = { before: before.revision, after: after.revision };
  return { owner, repo, ...ends, address: `${home}/compare/${ends.before}...${ends.after}` };
}

/** Links a comparison with words of our own. */
export function linkComparison({ before, after, address }: Comparison, words?: string): string {
  return link(words ?? `${before.slice(0, 7)}…${after.slice(0, 7)}`, address);
}

/** Links a package on ghcr.io, as the page of the run's repository shows it; undefined elsewhere. */
export function linkPackage(repository: string, own: string | null): string | undefined {
  const home = parseRun(own);
  const [, owner, name] = PACKAGE.exec(repository) ?? [];
  if (home?.server !== 'https://github.com' || name === undefined) return undefined;
  if (owner?.toLowerCase() !== home.owner.toLowerCase()) return undefined;
  return link('package', `${home.server}/${home.owner}/${home.repository}/pkgs/container/${encodeURIComponent(name)}`);
}

/** Links the page of a signature in a transparency log; its address is our own. */
export function linkLogEntry(address: string): string {
  return link('log entry', address);
}
