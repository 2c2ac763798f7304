import { markdownText } from './markdown.ts';

/** Names of owners and repositories, as GitHub allows them. */
const NAME = '[A-Za-z0-9_.-]+';

const RUN = new RegExp(`^/(${NAME})/(${NAME})/actions/runs/(\\d+)(?:/attempts/(\\d+))?$`);

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

/** Writes a link. The address was built of parsed parts; the words may be foreign. */
function link(words: string, address: string): string {
  return `[${markdownText(words)}](${address})`;
}

/** A run of GitHub, as its address tells. */
interface RunAddress {
  readonly server: string;
  readonly owner: string;
  readonly repository: string;
  readonly id: string;
  readonly address: string;
}

function parseRun(address: string): RunAddress | undefined {
  const url = originOf(address);
  const [, owner, repository, id, attempt] = RUN.exec(url?.pathname ?? '') ?? [];
  if (url === undefined || owner === undefined || repository === undefined || id === undefined) return undefined;
  const path = `${owner}/${repository}/actions/runs/${id}${attempt === undefined ? '' : `/attempts/${attempt}`}`;
  return { server: url.origin, owner, repository, id, address: `${url.origin}/${path}` };
}

/**
 * Links a run by its address, `https://github.com/acme/shop/actions/runs/1658821493/attempts/1`; else names it.
 *
 * Records of others name their own runs: a link leads only to the GitHub of this run, whose address is `own`.
 */
export function linkRun(address: string, own: string | null): string {
  const [run, home] = [parseRun(address), own === null ? undefined : parseRun(own)];
  return run === undefined || run.server !== home?.server ? markdownText(address) : link(`run ${run.id}`, run.address);
}

/** Links somebody on the GitHub of this run, whose address is `own`; else names them. */
export function linkLogin(login: string, own: string | null): string {
  const home = own === null ? undefined : parseRun(own);
  if (home === undefined || !LOGIN.test(login)) return markdownText(login, 50);
  return link(login, `${home.server}/${login.endsWith('[bot]') ? `apps/${login.slice(0, -5)}` : login}`);
}

/**
 * Finds a repository that a label names, if it is on the GitHub that ran this run.
 *
 * Whoever builds an image writes its labels: a link that they choose would lead to their own page, under our words.
 */
function repositoryOf(source: string | undefined, own: string | null): string | undefined {
  const [url, parsed] = [originOf(source ?? ''), own === null ? undefined : parseRun(own)];
  const [, owner, name] = REPOSITORY.exec(url?.pathname ?? '') ?? [];
  if (url?.origin !== parsed?.server || parsed === undefined || owner === undefined || name === undefined)
    return undefined;
  return `${parsed.server}/${owner}/${name}`;
}

/** Links the commit that an image was built from, by its labels; undefined if they do not lead anywhere safe. */
export function linkCommit(
  source: string | undefined,
  revision: string | undefined,
  own: string | null,
): string | undefined {
  const repository = repositoryOf(source, own);
  if (repository === undefined || revision === undefined || !REVISION.test(revision)) return undefined;
  return link(revision.slice(0, 7), `${repository}/commit/${revision}`);
}

/** Links what changed between two commits of one repository; undefined if the labels do not lead anywhere safe. */
export function linkComparison(
  source: string | undefined,
  [before, after]: readonly [string | undefined, string | undefined],
  own: string | null,
): string | undefined {
  const repository = repositoryOf(source, own);
  const isKnown = [before, after].every((revision) => revision !== undefined && REVISION.test(revision));
  if (repository === undefined || !isKnown || before === undefined || after === undefined || before === after) {
    return undefined;
  }
  const words = `${before.slice(0, 7)}…${after.slice(0, 7)}`;
  return link(words, `${repository}/compare/${before}...${after}`);
}

/** Links the package of a repository on ghcr.io, as the page of the run's repository shows it; undefined elsewhere. */
export function linkPackage(repository: string, own: string | null): string | undefined {
  const parsed = own === null ? undefined : parseRun(own);
  const [, owner, name] = PACKAGE.exec(repository) ?? [];
  if (parsed?.server !== 'https://github.com' || name === undefined || owner === undefined) return undefined;
  if (owner.toLowerCase() !== parsed.owner.toLowerCase()) return undefined;
  return link(
    'package',
    `${parsed.server}/${parsed.owner}/${parsed.repository}/pkgs/container/${encodeURIComponent(name)}`,
  );
}
