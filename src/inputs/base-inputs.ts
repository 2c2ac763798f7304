import { parseBaseImage, SCRATCH } from '../build/base-name.ts';
import type { BaseImage } from '../build/build-labels.ts';
import { type GetInput, optional } from './parse.ts';

/** Where a build says what it starts from. */
export interface BaseInputs {
  /** Overrides the Dockerfile; `scratch` says that there is none. */
  readonly baseImage: BaseImage | typeof SCRATCH | undefined;
  /** The path, relative to the workspace, and the stage that is built where that is not the last one. */
  readonly dockerfile: { readonly path: string; readonly stage: string | undefined } | undefined;
}

/** A stage's name behind the last `#` (BuildKit: a letter, then letters, digits, `_`, `-` and `.`). */
const STAGE = /^(.+)#([A-Za-z][A-Za-z0-9_.-]*)$/s;

/**
 * Reads the inputs `base-image` and `dockerfile`.
 *
 * @example readBaseInputs((name) => (name === 'dockerfile' ? 'app/Dockerfile#prod' : '')) // the stage is prod
 * @throws {InputError} where `base-image` is no reference.
 */
export function readBaseInputs(get: GetInput): BaseInputs {
  const image = optional(get('base-image'));
  const path = optional(get('dockerfile'));
  const [, file = path, stage] = STAGE.exec(path ?? '') ?? [];
  return {
    baseImage: image === undefined || image === SCRATCH ? image : parseBaseImage(image),
    dockerfile: file === undefined ? undefined : { path: file, stage },
  };
}
