import { formatBytes } from '../../src/util/format.ts';
import { check } from '../check.ts';
import { IMAGE, type PipelineScene, runInPipeline, SIGNER, stageName } from '../pipeline-scene.ts';
import { ENVIRONMENTS, type EnvironmentName, showInputs } from '../scene.ts';
import { readSignedRecord, type SignedRecord } from '../signed-record.ts';
import type { Terminal } from '../terminal.ts';
import { shortDigest } from '../text.ts';
import { measureTraffic } from '../traffic.ts';
import { RELEASE } from './build.ts';

/** A promotion from one environment of the pipeline to the next. */
export interface PipelinePromotion {
  readonly from: EnvironmentName;
  readonly to: EnvironmentName;
  readonly record: SignedRecord;
}

/** Returns the inputs of a promotion between environments, as a workflow gives them. */
export function stageInputs(
  from: EnvironmentName,
  to: EnvironmentName,
  version: string = RELEASE.version,
): Readonly<Record<string, string>> {
  return { from, to, image: `${IMAGE}:${version}` };
}

/** Promotes the release from one environment to the next, and makes sure that its record says so and is signed. */
async function promoteTo(
  scene: PipelineScene,
  { from, to, before }: Pick<PipelinePromotion, 'from' | 'to'> & { readonly before: SignedRecord | undefined },
): Promise<PipelinePromotion> {
  const { registry, app } = scene;
  const run = await runInPipeline(scene, stageInputs(from, to));
  check(run.exitCode === 0, `The promotion from ${from} to ${to} failed: ${run.refusal}`);
  const tags = registry.tags(stageName(to));
  check(tags.get(RELEASE.version) === app.digest, `The tag ${stageName(to)}:${RELEASE.version} is not on the image`);
  const record = readSignedRecord(registry, run.outputs['record'] ?? '');
  const { claim, signer, logEntries } = record;
  const { source, destination, evidence } = claim.predicate;
  check(signer === SIGNER, `The record of ${to} is signed by "${signer}"`);
  check(logEntries === 1, `The record of ${to} comes with ${logEntries} entries of the log`);
  check(
    source.environment === from && destination.environment === to,
    `The record of ${to} does not say that the image came from ${from} to ${to}`,
  );
  check(
    claim.subjects.some(({ digest }) => digest.some((each) => each === app.digest)),
    `The record of ${to} is about another image`,
  );
  check(evidence === before?.digest, `The record of ${to} does not name the record that allowed it`);
  return { from, to, record };
}

/** Promotes the release through the whole pipeline, d → t → s1 → s2 → p. */
export async function promoteThroughPipeline(scene: PipelineScene): Promise<readonly PipelinePromotion[]> {
  const promotions: PipelinePromotion[] = [];
  const [first, ...others] = ENVIRONMENTS;
  let from: EnvironmentName = first;
  for (const to of others) {
    promotions.push(await promoteTo(scene, { from, to, before: promotions.at(-1)?.record }));
    from = to;
  }
  const { entry } = scene.world.sigstore.requests;
  check(entry === promotions.length, `The log of the Sigstore was asked for ${entry} entries`);
  const { layerBytes } = measureTraffic(scene.registry.log, scene.app.layers);
  check(
    layerBytes === 0,
    `${formatBytes(layerBytes)} of layers went through the runner on the way through the pipeline`,
  );
  return promotions;
}

/** Shows the promotions that went through the pipeline. */
export function showPipelinePromotions(
  terminal: Terminal,
  number: number,
  promotions: readonly PipelinePromotion[],
): void {
  terminal.heading(`${number}  By name: ${ENVIRONMENTS.join(' → ')}`);
  terminal.say('The workflow names environments. These four promotions ran in the background during the first part.');
  showInputs(terminal, stageInputs('d', 't'));
  const tick = terminal.paint('green', '✓');
  terminal.table([
    ['route', 'signed record', 'allowed by'].map((head) => terminal.paint('dim', head)),
    ...promotions.map(({ from, to, record }) => [
      terminal.paint('bold', `${from} → ${to}`),
      `${tick} ${shortDigest(record.digest)}`,
      record.claim.predicate.evidence === undefined
        ? 'nothing; it was built there'
        : `the record ${shortDigest(record.claim.predicate.evidence)} of ${from}`,
    ]),
  ]);
  terminal.line();
  terminal.pairs([
    ['signed by', promotions[0]?.record.signer ?? ''],
    ['logged', `by the local Sigstore, whose log now has ${promotions.length} entries`],
    ['layers', `${formatBytes(0)} through the runner`],
  ]);
}
