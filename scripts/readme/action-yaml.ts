import { COMMAND_SUMMARIES, type CommandName } from '../../src/faces/commands.ts';
import { INPUT_TEXTS } from '../../src/faces/input-texts.ts';
import { definitionOf, INPUT_NAMES, type InputName, inputsOf, usersOf } from '../../src/faces/inputs.ts';
import { OUTPUTS, outputsOf, settersOf } from '../../src/faces/outputs.ts';
import { type TextByCommand, textFor, textForAll } from '../../src/faces/text.ts';

const NOTICE = '# Written by "npm run docs" from src/faces.\n';
const BRANDING = 'author: sealift\nbranding:\n  icon: chevrons-up\n  color: purple\n';

/** The width of a line of YAML (characters). */
const WIDTH = 118;

/** Folds a text into a block scalar, which needs no escapes. */
function fold(text: string, indent: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && indent.length + last.length + 1 + word.length <= WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return `>-\n${lines.map((line) => `${indent}${line}\n`).join('')}`;
}

/** What needs no quotes in YAML, and is a text there. */
const PLAIN = /^(?!(?:true|false)$)[A-Za-z.][\w./-]*$|^\$\{\{[^#:]*\}\}$/;

function renderDefault(text: string | undefined): string {
  if (text === undefined) return '';
  if (!text.includes('\n')) return `    default: ${PLAIN.test(text) ? text : `'${text}'`}\n`;
  const lines = text.trimEnd().split('\n');
  return `    default: |\n${lines.map((line) => `      ${line}\n`).join('')}`;
}

function renderInput(name: InputName, text: string, fallback = definitionOf(name).default): string {
  return `  ${name}:\n    description: ${fold(text, '      ')}${renderDefault(fallback)}`;
}

function renderOutputs(names: readonly string[], textOf: (name: string, output: TextByCommand) => string): string {
  const rows = names.flatMap((name) => {
    const output = OUTPUTS[name];
    return output === undefined ? [] : [`  ${name}:\n    description: ${fold(textOf(name, output), '      ')}`];
  });
  return `outputs:\n${rows.join('')}`;
}

/** Renders `action.yml`: all commands, all inputs. */
export function renderActionFile(description: string): string {
  const inputs = INPUT_NAMES.map((name) => renderInput(name, textForAll(INPUT_TEXTS[name], usersOf(name))));
  const outputs = renderOutputs(Object.keys(OUTPUTS), (name, output) => textForAll(output, settersOf(name)));
  const head = `${NOTICE}name: Sealift\ndescription: ${fold(description, '  ')}${BRANDING}`;
  return `${head}\ninputs:\n${inputs.join('')}\n${outputs}\nruns:\n  using: node24\n  main: dist/index.js\n`;
}

/** Renders the `action.yml` of a single command: only its inputs and outputs. */
export function renderCommandAction(command: CommandName): string {
  const fixed = `What this action does: only \`${command}\`. Each other command has an action of its own.`;
  const inputs = inputsOf(command).map((name) =>
    name === 'command' ? renderInput(name, fixed, command) : renderInput(name, textFor(command, INPUT_TEXTS[name])),
  );
  const outputs = renderOutputs(outputsOf(command), (_, output) => textFor(command, output));
  const head = `${NOTICE}name: 'Sealift: ${command}'\ndescription: ${fold(COMMAND_SUMMARIES[command], '  ')}${BRANDING}`;
  return `${head}\ninputs:\n${inputs.join('')}\n${outputs}\nruns:\n  using: node24\n  main: index.js\n`;
}

/**
 * Renders what the action of a single command runs. The runner does not tell a program which `action.yml` it was started
 * by, so this does. In the syntax of 2015, as `src/index.ts` is.
 */
export function renderCommandEntry(command: CommandName): string {
  return `// Written by "npm run docs" from src/faces.\nglobalThis[Symbol.for('sealift.command')] = '${command}';\nimport('../../dist/index.js');\n`;
}
