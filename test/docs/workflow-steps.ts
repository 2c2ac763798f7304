import { parse } from 'yaml';

/** A step of a workflow as far as the tests of examples look at it. */
export interface Step {
  readonly id: string | undefined;
  readonly uses: string | undefined;
  readonly run: string | undefined;
  readonly with: ReadonlyMap<string, string>;
}

/** A workflow, or a part of one, in YAML. */
export interface Workflow {
  readonly steps: readonly Step[];
  /** The names under `on.workflow_dispatch.inputs`. */
  readonly inputs: readonly string[];
  /** Every `${{ … }}` in it, without the braces. */
  readonly expressions: readonly string[];
}

function child(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(key) : undefined;
}

function keysOf(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

function readStep(step: unknown): Step {
  const given = child(step, 'with');
  return {
    id: textOf(child(step, 'id')),
    uses: textOf(child(step, 'uses')),
    run: textOf(child(step, 'run')),
    with: new Map(keysOf(given).map((key) => [key, textOf(child(given, key)) ?? ''])),
  };
}

/**
 * Reads a workflow, or a list of steps alone.
 *
 * @throws {Error} where it is no YAML, or a key is there twice.
 */
export function readWorkflow(yaml: string): Workflow {
  const document: unknown = parse(yaml, { uniqueKeys: true, strict: true });
  const jobs = child(document, 'jobs');
  const steps: unknown = Array.isArray(document)
    ? document
    : keysOf(jobs).flatMap((job) => child(child(jobs, job), 'steps') ?? []);
  return {
    steps: (Array.isArray(steps) ? steps : []).map(readStep),
    inputs: keysOf(child(child(child(document, 'on'), 'workflow_dispatch'), 'inputs')),
    expressions: [...yaml.matchAll(/\$\{\{\s*(.*?)\s*\}\}/g)].map(([, expression]) => expression ?? ''),
  };
}
