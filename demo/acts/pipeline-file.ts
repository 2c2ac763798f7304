import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WORKFLOW } from '../../test/e2e/pipeline-world.ts';
import { IMAGE, type PipelineScene } from '../pipeline-scene.ts';
import type { Terminal } from '../terminal.ts';

/** Introduces the second part. */
export function showPipeline({ registry, world }: PipelineScene, terminal: Terminal): void {
  terminal.line();
  terminal.line(terminal.paint('bold', 'The pipeline: an order that holds, and signed records that prove it'));
  terminal.line();
  terminal.pairs([
    ['registry', `${registry.host}, a second one, with the same release in d/${IMAGE}`],
    ['Sigstore', `${world.sigstore.url}, in this process too: it certifies who signs, and logs it`],
    ['identity', `tokens as GitHub gives them, to ${WORKFLOW}`],
  ]);
}

/** Shows the pipeline file as it lies in the checkout. */
export async function showPipelineFile({ world }: PipelineScene, terminal: Terminal, number: number): Promise<void> {
  terminal.heading(`${number}  The pipeline file`);
  terminal.say('One file defines the environments, the routes between them, and who may sign.');
  terminal.say('Each promotion is signed now, and requires the signed record of the one before it.');
  terminal.line();
  terminal.frame('.github/sealift.yml', await readFile(join(world.workspace, '.github', 'sealift.yml'), 'utf8'));
}
