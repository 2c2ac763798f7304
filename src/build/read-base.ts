import { resolve } from 'node:path';
import { InputError } from '../errors.ts';
import type { Env } from '../event/payload.ts';
import type { BaseInputs } from '../inputs/base-inputs.ts';
import { readWholeFile } from '../util/read-file.ts';
import { quote } from '../util/text-safe-text.ts';
import { findBase } from './base-image.ts';
import { SCRATCH } from './base-name.ts';
import type { BaseImage } from './build-labels.ts';
import { readStages } from './dockerfile-stages.ts';

/** The longest Dockerfiles that people write have some 100 KB; a larger one is not read (bytes). */
const MAX_DOCKERFILE = 256 * 1024;

/** What was found of a build's base. */
export interface BuildBase {
  readonly base: BaseImage | undefined;
  /** Why there is none, where one was to be expected. */
  readonly warnings: readonly string[];
}

/**
 * Finds what a build starts from, by what its inputs name.
 *
 * @throws {InputError} where the Dockerfile cannot be read, or has no such stage.
 */
export async function readBase(inputs: BaseInputs, environment: Env): Promise<BuildBase> {
  const { baseImage, dockerfile } = inputs;
  if (baseImage !== undefined) return { base: baseImage === SCRATCH ? undefined : baseImage, warnings: [] };
  if (dockerfile === undefined) return { base: undefined, warnings: [] };
  const name = quote(dockerfile.path);
  let text: string;
  try {
    const workspace = environment['GITHUB_WORKSPACE'] || process.cwd();
    const places = { workspace, temporary: environment['RUNNER_TEMP'] };
    text = new TextDecoder().decode(readWholeFile(resolve(workspace, dockerfile.path), MAX_DOCKERFILE, places));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `Cannot read dockerfile ${name}: ${reason}; give its path relative to the workspace, and check out before this step`,
      { cause: error },
    );
  }
  const found = findBase(await readStages(text), dockerfile.stage);
  switch (found.kind) {
    case 'image':
      return { base: found.base, warnings: [] };
    case 'scratch':
      return { base: undefined, warnings: [] };
    case 'unknown':
      return {
        base: undefined,
        warnings: [`No label names the base of ${name}: ${found.reason}; set "base-image" to what the build uses`],
      };
    case 'missing':
      throw new InputError(`Cannot use dockerfile ${name}: ${found.reason}; ${found.cure}`);
    default:
      return found satisfies never;
  }
}
