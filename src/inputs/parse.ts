import { InputError } from '../errors.ts';
import { canonicalRegistry } from '../oci/registry-name.ts';
import { nearest } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';

/** Reads one input as the runner gives it; an input that was not given is the empty string. */
export type GetInput = (name: string) => string;

/** Splits a list input: one item a line, without blank lines and lines that begin with `#`. */
export function parseList(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Whether a name begins with a registry, as references do that are copied from a cluster. */
export function hasRegistry(name: string): boolean {
  const [first = ''] = name.split('/', 1);
  return name.includes('/') && (/[.:]/.test(first) || first === 'localhost');
}

const HOST = /^(?:[a-z0-9._-]+|\[[a-f0-9:.]+\])(?::[0-9]{1,5})?$/i;

/**
 * @param spell writes a host in the spelling that it is compared in.
 * @throws {InputError} for what is not a host: it would silently match nothing.
 */
export function parseHosts(
  name: string,
  text: string,
  spell: (host: string) => string = canonicalRegistry,
): ReadonlySet<string> {
  const hosts = parseList(text).map((item) => {
    if (HOST.test(item) && URL.canParse(`https://${item}`)) return spell(item);
    throw new InputError(
      `Cannot use ${name} ${quote(item)}: it is not a host; write only hosts, such as "auth.example.com" or "auth.example.com:8443", one per line`,
    );
  });
  return new Set(hosts);
}

export function optional(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** @throws {InputError} that names the nearest choice; an empty input takes the first. */
export function parseChoice<Choice extends string>(
  name: string,
  text: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  if (text === '') return choices[0];
  const choice = choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  const list = choices.map((each) => `"${each}"`).join(', ');
  const near = nearest(text, choices, Math.floor(text.length / 3));
  throw new InputError(
    `Cannot use ${name} ${quote(text)}: it must be one of ${list}; write ${near === undefined ? 'one of them' : `"${near}"`}`,
  );
}

export function parseSwitch(name: string, text: string): boolean {
  return parseChoice(name, text.toLowerCase(), ['false', 'true']) === 'true';
}

/**
 * Unlike every other input, an empty `dry-run` has no default: `${{ inputs.dryrun }}`, misspelt, is empty, and a dry run
 * would write.
 *
 * @throws {InputError} if it is empty or blank, or neither `true` nor `false`.
 */
export function parseDryRun(text: string): boolean {
  const written = text.trim();
  if (written !== '') return parseSwitch('dry-run', written);
  throw new InputError(
    `Cannot use dry-run "": it is empty, as the expression that sets it gave nothing; write "true" or "false", correct the expression, or use "\${{ inputs.dry-run || false }}" if some events do not have that input`,
  );
}

/** Milliseconds of a unit of time. */
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** The longest time that a run waits: GitHub ends a job after six hours (ms). */
const LONGEST_WAIT = 6 * 3_600_000;

/** Parses a time such as `15m`, in ms; empty is none. @throws {InputError} if it is none, or longer than a job may run. */
export function parseWait(name: string, text: string): number {
  if (text === '') return 0;
  const [, number = '', unit = ''] = /^([0-9]{1,6})([smh])$/.exec(text) ?? [];
  const milliseconds = Number(number) * (UNITS[unit] ?? Number.NaN);
  if (number !== '' && milliseconds <= LONGEST_WAIT) return milliseconds;
  throw new InputError(
    `Cannot use ${name} ${quote(text)}: it is not a time of at most 6 hours; write a number and s, m or h, such as "15m"`,
  );
}

export function requireInput(name: string, text: string, example: string): string {
  if (text !== '') return text;
  throw new InputError(`Cannot run: the input "${name}" is missing; set it, for example "${name}: ${example}"`);
}

/** What git tags cannot contain (git, "git-check-ref-format"). */
const NOT_IN_NAMES = /[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|^[/.]/u;

const REFS = /^refs\/tags\//;

/**
 * Parses the input `tag-prefix`, which is literal.
 *
 * @example parseTagPrefix('app/') // 'app/'
 * @throws {InputError} if no git tag can begin with it.
 */
export function parseTagPrefix(text: string): string {
  const refuse = (reason: string, remedy: string): never => {
    throw new InputError(`Cannot use tag-prefix ${quote(text)}: ${reason}; ${remedy}`);
  };
  if (REFS.test(text)) {
    refuse('it is compared with the names of git tags', `write ${quote(text.replace(REFS, ''))}`);
  }
  const [wrong] = NOT_IN_NAMES.exec(text) ?? [];
  if (wrong === undefined) return text;
  return refuse(
    `it is a literal text, and no git tag can have ${quote(wrong)} there`,
    'write what the git tags begin with, such as "app/"',
  );
}
