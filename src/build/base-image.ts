import { resolve } from 'node:path';
import { InputError } from '../errors.ts';
import type { Env } from '../event/payload.ts';
import { readWholeFile } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import { type BaseInputs, parseBaseImage, SCRATCH } from './base-name.ts';
import {
  type DockerfileStages,
  type ExpandedWord,
  expandWord,
  readStages,
  type Stage,
  type Variables,
} from './dockerfile.ts';
import type { BaseImage } from './labels.ts';

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
 * @throws {InputError} if the Dockerfile cannot be read, or has no such stage.
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
  const found = findBase(readStages(text), dockerfile.stage);
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
      throw new InputError(`Cannot use dockerfile ${name}: ${found.reason}; ${found.remedy}`);
    default:
      return found satisfies never;
  }
}

/** What a Dockerfile says of its base: an image, nothing (`scratch`), or what only the build can know; in clauses. */
export type FoundBase =
  | { readonly kind: 'image'; readonly base: BaseImage }
  | { readonly kind: 'scratch' }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** No build could use it: it has no such stage. */
  | { readonly kind: 'missing'; readonly reason: string; readonly remedy: string };

/** What BuildKit sets for each platform that is built (Dockerfile reference, "Automatic platform ARGs in the global scope"). */
const AUTOMATIC = /^(?:BUILD|TARGET)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT)$|^TARGETSTAGE$/;

/** Names of stages that a message lists. */
const MAX_NAMES = 20;

/** Reads the defaults that stand before the first `FROM`; a later one may use an earlier one. */
function readGlobals({ globalArgs, escapeCharacter }: DockerfileStages): Variables {
  const values = new Map<string, ExpandedWord | undefined>();
  const variables: Variables = {
    escapeCharacter,
    valueOf(name) {
      const value = values.get(name);
      return value?.kind === 'text' ? value.text : undefined;
    },
    // A default of which a part is unknown is there all the same: nothing may be put in its place.
    isUnknowable: (name) => AUTOMATIC.test(name) || values.get(name)?.kind === 'unknown',
  };
  for (const word of globalArgs) {
    const equals = word.indexOf('=');
    if (equals < 0) values.set(word, undefined);
    else values.set(word.slice(0, equals), expandWord(word.slice(equals + 1), variables));
  }
  return variables;
}

/** Says why there is no stage to build. */
function missing({ stages }: DockerfileStages, target: string | undefined): FoundBase {
  if (target === undefined || stages.length === 0) {
    return { kind: 'missing', reason: 'it has no FROM', remedy: 'name the Dockerfile that the build uses' };
  }
  const names = stages.flatMap(({ name }) => (name === undefined ? [] : [quote(name)])).slice(0, MAX_NAMES);
  const remedy = names.length === 0 ? 'leave the stage out' : `name one of ${names.join(', ')}`;
  return { kind: 'missing', reason: `it has no stage ${quote(target)}`, remedy };
}

/**
 * Finds the image that the final stage of a Dockerfile, or the one that is named, starts from in the end.
 *
 * `FROM` with the name of an earlier stage leads there. Variables have their defaults: which build arguments a build
 * sets is not known here.
 */
export function findBase(dockerfile: DockerfileStages, target?: string): FoundBase {
  const variables = readGlobals(dockerfile);
  let stages: readonly Stage[] = dockerfile.stages;
  const named = target?.toLowerCase();
  let index = named === undefined ? stages.length - 1 : stages.findLastIndex(({ name }) => name === named);
  if (index < 0) return missing(dockerfile, target);
  for (;;) {
    const from = stages[index]?.from ?? '';
    const word = expandWord(from, variables);
    if (word.kind === 'unknown') {
      const part = from === word.part ? '' : ` in FROM ${quote(from)}`;
      return { kind: 'unknown', reason: `only the build knows ${quote(word.part)}${part}` };
    }
    // Only stages before this one can be meant; of those with the same name the last one is.
    stages = stages.slice(0, index);
    index = stages.findLastIndex(({ name }) => name === word.text.toLowerCase());
    if (index >= 0) continue;
    if (word.text === SCRATCH) return { kind: 'scratch' };
    try {
      return { kind: 'image', base: parseBaseImage(word.text) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { kind: 'unknown', reason: `FROM ${quote(word.text)} is no image reference` };
    }
  }
}
