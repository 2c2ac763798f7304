import type { Env } from '../event/payload.ts';
import { loadPipeline } from '../pipeline/load.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';

/**
 * Reads the pipeline file of the checkout.
 *
 * @returns undefined if there is none; one that is named must exist.
 * @throws {InputError} that names the position in the file.
 */
export async function readPipelineFile(path: string, environment: Env): Promise<Pipeline | undefined> {
  const root = environment['GITHUB_WORKSPACE'] || process.cwd();
  const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_REPOSITORY: name } = environment;
  const repository = name ? `${server}/${name}` : undefined;
  return loadPipeline(path, { root, repository });
}
