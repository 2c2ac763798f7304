import { InputError } from '../errors.ts';
import { COMMANDS, type CommandName } from '../faces/commands.ts';
import { defaultOf, definitionOf, INPUT_NAMES, type InputName, usersOf } from '../faces/inputs.ts';
import { formatList } from '../util/format.ts';
import { type GetInput, parseChoice } from './parse.ts';

/** Lists the inputs that a command does not use, as far as they have a value. */
function findUnused(command: CommandName, isGiven: (name: InputName) => boolean): readonly InputName[] {
  return INPUT_NAMES.filter((name) => !usersOf(name).includes(command) && isGiven(name));
}

/** Names inputs, each with the commands that use it. */
export function formatUsers(names: readonly InputName[], spell: (name: InputName) => string): string {
  return formatList(names.map((name) => `${spell(name)} (only for ${formatList(usersOf(name))})`));
}

/**
 * Writes the warning for the one action: steps share their inputs, so that a value which a command does not use is no
 * error. Defaults are not told from what was given.
 */
export function warnOfUnused(command: CommandName, get: GetInput): string | undefined {
  const unused = findUnused(command, (name) => {
    const isFilledIn = definitionOf(name).default?.includes('${{') ?? false;
    const text = get(name).trim();
    return !isFilledIn && text !== '' && text !== defaultOf(name).trim();
  });
  if (unused.length === 0) return undefined;
  const [noun, verb, them] = unused.length === 1 ? ['input', 'has', 'it'] : ['inputs', 'have', 'them'];
  const list = formatUsers(unused, (name) => `"${name}"`);
  return `The ${noun} ${list} ${verb} no effect with "command: ${command}"; leave ${them} out, unless steps share their inputs`;
}

/**
 * Reads the command. The action of a single command has only its inputs, and takes no others.
 *
 * @param fixed the command of such an action.
 * @param getRaw gives an input as the runner set it.
 * @throws {InputError} that names the commands that use an input.
 */
export function readCommand(get: GetInput, fixed: CommandName | undefined, getRaw: GetInput): CommandName {
  const [first = 'promote', ...others] = COMMANDS;
  if (fixed === undefined) return parseChoice('command', get('command'), [first, ...others]);
  const command = parseChoice('command', get('command') || fixed, [first, ...others]);
  if (command !== fixed) {
    throw new InputError(
      `Cannot run command "${command}" by the action of "${fixed}": each command has an action of its own; write "sealift/actions/${command}" in place of "sealift/actions/${fixed}", and leave "command" out`,
    );
  }
  const unused = findUnused(command, (name) => getRaw(name).trim() !== '');
  if (unused.length === 0) return command;
  const list = formatUsers(unused, (name) => `"${name}"`);
  const [noun, them] = unused.length === 1 ? ['input', 'it'] : ['inputs', 'them'];
  throw new InputError(`Cannot take the ${noun} ${list}: command "${command}" does not use ${them}; leave ${them} out`);
}
