import { KYVERNO, POLICY_CONTROLLER } from './admission-controllers.ts';
import { chooseSeed } from './choose-seed.ts';
import { COSIGN } from './cosign.ts';
import { ORAS } from './oras.ts';
import { findProgram } from './programs.ts';
import { findRegistryProgram, GITEA_PROGRAM, PULP_PROGRAM, REGISTRY_PROGRAMS } from './registry-programs.ts';
import { SYFT } from './scanners.ts';
import { IS_FULL } from './seed.ts';

/** Tools of others, which tests run where they are. */
const TOOLS = ['skopeo', 'umoci', 'openssl'];

/** Programs that only the nightly tests run. */
const NIGHTLY = [GITEA_PROGRAM, PULP_PROGRAM, KYVERNO, POLICY_CONTROLLER, SYFT];

function quoted(argument: string): string {
  return /^[\w./=:@-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/** Renders the command that runs the same tests with the same cases. */
function repetition(): string {
  const settings = { ...(IS_FULL ? { SEALIFT_FULL: '1' } : {}), SEALIFT_SEED: chooseSeed() };
  const variables = Object.entries(settings).map(([name, value]) => `${name}=${quoted(value)}`);
  return [...variables, 'npx vitest', ...process.argv.slice(2).map(quoted)].join(' ');
}

/** Says before the tests what decides their cases, and which real programs they found: what is not here is skipped. */
export function setup(): void {
  console.log(`Seed ${chooseSeed()}; to repeat this run: ${repetition()}`);
  const missing: string[] = [];
  for (const registry of [...REGISTRY_PROGRAMS, ...(IS_FULL ? NIGHTLY : []), COSIGN, ORAS]) {
    const program = findRegistryProgram(registry);
    if (program === undefined) missing.push(`${registry.title} (${registry.names[0]})`);
    else console.log(`Tests run against ${registry.title}: ${program}`);
  }
  missing.push(...TOOLS.filter((name) => findProgram([name]) === undefined));
  if (missing.length > 0) console.log(`Not installed, so their tests are skipped: ${missing.join(', ')}`);
}
