import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WORKFLOW } from '../../test/e2e/pipeline-world.ts';
import { IMAGE, type PipelineScene } from '../pipeline-scene.ts';
import type { Terminal } from '../terminal.ts';

/** Introduces the second part. */
export function showPipeline({ registry, world }: PipelineScene, terminal: Terminal): void {
  terminal.line();
  terminal.line(terminal.paint('bold', 'The pipeline: enforced routes, and signed records that prove them'));
  terminal.line();
  terminal.pairs([
    ['registry', `${registry.host}, a second one, with the same release in d/${IMAGE}`],
    ['Sigstore', `${world.sigstore.url}, also in this process: certifies and logs signatures`],
    ['identity', `tokens as GitHub issues them, for ${WORKFLOW}`],
  ]);
}

/** Shows the pipeline file as it lies in the checkout. */
export async function showPipelineFile({ world }: PipelineScene, terminal: Terminal, number: number): Promise<void> {
  terminal.heading(`${number}  The pipeline file`);
  terminal.say('One file defines the environments, the routes between them, and who may sign.');
  terminal.say('From here on, each promotion signs its record, and requires the signed record of the one before it.');
  terminal.line();
  terminal.frame('.github/sealift.yml', await readFile(join(world.workspace, '.github', 'sealift.yml'), 'utf8'));
}
