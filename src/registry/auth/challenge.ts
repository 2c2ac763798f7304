import { formatRepository, type Repository } from '../../oci/reference.ts';

/** A challenge in `WWW-Authenticate` (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** Lower case, such as `bearer` or `basic`. */
  readonly scheme: string;
  /** By lower-case name. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** The longest header that is read: a cut one could end in half a secret. */
const MAX_LENGTH = 8192;

const SPACE = /[\s,]*/y;

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;

const EQUALS = /\s*=\s*/y;

const BROKEN = /[^\s,"][^\s,]*/y;

const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

/**
 * Parses the challenges of a `WWW-Authenticate` header; what is malformed is skipped.
 *
 * Several may share one header, and quoted values may hold commas (Codeberg, `scope="repository:a:pull,push"`).
 *
 * @example parseChallenges('Bearer realm="https://auth.example.com/token",service="registry"')
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const text = header.length > MAX_LENGTH ? '' : header;
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let position = 0;

  /** Matches where the last match ended, so that reading takes linear time. */
  function take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match !== null) position = pattern.lastIndex;
    return match;
  }

  /** Takes a value without quotes; one that is not a token, such as an address, is skipped as a whole. */
  function takeWord(): string | undefined {
    const token = take(TOKEN)?.[0];
    return take(BROKEN) === null ? token : undefined;
  }

  while (position < text.length) {
    take(SPACE);
    const word = take(TOKEN)?.[0];
    if (word === undefined) {
      position++;
      continue;
    }
    if (take(EQUALS) === null) {
      challenges.push({ scheme: word.toLowerCase(), parameters: new Map() });
      continue;
    }
    const quoted = take(QUOTED)?.[1];
    const value = quoted === undefined ? takeWord() : quoted.replace(/\\(.)/g, '$1');
    if (value !== undefined) challenges.at(-1)?.parameters.set(word.toLowerCase(), value);
  }
  return challenges;
}

/** A resource and the actions upon it (distribution, "Token Scope Documentation"). */
const SCOPE = /^([a-z]+(?:\([a-z]+\))?:[^\s"]+):([a-z,]+)$/;

/**
 * Lists the token scopes of a run at one registry, each repository once and what is pushed to first
 * (ggcr: "a few registries just look at the first scope").
 *
 * @example formatScopes({ push: [p], pull: [d] }) // ['repository:p/app:pull,push', 'repository:d/app:pull']
 */
export function formatScopes(access: {
  readonly push: readonly Repository[];
  readonly pull: readonly Repository[];
  /** Those pushed to in which manifests are deleted too. */
  readonly delete?: readonly Repository[];
}): readonly string[] {
  const deleted = new Set(access.delete?.map(formatRepository));
  const pushed = new Set(access.push.map(formatRepository));
  const pulled = access.pull.filter((repository) => !pushed.has(formatRepository(repository)));
  const scopes = [
    ...access.push.map(
      (repository) =>
        `repository:${repository.name}:pull,push${deleted.has(formatRepository(repository)) ? ',delete' : ''}`,
    ),
    ...pulled.map(({ name }) => `repository:${name}:pull`),
  ];
  return [...new Set(scopes)];
}

function parseScope(scope: string): { readonly resource: string; readonly actions: readonly string[] } | undefined {
  const [, resource, actions] = SCOPE.exec(scope) ?? [];
  return resource === undefined || actions === undefined ? undefined : { resource, actions: actions.split(',') };
}

/**
 * Limits the scopes that a registry wants, separated by blanks, to what the run does there: the password could
 * otherwise buy a token for another repository.
 *
 * @param own the scopes of the run.
 * @example allowedScopes('repository:d/app:pull,push,delete', ['repository:d/app:pull']) // ['repository:d/app:pull']
 */
export function allowedScopes(wanted: string, own: readonly string[]): readonly string[] {
  const allowed = new Map(own.flatMap((scope) => parseScope(scope) ?? []).map((each) => [each.resource, each.actions]));
  return wanted.split(/\s+/).flatMap((scope) => {
    const parsed = parseScope(scope);
    if (parsed === undefined) return [];
    const actions = parsed.actions.filter((action) => allowed.get(parsed.resource)?.includes(action));
    return actions.length === 0 ? [] : [`${parsed.resource}:${actions.join(',')}`];
  });
}
