import type { ActionFile } from './action-file.ts';
import { COMMANDS, isCommon, usesInput } from './by-command.ts';
import { renderInputs, renderOutputs } from './tables.ts';

/**
 * Replaces what stands between the two marker comments of a section.
 *
 * @throws {Error} where the markers are not there, once each and in order.
 */
export function replaceSection(markdown: string, section: string, content: string): string {
  const begin = `<!-- ${section}: begin, written by "npm run docs" -->`;
  const end = `<!-- ${section}: end -->`;
  const [before, middle, ...rest] = markdown.split(begin);
  const [, after, ...more] = (middle ?? '').split(end);
  if (before === undefined || after === undefined || rest.length > 0 || more.length > 0) {
    throw new Error(
      `Cannot write the tables: the document must hold "${begin}" and then "${end}", once each; put them back`,
    );
  }
  return `${before}${begin}\n\n${content}\n\n${end}${after}`;
}

/** Renders the inputs, a table for each command and one for what all of them use. */
function renderInputsByCommand({ inputs }: ActionFile): string {
  const specific = COMMANDS.map((command) => {
    const used = inputs.filter(({ name }) => !isCommon(name) && usesInput(command, name));
    return `## ${command}\n\n${renderInputs(used)}`;
  });
  const common = inputs.filter(({ name }) => isCommon(name));
  return [...specific, `## Every command\n\n${renderInputs(common)}`].join('\n\n');
}

/** Renders the reference of inputs anew, from action.yml. */
export function renderInputsPage(page: string, action: ActionFile): string {
  return replaceSection(page, 'inputs', renderInputsByCommand(action));
}

/** Renders the reference of outputs anew, from action.yml. */
export function renderOutputsPage(page: string, action: ActionFile): string {
  return replaceSection(page, 'outputs', renderOutputs(action.outputs));
}
