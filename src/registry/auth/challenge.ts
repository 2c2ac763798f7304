/** One way in that a registry offers in `WWW-Authenticate` (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** Lower case, such as `bearer` or `basic`. */
  readonly scheme: string;
  /** By lower-case name. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A longer header is not read, and not in part: no registry needs one, and what is cut may be half a secret. */
const MAX_LENGTH = 8192;

const SPACE = /[\s,]*/y;

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;

const EQUALS = /\s*=\s*/y;

const BROKEN = /[^\s,"][^\s,]*/y;

const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

/** Reads a header from left to right; each pattern is anchored where the last one ended, so reading is linear. */
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

  /** Takes a value without quotes; one that is no token, such as an address, is passed over whole and gives nothing. */
  takeWord(): string | undefined {
    const token = this.take(TOKEN)?.[0];
    return this.take(BROKEN) === undefined ? token : undefined;
  }

  skip(): void {
    this.position++;
  }
}

/**
 * Parses the challenges of a `WWW-Authenticate` header; what is malformed is passed over.
 *
 * Several challenges may share one header, and quoted values may hold commas (Codeberg, `scope="repository:a:pull,push"`).
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
