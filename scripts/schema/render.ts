import { z } from 'zod';
import { GATE_DEFINITIONS } from '../../src/pipeline/gates/gates.ts';
import { PIPELINE_FILE } from '../../src/pipeline/parse.ts';
import type { Home } from '../readme/home.ts';

export interface DataSchema {
  readonly file: string;
  readonly title: string;
  readonly schema: z.ZodType;
}

/** Lists of plain values stand on one line where they fit into so many characters, as Biome writes JSON. */
const WIDTH = 100;

/** Writes JSON as Biome does, so that the file is as both want it. */
function write(value: unknown, indent: string): string {
  const text = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return text;
  const inner = `${indent}  `;
  if (!Array.isArray(value)) {
    const lines = Object.entries(value).map(([key, each]) => `${inner}${JSON.stringify(key)}: ${write(each, inner)}`);
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  if (text.length < WIDTH && value.every((each) => typeof each !== 'object')) {
    return `[${value.map((each) => JSON.stringify(each)).join(', ')}]`;
  }
  return `[\n${value.map((each) => `${inner}${write(each, inner)}`).join(',\n')}\n${indent}]`;
}

/** Renders the JSON Schema of what is written as data. A file of another version is another file. */
export function renderDataSchema({ repository, major }: Home, { file, title, schema }: DataSchema): string {
  const $id = `https://raw.githubusercontent.com/${repository}/${major}/schema/${file}`;
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-07', io: 'input', reused: 'ref' });
  return `${write({ $schema, $id, title, ...rest }, '')}\n`;
}

/** Renders the JSON Schema of the pipeline file, as editors load it, from the definition that files are checked with. */
export function renderSchema({ repository, major }: Home): string {
  const head = {
    // Editors know this draft best.
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `https://raw.githubusercontent.com/${repository}/${major}/schema/sealift.schema.json`,
    title: 'The pipeline file of Sealift',
    description: 'Environments, the routes between them, and how promotions are recorded: .github/sealift.yml.',
  };
  return `${write({ ...head, ...PIPELINE_FILE.schema, definitions: GATE_DEFINITIONS }, '')}\n`;
}
