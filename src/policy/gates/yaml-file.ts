import { Field } from '../../pipeline/field.ts';
import { refuseFindings } from '../../pipeline/findings.ts';
import { parseYaml } from '../../pipeline/yaml.ts';
import type { YamlLimits } from '../../pipeline/yaml-limits.ts';

/**
 * Opens a YAML file beside the pipeline file.
 *
 * @returns what it says, and its root, where readers note what is wrong.
 * @throws {InputError} with line and column if it is no YAML.
 */
export function openYaml(
  text: string,
  path: string,
  limits?: YamlLimits,
): { readonly data: unknown; readonly root: Field } {
  const file = parseYaml(text, limits);
  if ('findings' in file) {
    refuseFindings(path, file.findings);
    throw new Error('a text that is no YAML has no finding');
  }
  return { data: file.data, root: new Field(file) };
}
