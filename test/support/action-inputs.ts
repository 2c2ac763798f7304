import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A default that the runner would evaluate, which only it can. */
const EXPRESSION = /\$\{\{.*\}\}/s;

/** Returns the variable in which the runner passes an input: upper case, spaces to underscores, hyphens kept. */
export function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

/** Reads the defaults of an action's inputs; none where there is no such file, and none that are expressions. */
export function readInputDefaults(file: string): Record<string, string> {
  if (!existsSync(file)) return {};
  const action: { inputs?: Record<string, { default?: unknown } | null> | null } | null = parse(
    readFileSync(file, 'utf8'),
  );
  const defaults: Record<string, string> = {};
  for (const [name, input] of Object.entries(action?.inputs ?? {})) {
    // The runner sets every declared input: to the empty text where it has no default.
    const value = String(input?.default ?? '');
    if (!EXPRESSION.test(value)) defaults[name] = value;
  }
  return defaults;
}
