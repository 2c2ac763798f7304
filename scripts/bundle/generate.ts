import { type OutputChunk, rolldown } from 'rolldown';
import configs from '../../rolldown.config.ts';

/** Bundles in memory, and returns the files with the modules that are left in each: what is shaken out is in none. */
export async function generateBundle(): Promise<readonly OutputChunk[]> {
  const chunks: OutputChunk[] = [];
  for (const config of configs) {
    const [output] = [config.output ?? {}].flat();
    await using bundle = await rolldown(config);
    const generated = await bundle.generate(output);
    chunks.push(...generated.output.filter((file) => file.type === 'chunk'));
  }
  return chunks;
}
