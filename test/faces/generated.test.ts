import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderActionFile, renderCommandAction, renderCommandEntry } from '../../scripts/readme/action-yaml.ts';
import { parseHome } from '../../scripts/readme/home.ts';
import { renderInputTables, renderOutputTables } from '../../scripts/readme/tables.ts';
import { COMMANDS, type CommandName } from '../../src/faces/commands.ts';
import { INPUT_NAMES, inputsOf, usersOf } from '../../src/faces/inputs.ts';
import { OUTPUTS, outputsOf, settersOf } from '../../src/faces/outputs.ts';
import { readDocument } from '../docs/documents.ts';

const ROOT = join(import.meta.dirname, '..', '..');

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: unknown }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly main: string };
}

function readAction(path: string): ActionFile {
  return parse(readDocument(path));
}

/** Lists the names in the first column of the tables below a heading of level 2. */
function namesBelow(page: string, heading: string): readonly string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name = '']) => name);
}

describe('what is written from src/faces', () => {
  const home = parseHome(readDocument('package.json'));
  const { description }: { description: string } = JSON.parse(readDocument('package.json'));

  it('is current: if not, run "npm run docs"', () => {
    expect(readDocument('action.yml')).toBe(renderActionFile(description));
    for (const command of COMMANDS) {
      expect(readDocument(`actions/${command}/action.yml`)).toBe(renderCommandAction(command));
      expect(readDocument(`actions/${command}/index.js`)).toBe(renderCommandEntry(command));
    }
    expect(readDocument('docs/reference/inputs.md')).toContain(renderInputTables(home));
    expect(readDocument('docs/reference/outputs.md')).toContain(renderOutputTables());
  });

  it('has an action for each command, and no other', () => {
    expect(readdirSync(join(ROOT, 'actions')).toSorted()).toEqual([...COMMANDS].toSorted());
  });
});

describe('the action', () => {
  const action = readAction('action.yml');

  it('has all inputs and outputs, each of which a command has', () => {
    expect(Object.keys(action.inputs)).toEqual(INPUT_NAMES);
    expect(Object.keys(action.outputs)).toEqual(Object.keys(OUTPUTS));
    expect(INPUT_NAMES.filter((name) => usersOf(name).length === 0)).toEqual([]);
    expect(Object.keys(OUTPUTS).filter((name) => settersOf(name).length === 0)).toEqual([]);
  });

  it('gives every default as a text: the runner takes "false" and "8" for texts, too', () => {
    const defaults = Object.values(action.inputs).flatMap(({ default: text }) => (text === undefined ? [] : [text]));
    expect(defaults.filter((text) => typeof text !== 'string')).toEqual([]);
  });
});

describe.each(COMMANDS)('the command %s', (command: CommandName) => {
  const action = readAction(`actions/${command}/action.yml`);

  it('has its inputs, and no others, in its action and in the reference', () => {
    expect(Object.keys(action.inputs)).toEqual(inputsOf(command));
    const page = readDocument('docs/reference/inputs.md');
    const shown = [...namesBelow(page, command), ...namesBelow(page, 'Every command')];
    expect(shown.toSorted()).toEqual([...inputsOf(command)].toSorted());
  });

  it('has its outputs, and no others, in its action and in the reference', () => {
    expect(Object.keys(action.outputs)).toEqual(outputsOf(command));
    expect(namesBelow(readDocument('docs/reference/outputs.md'), command)).toEqual(outputsOf(command));
  });

  it('is what its action does, which starts a file that is there', () => {
    expect(action.inputs['command']?.default).toBe(command);
    expect(existsSync(join(ROOT, 'actions', command, action.runs.main))).toBe(true);
  });
});
