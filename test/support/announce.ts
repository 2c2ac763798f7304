import { COSIGN } from './cosign.ts';
import { ORAS } from './oras.ts';
import { findProgram } from './programs.ts';
import { findRegistryProgram, REGISTRY_PROGRAMS } from './registry-programs.ts';

/** Tools of others, which tests run where they are. */
const TOOLS = ['skopeo', 'umoci', 'openssl'];

/** Says before the tests which real programs they found, because what is not here is skipped. */
export function setup(): void {
  const missing: string[] = [];
  for (const registry of [...REGISTRY_PROGRAMS, COSIGN, ORAS]) {
    const program = findRegistryProgram(registry);
    if (program === undefined) missing.push(`${registry.title} (${registry.names[0]})`);
    else console.log(`Tests run against ${registry.title}: ${program}`);
  }
  missing.push(...TOOLS.filter((name) => findProgram([name]) === undefined));
  if (missing.length > 0) console.log(`Not installed, so their tests are skipped: ${missing.join(', ')}`);
}
