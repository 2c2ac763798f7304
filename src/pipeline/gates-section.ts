import type { Shape } from './shape.ts';

/** Makes a value that is read when all else is, by code that is loaded only then. */
function readLater(definition: string): Shape<unknown> {
  return {
    schema: { allOf: [{ $ref: `#/definitions/${definition}` }] },
    remedy: 'add it',
    read(value, field) {
      field.notes.gates.push({ value, field });
      return value;
    },
  };
}

/** The gates of an environment. */
export const GATES = readLater('gates');

/** Gates that several environments share. */
export const GATE_SETS = readLater('gate-sets');
