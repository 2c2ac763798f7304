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

const HOST = /^(?:[a-z0-9._-]+|\[[a-f0-9:.]+\])(?::[0-9]{1,5})?$/i;

/**
 * Reads a list of hosts, each with or without a port, in the one spelling that registries have.
 *
 * @param spell writes a host as it is to be found again.
 * @throws {InputError} for what is no host: it would silently match nothing.
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

/** Returns undefined for an input that was not given. */
export function optional(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/**
 * Reads an input that must be one of a few words; an empty one takes the first.
 *
 * @throws {InputError} that names the nearest word.
 */
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

/** Reads a switch: `true` or `false`, as YAML gives them. */
export function parseSwitch(name: string, text: string): boolean {
  return parseChoice(name, text.toLowerCase(), ['false', 'true']) === 'true';
}

/**
 * Reads the switch that keeps a run from writing. Unlike every other input, it has no default that an empty text stands
 * for: `${{ inputs.dryrun }}`, misspelt, is empty, and a run that was meant to look would write.
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

/** Refuses an input that a command cannot do without. */
export function requireInput(name: string, text: string, example: string): string {
  if (text !== '') return text;
  throw new InputError(`Cannot run: the input "${name}" is missing; set it, for example "${name}: ${example}"`);
}

/** What no name of a git tag holds (git, "git-check-ref-format"). */
const NOT_IN_NAMES = /[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|^[/.]/u;

const REFS = /^refs\/tags\//;

/**
 * Parses the input `tag-prefix`: a literal text, and no pattern.
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
