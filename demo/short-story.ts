import { formatBytes } from '../src/util/format.ts';
import { pushImage } from '../test/support/image/push-image.ts';
import { startSigstore } from '../test/support/sigstore/sigstore.ts';
import { AS_ROOT, OLDER, RELEASE } from './acts/build.ts';
import { stageInputs } from './acts/pipeline-promotions.ts';
import { FORGED } from './acts/pipeline-refusals.ts';
import { buildApp } from './app-image.ts';
import { check } from './check.ts';
import { forgeBundle, makeIntruder, smuggle } from './forgery.ts';
import { PIPELINE, type PipelineRun, type PipelineScene, runInPipeline, SIGNER, stageName } from './pipeline-scene.ts';
import { parsePlan, showPlan } from './plan-line.ts';
import { readSignedRecord } from './signed-record.ts';
import type { Terminal } from './terminal.ts';
import { shortDigest } from './text.ts';
import { measureTraffic } from './traffic.ts';

/** The pipeline of the short story: built in d, staged in s2, run in p. */
export const SHORT_PIPELINE = PIPELINE.replace(/ {2}t: .*\n {2}s1: .*\n/, '').replace(
  'from: s1',
  'from: d, gates: { config: { user: non-root, secrets: deny } }',
);

/** Why the forged record must be refused: a refusal for another reason proves nothing. */
const FORGERY = 'no trusted root vouches for its certificate';

/** What the runs of the short story came to. */
interface ShortRuns {
  readonly promoted: PipelineRun;
  readonly patch: PipelineRun;
  readonly forged: PipelineRun;
  readonly asRoot: PipelineRun;
  readonly layerBytes: number;
}

/** Promotes the release to p; meanwhile, an older patch is planned, and an image with a forged record is tried. */
async function playRuns(scene: PipelineScene): Promise<ShortRuns> {
  const { registry, app } = scene;
  for (const release of [OLDER, AS_ROOT]) {
    await pushImage(registry.host, stageName('d'), buildApp(release), [release.version]);
  }
  registry.clearLog();
  const staged = await runInPipeline(scene, stageInputs('d', 's2'));
  check(staged.exitCode === 0, `The promotion to s2 failed: ${staged.refusal}`);
  const staging = measureTraffic(registry.log, app.layers).layerBytes;
  const intruder = makeIntruder(FORGED, readSignedRecord(registry, staged.outputs['record'] ?? ''));
  await using stranger = await startSigstore();
  // Before the intruder is there: its version would count among those in s2.
  const [patch, bundle, asRoot] = await Promise.all([
    runInPipeline(scene, { ...stageInputs('d', 's2', OLDER.version), 'dry-run': 'true' }),
    forgeBundle(intruder, stranger),
    runInPipeline(scene, stageInputs('d', 's2', AS_ROOT.version)),
  ]);
  await smuggle(scene, intruder, bundle);
  registry.clearLog();
  const [promoted, forged] = await Promise.all([
    runInPipeline(scene, stageInputs('s2', 'p')),
    runInPipeline(scene, stageInputs('s2', 'p', FORGED.version)),
  ]);
  const layerBytes = staging + measureTraffic(registry.log, app.layers).layerBytes;
  return { promoted, patch, forged, asRoot, layerBytes };
}

function checkRuns({ registry, app }: PipelineScene, { promoted, patch, forged, asRoot, layerBytes }: ShortRuns): void {
  const production = registry.tags(stageName('p'));
  check(promoted.exitCode === 0, `The promotion to p failed: ${promoted.refusal}`);
  check(production.get(RELEASE.version) === app.digest, 'The image in p is not the one that was built');
  check(layerBytes === 0, `${formatBytes(layerBytes)} of layers went through the runner`);
  const record = readSignedRecord(registry, promoted.outputs['record'] ?? '');
  check(record.signer === SIGNER, `The record of p is signed by "${record.signer}"`);
  const plan = parsePlan(patch.outputs['plan'] ?? '[]');
  const latest = plan.find(({ tag }) => tag === 'latest');
  check(patch.exitCode === 0 && latest?.action === 'skip', 'The older patch would take "latest"');
  check(
    asRoot.exitCode === 1 && asRoot.refusal.includes('it runs as root'),
    `A gate did not refuse: ${asRoot.refusal}`,
  );
  check(!registry.tags(stageName('s2')).has(AS_ROOT.version), 'The image that runs as root is in s2');
  check(forged.exitCode === 1, `The forged record was not refused: exit code ${forged.exitCode}`);
  check(forged.refusal.includes(FORGERY), `The forged record was refused for another reason: ${forged.refusal}`);
  check(!production.has(FORGED.version), 'The image with the forged record is in p');
}

/** Shows the heart of Sealift on one screen and a half: a promotion, a patch, a gate, a forgery. */
export async function tellShortStory(scene: PipelineScene, terminal: Terminal): Promise<void> {
  const { registry, app } = scene;
  terminal.line(terminal.paint('bold', 'Sealift promotes container images: same bytes, reliable tags, signed records'));
  terminal.line();
  terminal.pairs([
    ['registry', `${registry.host}, inside this process; nothing else is contacted`],
    ['pipeline', 'd (built here) → s2 (staging) → p (production)'],
    ['action', 'dist/index.js, started as a GitHub runner starts it'],
  ]);
  const runs = await playRuns(scene);
  checkRuns(scene, runs);
  const { promoted, patch, forged, asRoot } = runs;
  const tick = terminal.paint('green', '✓');

  terminal.heading('1  Promoted to production');
  terminal.say(`with: { from: s2, to: p, image: shop/app:${RELEASE.version} }`, 'dim');
  showPlan(terminal, parsePlan(promoted.outputs['plan'] ?? '[]'));
  terminal.line();
  terminal.pairs([
    ['digest', `${tick} ${shortDigest(app.digest)} in d, s2 and p: the bytes that were tested`],
    ['layers', `${tick} ${formatBytes(runs.layerBytes)} through the runner; the registry mounted them`],
    ['record', `${tick} ${shortDigest(promoted.outputs['record']?.split('@')[1] ?? '')}, signed by the workflow`],
  ]);

  terminal.heading(`2  A patch for an older line does not take "latest"`);
  terminal.say(`with: { from: d, to: s2, image: shop/app:${OLDER.version}, dry-run: true }`, 'dim');
  showPlan(terminal, parsePlan(patch.outputs['plan'] ?? '[]'));

  terminal.heading('3  A gate refuses an image that runs as root');
  terminal.say(`with: { from: d, to: s2, image: shop/app:${AS_ROOT.version} }`, 'dim');
  for (const line of asRoot.refusal.split('\n')) terminal.say(line, 'red');

  terminal.heading('4  A forged record is refused');
  terminal.say(
    'Someone with the password of s2 pushed an image there, with a record that names the right workflow but is signed with another Sigstore.',
  );
  terminal.say(`with: { from: s2, to: p, image: shop/app:${FORGED.version} }`, 'dim');
  terminal.say(forged.refusal, 'red');

  terminal.heading('Next');
  terminal.pairs([
    ['npm run demo -- all', 'everything: all environments, verify, history, forged and moved records'],
    ['README.md', 'a complete job for your own repository'],
    ['examples/', 'complete workflows, all run by CI'],
  ]);
}
