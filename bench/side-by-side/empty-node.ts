import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureProcess } from './process-cost.ts';

/** Measures the wall time of a Node program that does nothing, as the tools are measured (ms). */
export async function measureEmptyNode(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-empty-'));
  try {
    const file = join(folder, 'empty.js');
    await writeFile(file, '');
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder };
    return (await measureProcess({ script: `exec '${process.execPath}' '${file}'\n`, env, folder })).wall;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
