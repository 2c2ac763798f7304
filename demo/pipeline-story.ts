import { showPipeline, showPipelineFile } from './acts/pipeline-file.ts';
import { type PipelinePromotion, showPipelinePromotions } from './acts/pipeline-promotions.ts';
import { HISTORY, showHistory, showVerification, VERIFY } from './acts/pipeline-proof.ts';
import { SKIPPED, showRefusal, smuggleIntruders, UNPROVEN } from './acts/pipeline-refusals.ts';
import { check } from './check.ts';
import { type PipelineScene, runInPipeline } from './pipeline-scene.ts';
import { watchProduction } from './production-watch.ts';
import type { Terminal } from './terminal.ts';

/** The number of the last act before this part. */
const ACTS_BEFORE = 7;

/** Shows what a pipeline file adds: enforced routes, and records that prove them. */
export async function tellPipeline(
  scene: PipelineScene,
  promotions: readonly PipelinePromotion[],
  terminal: Terminal,
): Promise<void> {
  let act = ACTS_BEFORE;
  const fromSecondStaging = promotions.find(({ to }) => to === 's2');
  check(fromSecondStaging !== undefined, 'Nothing was promoted to s2');
  const checkProduction = watchProduction(scene);
  const firstRuns = Promise.all([
    runInPipeline(scene, VERIFY, { hasIdentity: false }),
    runInPipeline(scene, HISTORY, { hasIdentity: false }),
    runInPipeline(scene, SKIPPED.inputs),
  ]);

  showPipeline(scene, terminal);
  await showPipelineFile(scene, terminal, ++act);
  showPipelinePromotions(terminal, ++act, promotions);
  const [verified, history, skipped] = await firstRuns;
  // After the history was read: it would show them too.
  await smuggleIntruders(scene, fromSecondStaging.record);
  const unproven = UNPROVEN.map(async (refusal) => ({ refusal, run: await runInPipeline(scene, refusal.inputs) }));

  showVerification(terminal, ++act, { run: verified, promotions });
  showHistory(scene, terminal, { number: ++act, run: history, promotions });
  showRefusal(terminal, ++act, { refusal: SKIPPED, run: skipped });
  for (const refused of await Promise.all(unproven)) showRefusal(terminal, ++act, refused);
  checkProduction();
  terminal.line();
  terminal.line(`   ${terminal.paint('green', '✓')} Three refusals, each with exit code 1. Nothing was written to p.`);
}
