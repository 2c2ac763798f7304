import type { CommandName } from '../faces/commands.ts';
import { definitionOf, type InputName, inputsOf } from '../faces/inputs.ts';

/** Whether an input is `true` or `false`, so that its flag needs no value. */
export function isSwitch(name: InputName): boolean {
  const { default: text } = definitionOf(name);
  return text === 'true' || text === 'false';
}

/** The variable that a secret comes from. @example secretVariable('signing-key') // 'SEALIFT_SIGNING_KEY' */
export function secretVariable(name: InputName): string {
  return `SEALIFT_${name.replaceAll('-', '_').toUpperCase()}`;
}

/** The flag that names the file of a secret. */
export function secretFlag(name: InputName): string {
  return `${name}-file`;
}

/** The inputs of a command that have flags; secrets have none of their own. */
export function flagsOf(command: CommandName): readonly InputName[] {
  return inputsOf(command).filter((name) => name !== 'command' && definitionOf(name).isSecret === undefined);
}

export function secretsOf(command: CommandName): readonly InputName[] {
  return inputsOf(command).filter((name) => definitionOf(name).isSecret === true);
}

/** Where arguments without a flag go: the first to `from`, if the command has that, and the others to `to`. */
export function positionsOf(command: CommandName): { readonly from: boolean; readonly to: boolean } {
  const inputs = inputsOf(command);
  return { from: inputs.includes('from'), to: inputs.includes('to') };
}
