import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findRegistryProgram, type ProgramSearch, type RegistryProgram } from './registry-programs.ts';

const run = promisify(execFile);

/** slsa-verifier, built by Go. */
const SLSA_VERIFIER: RegistryProgram = {
  title: 'slsa-verifier',
  names: ['slsa-verifier'],
  requiredBy: 'SEALIFT_REQUIRE_SLSA_VERIFIER',
  remedy: 'build it with "scripts/ci/build-test-programs slsa-verifier"',
};

/**
 * Returns the path of slsa-verifier, or undefined.
 *
 * @throws {Error} where it is missing and SEALIFT_REQUIRE_SLSA_VERIFIER is `1`.
 */
export function findSlsaVerifier(env: ProgramSearch = process.env): string | undefined {
  return findRegistryProgram(SLSA_VERIFIER, env);
}

/** What slsa-verifier is to verify, and what the summary must say. */
export interface SummaryVerification {
  /** The DSSE envelope in a bundle. */
  readonly envelope: object;
  readonly publicKey: string;
  readonly digest: string;
  readonly verifierId: string;
  readonly resourceUri: string;
  readonly levels: readonly string[];
}

/** Has slsa-verifier verify a summary. @throws {Error} with its words if it does not hold. */
export async function verifySummary(wanted: SummaryVerification): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sealift-slsa-'));
  try {
    const [envelope, key] = [join(folder, 'envelope.json'), join(folder, 'key.pem')];
    await writeFile(envelope, JSON.stringify(wanted.envelope));
    await writeFile(key, wanted.publicKey);
    const what = ['--subject-digest', wanted.digest, '--attestation-path', envelope, '--public-key-path', key];
    const says = ['--verifier-id', wanted.verifierId, '--resource-uri', wanted.resourceUri];
    const levels = wanted.levels.flatMap((level) => ['--verified-level', level]);
    const program = findSlsaVerifier({ ...process.env, [SLSA_VERIFIER.requiredBy]: '1' }) ?? '';
    await run(program, ['verify-vsa', ...what, ...says, ...levels], { cwd: folder, env: { PATH: '', HOME: folder } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
