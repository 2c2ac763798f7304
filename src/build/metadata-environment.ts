import type { Outputs } from '../action/outputs.ts';
import { InputError } from '../errors.ts';
import type { Env } from '../event/payload.ts';
import { quote } from '../util/text-safe-text.ts';

/** The outputs that docker/metadata-action also gives as variables, in its order. */
const COPIED = [
  'version',
  'tags',
  'tag-names',
  'labels',
  'annotations',
  'json',
  'bake-file-tags',
  'bake-file-labels',
  'bake-file-annotations',
  'bake-file',
] as const;

/** The words that docker/actions-toolkit takes for a switch. */
const YES = ['1', 't', 'T', 'TRUE', 'true', 'True'];

const NO = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

function isWanted(environment: Env): boolean {
  const text = environment['DOCKER_METADATA_SET_OUTPUT_ENV'] || 'true';
  if (YES.includes(text) || NO.includes(text)) return YES.includes(text);
  throw new InputError(
    `Cannot use DOCKER_METADATA_SET_OUTPUT_ENV ${quote(text)}: it is neither "true" nor "false"; write one of them`,
  );
}

/**
 * Builds the variables that repeat outputs for the steps after this one, such as `DOCKER_METADATA_OUTPUT_BAKE_FILE`;
 * none where `DOCKER_METADATA_SET_OUTPUT_ENV` is `false`.
 *
 * @example buildMetadataEnvironment(new Map([['tag-names', '1.2.3']]), {}) // DOCKER_METADATA_OUTPUT_TAG_NAMES → 1.2.3
 * @throws {InputError} where `DOCKER_METADATA_SET_OUTPUT_ENV` is something else than `true` or `false`.
 */
export function buildMetadataEnvironment(outputs: Outputs, environment: Env): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  if (!isWanted(environment)) return variables;
  for (const name of COPIED) {
    const value = outputs.get(name);
    if (value === undefined) continue;
    variables.set(`DOCKER_METADATA_OUTPUT_${name.replaceAll('-', '_').toUpperCase()}`, value);
  }
  return variables;
}
