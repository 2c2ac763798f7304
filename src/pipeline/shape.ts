import { MOST_FINDINGS } from './checker.ts';
import type { Finding } from './findings.ts';
import { explainIssues } from './schema-errors.ts';
import { PIPELINE_FILE, type PipelineFile } from './schema-schema.ts';
import type { YamlFile } from './yaml.ts';

/** Holds a YAML file against the schema: what it says, or what is wrong with it. */
export function checkShape(
  file: YamlFile,
): { readonly data: PipelineFile } | { readonly findings: readonly Finding[] } {
  const { data } = file;
  if (data === null || data === undefined) {
    return { findings: [{ line: 1, column: 1, message: 'it is empty; begin with "version: 1" and "environments:"' }] };
  }
  if (typeof data !== 'object' || Array.isArray(data)) {
    const message = `it is ${Array.isArray(data) ? 'a list' : 'a lone value'} and no mapping; begin with "version: 1" and "environments:"`;
    return { findings: [{ ...file.positionOf([]), message }] };
  }
  const result = PIPELINE_FILE.safeParse(data);
  if (result.success) return { data: result.data };
  const issues = result.error.issues
    .slice(0, MOST_FINDINGS)
    .map((issue) =>
      issue.code === 'unrecognized_keys' ? { ...issue, keys: issue.keys.slice(0, MOST_FINDINGS) } : issue,
    );
  // What another version means by its keys is not known here.
  const version = issues.filter(({ path }) => path[0] === 'version' && 'version' in data);
  return { findings: explainIssues(version.length > 0 ? version : issues, file) };
}
