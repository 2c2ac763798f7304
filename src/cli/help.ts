import { COMMAND_SUMMARIES, COMMANDS, type CommandName } from '../faces/commands.ts';
import { INPUT_TEXTS } from '../faces/input-texts.ts';
import { defaultOf, definitionOf, type InputName } from '../faces/inputs.ts';
import { type InputGroup, textFor } from '../faces/text.ts';
import { HOME_URL, TOOL_VERSION } from '../version.ts';
import { flagsOf, isSwitch, positionsOf, secretFlag, secretsOf, secretVariable } from './flags.ts';
import { wrap } from './text.ts';

const GROUPS: readonly InputGroup[] = ['Images', 'Tags', 'Run', 'Registries'];

/** The width of the names of groups (characters). */
const INDENT = 12;

/** Renders the help of the program: it fits a terminal of 80 columns and 24 lines. */
export function renderHelp(): readonly string[] {
  return [
    `Sealift ${TOOL_VERSION}: sealift COMMAND [FROM] [TO...] [--INPUT VALUE...]`,
    '',
    ...COMMANDS.map((command) => `  ${command.padEnd(9)} ${COMMAND_SUMMARIES[command]}`),
    '',
    '  --json     the report as JSON on standard output, all else on standard error',
    '  --help     this; "sealift COMMAND --help" lists the inputs of a command',
    'Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 130 or 143 by a signal.',
    `${HOME_URL}/blob/main/docs/guides/command-line.md`,
  ];
}

function renderGroup(title: string, flags: readonly string[], width: number): readonly string[] {
  if (flags.length === 0) return [];
  const lines = wrap(flags.join(' '), width - INDENT);
  return lines.map((line, index) => `${(index === 0 ? `${title}:` : '').padEnd(INDENT)}${line}`);
}

function renderArguments(command: CommandName): string {
  const { from, to } = positionsOf(command);
  return `sealift ${command}${from ? ' [FROM]' : ''}${to ? ' [TO...]' : ''} [--INPUT VALUE...]`;
}

/** Renders the help of a command: the flags of its inputs, by subject. */
export function renderCommandHelp(command: CommandName, width: number): readonly string[] {
  const flags = flagsOf(command);
  const groups = GROUPS.flatMap((group) => {
    const names = flags.filter((name) => INPUT_TEXTS[name].group === group).map((name) => `--${name}`);
    return renderGroup(group, group === 'Tags' && command === 'tags' ? [...names, '--ref'] : names, width);
  });
  const secrets = secretsOf(command).map((name) => `--${secretFlag(name)}`);
  const variables = secretsOf(command).slice(0, 1).map(secretVariable).concat('…').join(', ');
  return [
    renderArguments(command),
    COMMAND_SUMMARIES[command],
    '',
    ...groups,
    ...renderGroup('Secrets', secrets, width),
    ...renderGroup('Also', ['--json', '--help'], width),
    '',
    ...wrap(
      `"sealift ${command} --help config" tells what an input does. Lists are repeated: "--image a:1 --image b:2". Secrets come from those files or from variables: ${variables}.`,
      width,
    ),
  ];
}

function describeUse(name: InputName): string {
  const { isList, isSecret } = definitionOf(name);
  if (isSecret === true) return `A secret: set ${secretVariable(name)}, or name a file in --${secretFlag(name)}.`;
  if (isList === true) return 'May be repeated.';
  return isSwitch(name) ? `Alone it means "true"; "--${name}=false" turns it off.` : '';
}

/** Renders what an input does, as the reference says it. */
export function renderInputHelp(command: CommandName, name: InputName, width: number): readonly string[] {
  const text = textFor(command, INPUT_TEXTS[name]).replaceAll('`', '');
  const fallback = defaultOf(name).trim().split('\n').join(', ');
  const lines = [text, describeUse(name), fallback === '' ? '' : `Default: ${fallback}`];
  const { isSecret } = definitionOf(name);
  const flag = isSecret === true ? `--${secretFlag(name)} PATH` : `--${name}${isSwitch(name) ? '' : ' VALUE'}`;
  return [`sealift ${command} ${flag}`, '', ...lines.flatMap((line) => wrap(line, width))];
}
