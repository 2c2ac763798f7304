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

/** Reads a header from left to right, in linear time. */
class Scanner {
  private position = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.position >= this.text.length;
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.position = pattern.lastIndex;
    return match;
  }

  /** Takes a value without quotes; one that is not a token, such as an address, is skipped as a whole. */
  takeWord(): string | undefined {
    const token = this.take(TOKEN)?.[0];
    return this.take(BROKEN) === undefined ? token : undefined;
  }

  skip(): void {
    this.position++;
  }
}

/**
 * Parses the challenges of a `WWW-Authenticate` header; what is malformed is skipped.
 *
 * Several may share one header, and quoted values may hold commas (Codeberg, `scope="repository:a:pull,push"`).
 *
 * @example parseChallenges('Bearer realm="https://auth.example.com/token",service="registry"')
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const scanner = new Scanner(header.length > MAX_LENGTH ? '' : header);
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  while (!scanner.done) {
    scanner.take(SPACE);
    const word = scanner.take(TOKEN)?.[0];
    if (word === undefined) {
      scanner.skip();
      continue;
    }
    if (scanner.take(EQUALS) === undefined) {
      challenges.push({ scheme: word.toLowerCase(), parameters: new Map() });
      continue;
    }
    const quoted = scanner.take(QUOTED)?.[1];
    const value = quoted === undefined ? scanner.takeWord() : quoted.replace(/\\(.)/g, '$1');
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
}): readonly string[] {
  const pushed = new Set(access.push.map(formatRepository));
  const pulled = access.pull.filter((repository) => !pushed.has(formatRepository(repository)));
  const scopes = [
    ...access.push.map(({ name }) => `repository:${name}:pull,push`),
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
