import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PipelinePromotion, promoteThroughPipeline, stageInputs } from '../../demo/acts/pipeline-promotions.ts';
import { DemoError } from '../../demo/check.ts';
import { forgeBundle, makeIntruder, smuggle } from '../../demo/forgery.ts';
import { openPipeline, PIPELINE, type PipelineScene, runInPipeline, stageName } from '../../demo/pipeline-scene.ts';
import { tellPipeline } from '../../demo/pipeline-story.ts';
import { watchProduction } from '../../demo/production-watch.ts';
import type { SignedRecord } from '../../demo/signed-record.ts';
import { Terminal } from '../../demo/terminal.ts';

/** The time for a walk through the whole pipeline on a busy machine (milliseconds). */
const TIME_LIMIT = 60_000;

describe('the second part of the demo', () => {
  let scene: PipelineScene;
  let promotions: readonly PipelinePromotion[] = [];

  beforeAll(async () => {
    scene = await openPipeline(PIPELINE.replace('from: s2', 'from: [s2, d]'));
    promotions = await promoteThroughPipeline(scene);
  }, TIME_LIMIT);
  afterAll(() => scene[Symbol.asyncDispose]());

  function genuine(): SignedRecord {
    const promotion = promotions.find(({ to }) => to === 's2');
    if (promotion === undefined) throw new Error('nothing was promoted to s2');
    return promotion.record;
  }

  it('breaks off where a stage can be skipped after all', { timeout: TIME_LIMIT }, async () => {
    const story = tellPipeline(scene, promotions, new Terminal({ write: () => true }, {}));
    await expect(story).rejects.toThrow(DemoError);
    await expect(story).rejects.toThrow('"Refused: an environment is skipped" did not happen: exit code 0');
  });

  // Without this, the forged record might be refused for anything that is wrong with it.
  it('forges records that lack nothing but the right Sigstore', { timeout: TIME_LIMIT }, async () => {
    const release = { version: '1.2.9', revision: '90ed0123456789abcdef0123456789abcdef0123' };
    const intruder = makeIntruder(release, genuine());
    await smuggle(scene, intruder, await forgeBundle(intruder, scene.world.sigstore));
    const run = await runInPipeline(scene, stageInputs('s2', 'p', '1.2.9'));
    expect(run.refusal).toBe('');
    expect(scene.registry.tags(stageName('p')).get('1.2.9')).toBe(intruder.image.digest);
  });

  it('breaks off where a refused promotion changed production', async () => {
    const repository = stageName('p');
    const checkAgain = watchProduction(scene);
    expect(checkAgain).not.toThrow();
    scene.registry.load(repository, scene.app, ['stray']);
    expect(checkAgain).toThrow('What p holds changed');
    await fetch(`http://${scene.registry.host}/v2/${repository}/manifests/latest`, { method: 'PUT' });
    expect(checkAgain).toThrow('1 requests tried to write to p');
  });
});

describe('promoteThroughPipeline', () => {
  it('breaks off where somebody else signs', { timeout: TIME_LIMIT }, async () => {
    await using scene = await openPipeline(PIPELINE.replace('promote.yml', '*'));
    scene.world.tokens.claims = { job_workflow_ref: 'acme/app/.github/workflows/other.yml@refs/heads/main' };
    await expect(promoteThroughPipeline(scene)).rejects.toThrow(/^The record of t is signed by ".*\/other\.yml@/);
  });
});
