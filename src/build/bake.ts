import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import type { Env } from '../event/payload.ts';
import { quote } from '../util/safe-text.ts';
import { explainSystemError } from '../util/system-error.ts';

/** The target of the bake files where the input `bake-target` is empty. */
export const DEFAULT_BAKE_TARGET = 'docker-metadata-action';

/** What a build is told about its image. */
export interface BuildMetadata {
  /** With their repositories; the bare tags where there is no image. */
  readonly tags: readonly string[];
  readonly tagNames: readonly string[];
  readonly images: readonly string[];
  readonly version: string | undefined;
  readonly labels: ReadonlyMap<string, string>;
  /** With their levels, `level:key=value`. */
  readonly annotations: readonly string[];
}

/** The outputs that hold the paths of files for `docker buildx bake`. */
type BakeFileKind = 'bake-file' | 'bake-file-tags' | 'bake-file-labels' | 'bake-file-annotations';

/**
 * Buildx evaluates all strings of a bake file as HCL templates, and the keys of objects too: a branch named `${SECRET}`
 * would put a variable of the build into a label.
 */
function escapeTemplate(text: string): string {
  return text.replace(/[$%](?=\{)/g, '$&$&');
}

/** Builds the bake files of `command: tags`, as docker/metadata-action writes them, with nothing left to evaluate. */
export function buildBakeFiles(metadata: BuildMetadata, target: string): ReadonlyMap<BakeFileKind, object> {
  const tags = metadata.tags.map(escapeTemplate);
  const annotations = metadata.annotations.map(escapeTemplate);
  const labels = Object.fromEntries(
    [...metadata.labels].map(([key, value]) => [escapeTemplate(key), escapeTemplate(value)]),
  );
  // JSON leaves out an argument that is undefined.
  const args = {
    DOCKER_META_IMAGES: escapeTemplate(metadata.images.join(',')),
    DOCKER_META_VERSION: escapeTemplate(metadata.version ?? '') || undefined,
  };
  const targets: readonly (readonly [BakeFileKind, object])[] = [
    ['bake-file-tags', { tags, args }],
    ['bake-file-labels', { labels }],
    ['bake-file-annotations', { annotations }],
    ['bake-file', { tags, labels, args }],
  ];
  return new Map(targets.map(([kind, content]) => [kind, { target: { [target]: content } }] as const));
}

/** A folder that cannot be written is not a fault of Sealift. */
function inFolder<Result>(folder: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw new InputError(
      `Cannot write bake files below ${quote(folder)}: ${explainSystemError(error, 'write')}; set RUNNER_TEMP to a folder that can be written`,
      { cause: error },
    );
  }
}

/**
 * Makes a fresh folder in the runner's own for temporary files: the steps after this one read the bake files, and the
 * runner removes them with the job.
 *
 * @throws {InputError} if it cannot be made.
 */
export function makeBakeFolder(environment: Env): string {
  const parent = environment['RUNNER_TEMP'] || tmpdir();
  return inFolder(parent, () => mkdtempSync(join(parent, 'sealift-')));
}

/** Uses docker/metadata-action's names; returns the paths. @throws {InputError} if one cannot be written. */
export function writeBakeFiles(
  folder: string,
  files: ReadonlyMap<BakeFileKind, object>,
): ReadonlyMap<BakeFileKind, string> {
  const paths = new Map<BakeFileKind, string>();
  for (const [kind, file] of files) {
    const path = join(folder, `${kind.replace('bake-file', 'docker-metadata-action-bake')}.json`);
    inFolder(folder, () => writeFileSync(path, JSON.stringify(file, null, 2)));
    paths.set(kind, path);
  }
  return paths;
}
