import { findDistribution } from './distribution.ts';
import { findProgram } from './programs.ts';

/** Says before the tests which real programs they found, because what is not here is skipped. */
export function setup(): void {
  const distribution = findDistribution();
  const others = ['skopeo', 'umoci'].filter((name) => findProgram([name]) === undefined);
  const missing = [...(distribution === undefined ? ['CNCF Distribution (docker-registry)'] : []), ...others];
  if (distribution !== undefined) console.log(`Tests run against CNCF Distribution: ${distribution}`);
  if (missing.length > 0) console.log(`Not installed, so their tests are skipped: ${missing.join(', ')}`);
}
