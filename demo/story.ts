import type { EmbeddedRegistry } from '../test/support/registry/registry.ts';
import { pushBuilds, RELEASE, showOpening } from './acts/build.ts';
import { showBytes, showRecords, showSummary, showTags } from './acts/evidence.ts';
import { type Promotion, playPromotion } from './acts/promotion.ts';
import { playAgain, playDryRuns, playRefusal } from './acts/rules.ts';
import { buildApp } from './app-image.ts';
import type { Scene } from './scene.ts';
import type { Terminal } from './terminal.ts';

/** Tells the story of a release: built once, promoted four times, never changed. */
export async function tellStory(registry: EmbeddedRegistry, terminal: Terminal): Promise<void> {
  const scene: Scene = { registry, terminal, app: buildApp(RELEASE) };
  const { app } = scene;
  await pushBuilds(scene);
  showOpening(scene);

  const toTest = await playPromotion(scene, {
    ...{ number: 1, from: 'd', to: 't', tag: RELEASE.version },
    about: 'The image enters the test environment. Its tags come from its version, its commit and the date.',
  });
  const dateSeq = toTest.outputs['date-seq'] ?? '';
  const toFirstStaging = await playPromotion(scene, {
    ...{ number: 2, from: 't', to: 's1', tag: dateSeq },
    about: 'Any tag works as the source, such as the daily build number. The version then comes from the label.',
  });
  const sha = toTest.plan.find(({ kind }) => kind === 'sha')?.tag ?? '';
  const toSecondStaging = await playPromotion(scene, {
    ...{ number: 3, from: 's1', to: 's2', tag: sha },
    about: 'So does the tag of its commit. Nothing is rebuilt, and nothing is pulled.',
  });
  const last: Promotion = {
    ...{ number: 4, from: 's2', to: 'p', tag: RELEASE.version },
    about: 'Production gets exactly the bytes that were tested, and the record keeps the reason.',
    inputs: { 'expected-digest': app.digest, reason: 'Release 42' },
  };
  const toProduction = await playPromotion(scene, last);

  await playAgain(scene, { number: 5, last, dateSeq: toProduction.outputs['date-seq'] ?? '' });
  await playDryRuns(scene, 6);
  await playRefusal(scene, 7);

  await showTags(
    scene,
    toProduction.plan.map(({ tag }) => tag),
  );
  const promotions = [toTest, toFirstStaging, toSecondStaging, toProduction];
  await showBytes(
    scene,
    promotions.reduce((sum, { traffic }) => sum + traffic.layerBytes, 0),
  );
  await showRecords(scene);
  showSummary(scene, toProduction.summary);
}
