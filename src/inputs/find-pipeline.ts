import type { Env } from '../event/payload.ts';
import { DEFAULT_PIPELINE_FILE, loadPipeline } from '../pipeline/load.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { GetInput } from './parse.ts';

/**
 * Reads the pipeline file of the checkout.
 *
 * The tags of a build have nothing to do with it: `command: tags` runs without.
 *
 * @returns undefined where there is none; where the input `config` names one, it must be there.
 * @throws {InputError} that names the place in the file.
 */
export async function findPipeline(get: GetInput, environment: Env): Promise<Pipeline | undefined> {
  if (get('command') === 'tags') return undefined;
  const root = environment['GITHUB_WORKSPACE'] || process.cwd();
  const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_REPOSITORY: name } = environment;
  const repository = name ? `${server}/${name}` : undefined;
  return loadPipeline(get('config') || DEFAULT_PIPELINE_FILE, { root, repository });
}
