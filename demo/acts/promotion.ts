import { formatBytes } from '../../src/util/format.ts';
import { type ActionRun, runSealift } from '../action-run.ts';
import { check } from '../check.ts';
import { showPlan } from '../plan-line.ts';
import { readRecords } from '../registry-reads.ts';
import { apiOf, type EnvironmentName, openChapter, repositoryName, repositoryOf, type Scene } from '../scene.ts';
import { shortDigest } from '../text.ts';

/** One promotion of the story. */
export interface Promotion {
  readonly number: number;
  readonly from: EnvironmentName;
  readonly to: EnvironmentName;
  /** The tag by which the image is named in `from`. */
  readonly tag: string;
  readonly about: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

/** Returns the inputs of a promotion. */
export function inputsOf(
  scene: Scene,
  { from, to, tag, inputs }: Omit<Promotion, 'number' | 'about'>,
): Readonly<Record<string, string>> {
  return { from: `${repositoryOf(scene, from)}:${tag}`, to: repositoryOf(scene, to), ...inputs };
}

async function checkPromotion(scene: Scene, { to }: Promotion, run: ActionRun): Promise<void> {
  const { registry, app } = scene;
  check(run.exitCode === 0, `The promotion to ${to} failed: ${run.refusal}`);
  check(
    run.traffic.layerBytes === 0,
    `${formatBytes(run.traffic.layerBytes)} of layers went through the runner on the way to ${to}`,
  );
  check(run.outputs['digest'] === app.digest, `The digest changed on the way to ${to}`);
  const tags = registry.tags(repositoryName(to));
  for (const { tag } of run.plan) check(tags.get(tag) === app.digest, `The tag ${to}/app:${tag} is not on the image`);
  const records = await readRecords(apiOf(scene, to), app.digest);
  check(
    records.some(({ digest }) => run.outputs['record']?.endsWith(`@${digest}`)),
    `The record of the promotion to ${to} is not among the referrers`,
  );
}

/** Promotes the image from one environment to the next, shows what was done, and makes sure that it is so. */
export async function playPromotion(scene: Scene, promotion: Promotion): Promise<ActionRun> {
  const { terminal, registry, app } = scene;
  const inputs = inputsOf(scene, promotion);
  openChapter(scene, {
    title: `${promotion.number}  Promote: ${promotion.from} → ${promotion.to}`,
    about: promotion.about,
    inputs,
  });
  const run = await runSealift(registry, inputs, app.layers);
  await checkPromotion(scene, promotion, run);
  showPlan(terminal, run.plan);
  terminal.line();
  const { layerBytes, mountedLayers, requests } = run.traffic;
  const tick = terminal.paint('green', '✓');
  terminal.pairs([
    [
      'digest',
      `${tick} ${shortDigest(app.digest)} in ${promotion.from}, ${shortDigest(app.digest)} in ${promotion.to}`,
    ],
    ['layers', `${tick} ${formatBytes(layerBytes)} through the runner; the registry mounted ${mountedLayers} layers`],
    [
      'record',
      `${tick} ${shortDigest(run.outputs['record']?.split('@')[1] ?? '')}, attached to the image in ${promotion.to}`,
    ],
    ['total', `  ${requests} requests in ${(run.milliseconds / 1000).toFixed(1)} s`],
  ]);
  return run;
}
