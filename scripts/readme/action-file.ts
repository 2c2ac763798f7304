import { parse } from 'yaml';

/** An input or an output of the action, as action.yml declares it. */
export interface Declaration {
  readonly name: string;
  /** One paragraph of Markdown. */
  readonly description: string;
  /** The default as the runner gives it; undefined where there is none. */
  readonly fallback: string | undefined;
}

/** The part of action.yml that users see. */
export interface ActionFile {
  readonly inputs: readonly Declaration[];
  readonly outputs: readonly Declaration[];
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function readDeclarations(file: unknown, section: 'inputs' | 'outputs'): readonly Declaration[] {
  const list = new Map(entriesOf(file)).get(section);
  return entriesOf(list).map(([name, value]) => {
    const fields = new Map(entriesOf(value));
    const description = fields.get('description');
    if (typeof description !== 'string' || description.trim() === '') {
      throw new Error(`Cannot read action.yml: "${name}" of its ${section} has no description; add one`);
    }
    const fallback = fields.get('default');
    return { name, description: description.trim(), fallback: fallback === undefined ? undefined : String(fallback) };
  });
}

/**
 * Parses action.yml.
 *
 * @throws {Error} where it is no YAML, or an input or output has no description.
 */
export function parseActionFile(text: string): ActionFile {
  const file: unknown = parse(text);
  return { inputs: readDeclarations(file, 'inputs'), outputs: readDeclarations(file, 'outputs') };
}
