import { pushImage } from '../test/support/image/push-image.ts';
import { buildApp, type Release } from './app-image.ts';
import { check } from './check.ts';
import { IMAGE, type PipelineRun, type PipelineScene, runInPipeline, SIGNER, stageName } from './pipeline-scene.ts';
import { showInputs } from './scene.ts';
import type { Terminal } from './terminal.ts';

/** The pipeline of this part: images are built in d, and p takes them from there. */
export const ROLLBACK_PIPELINE = `version: 1
record: signed
signing:
  fulcio-url: SIGSTORE
  rekor-url: SIGSTORE
  trusted-root: trusted_root.json
  signers:
    - identity: ${SIGNER}
environments:
  d: { repository: "HOST/d/{image}" }
  p: { repository: "HOST/p/{image}", from: d, tags: "type=semver" }
`;

const GOOD: Release = { version: '1.2.3', revision: '860c1904a1ce19322e91ac35af1ab07466440c37' };
const BAD: Release = { version: '1.3.0', revision: 'bad00123456789abcdef0123456789abcdef0123' };
const FIX: Release = { version: '1.2.4', revision: 'f1c50123456789abcdef0123456789abcdef0123' };

const ROLLBACK = { command: 'rollback', to: 'p', image: IMAGE, reason: 'INC-4711' } as const;

function promotion({ version }: Release) {
  return { from: 'd', to: 'p', image: `${IMAGE}:${version}` } as const;
}

function latestOf({ registry }: PipelineScene): string | undefined {
  return registry.tags(stageName('p')).get('latest');
}

async function promote(scene: PipelineScene, release: Release): Promise<PipelineRun> {
  const run = await runInPipeline(scene, promotion(release));
  check(run.exitCode === 0, `${release.version} was not promoted: ${run.refusal}`);
  return run;
}

/** Shows a bad release, rolled back in one run, refused when it is promoted again, and a lower fix that gets "latest". */
export async function tellRollback(scene: PipelineScene, terminal: Terminal): Promise<void> {
  const [good, bad, fix] = [buildApp(GOOD), buildApp(BAD), buildApp(FIX)] as const;
  for (const [app, { version }] of [
    [good, GOOD],
    [bad, BAD],
    [fix, FIX],
  ] as const) {
    await pushImage(scene.registry.host, stageName('d'), app, [version]);
  }
  await promote(scene, GOOD);
  await promote(scene, BAD);
  check(latestOf(scene) === bad.digest, 'The bad release does not run');
  terminal.heading('1  A bad release');
  terminal.say(`1.2.3 ran in p. Then 1.3.0 was promoted, and it is bad: "latest" is on ${bad.digest.slice(0, 19)}.`);
  showInputs(terminal, promotion(BAD));

  const back = await runInPipeline(scene, ROLLBACK);
  check(back.exitCode === 0, `It was not rolled back: ${back.refusal}`);
  check(latestOf(scene) === good.digest, 'The rollback did not bring back what ran before');
  check(back.outputs['previous-digest'] === bad.digest, 'The rollback does not say what ran');
  terminal.heading('2  One run takes it back');
  terminal.say(
    'It holds 1.3.0 wherever it is, records the rollback, and moves "latest" and "1" back to what ran before.',
  );
  showInputs(terminal, ROLLBACK);
  terminal.frame('log', back.log);

  const again = await runInPipeline(scene, promotion(BAD));
  check(again.exitCode === 1, 'The bad release was promoted again');
  check(again.refusal.includes('it is held since'), `It was refused for another reason: ${again.refusal}`);
  check(latestOf(scene) === good.digest, 'A refused promotion moved a tag');
  terminal.heading('3  Refused: the bad release again');
  terminal.say('The next automation tries to promote 1.3.0 again.');
  showInputs(terminal, promotion(BAD));
  terminal.say(again.refusal, 'red');

  await promote(scene, FIX);
  check(latestOf(scene) === fix.digest, 'The fix did not get "latest"');
  check(scene.registry.tags(stageName('p')).get('1.3.0') === bad.digest, 'A full version was moved');
  terminal.heading('4  A fix gets "latest"');
  terminal.say('1.2.4 is lower than 1.3.0, which is held and does not count: "latest" and "1" go to the fix.');
  showInputs(terminal, promotion(FIX));
  terminal.line();
  terminal.line(`   ${terminal.paint('green', '✓')} latest → 1.2.4 (${fix.digest.slice(0, 19)}); 1.3.0 is held`);
}
