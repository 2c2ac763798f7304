import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findRegistryProgram, type RegistryProgram } from './registry-programs.ts';

const run = promisify(execFile);

/** Syft, which makes SBOMs, built by Go; the nightly tests run it. */
export const SYFT: RegistryProgram = {
  title: 'Syft',
  names: ['syft'],
  requiredBy: 'SEALIFT_REQUIRE_SYFT',
  remedy: 'build it with "scripts/ci/build-test-programs syft"',
};

/** The forms of SBOMs that gates read. */
export type SbomForm = 'spdx-json' | 'cyclonedx-json';

/** Has Syft list what is in an image: `127.0.0.1:PORT/NAME@DIGEST`. */
export async function makeSbom(image: string, form: SbomForm): Promise<Readonly<Record<string, unknown>>> {
  const folder = await mkdtemp(join(tmpdir(), 'sealift-syft-'));
  try {
    const program = findRegistryProgram(SYFT, { ...process.env, [SYFT.requiredBy]: '1' }) ?? '';
    const file = join(folder, 'sbom.json');
    const env = {
      ...{ PATH: '', HOME: folder, SYFT_CHECK_FOR_APP_UPDATE: 'false' },
      ...{ SYFT_REGISTRY_INSECURE_USE_HTTP: 'true', HTTPS_PROXY: 'http://127.0.0.1:9' },
    };
    await run(program, ['scan', `registry:${image}`, '--output', `${form}=${file}`, '--quiet'], { cwd: folder, env });
    return JSON.parse(await readFile(file, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
