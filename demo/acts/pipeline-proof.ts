import { isJsonObject, objectProperty, parseJsonText, property, stringProperty } from '../../src/oci/json.ts';
import { check } from '../check.ts';
import { IMAGE, type PipelineRun, type PipelineScene, SIGNER } from '../pipeline-scene.ts';
import { ENVIRONMENTS, showInputs } from '../scene.ts';
import type { Terminal } from '../terminal.ts';
import { RELEASE } from './build.ts';
import type { PipelinePromotion } from './pipeline-promotions.ts';

/** The inputs of the run that verifies the way to production. */
export const VERIFY = { command: 'verify', from: 'p', image: `${IMAGE}:${RELEASE.version}` } as const;

/** The inputs of the run that shows what is where. */
export const HISTORY = { command: 'history', image: IMAGE } as const;

/** Shows how the way to production is proven, link by link. */
export function showVerification(
  terminal: Terminal,
  number: number,
  { run, promotions }: { readonly run: PipelineRun; readonly promotions: readonly PipelinePromotion[] },
): void {
  check(run.exitCode === 0, `The way to p is not proven: ${run.refusal}`);
  const lines = run.log.split('\n');
  for (const { from, to, record } of promotions) {
    const line = lines.find((each) => each.includes(`✓ ${to}: promoted from ${from} `));
    check(
      line?.includes(record.digest.slice(0, 'sha256:'.length + 12)) === true && line.endsWith(`signed by ${SIGNER}`),
      `The link from ${from} to ${to} is not proven by the record that was written`,
    );
  }
  check(
    lines.some((line) => line.includes('✓ d: built')),
    'The proof does not go back to the build',
  );
  terminal.heading(`${number}  Verify`);
  terminal.say(
    'Anyone who can read the registry can verify signatures, routes and digests back to the build. This run cannot sign.',
  );
  showInputs(terminal, VERIFY);
  terminal.frame('log', run.log);
}

/** Finds the digest that each environment runs, by the action's output `report`. */
function currentDigests(report: string): ReadonlyMap<string, string> {
  const images = property(parseJsonText(report), 'images');
  const [image] = Array.isArray(images) ? images : [];
  const environments = isJsonObject(image) ? property(image, 'environments') : undefined;
  if (!Array.isArray(environments)) return new Map();
  return new Map(
    environments.filter(isJsonObject).map((environment) => {
      const digest = stringProperty(objectProperty(environment, 'current') ?? {}, 'digest');
      return [stringProperty(environment, 'name') ?? '', digest ?? 'nothing'];
    }),
  );
}

/** Shows what is where, since when and by whom. */
export function showHistory(
  { app }: PipelineScene,
  terminal: Terminal,
  {
    number,
    run,
    promotions,
  }: { readonly number: number; readonly run: PipelineRun; readonly promotions: readonly PipelinePromotion[] },
): void {
  check(run.exitCode === 0, `The history could not be read: ${run.refusal}`);
  const digests = currentDigests(run.outputs['report'] ?? '{}');
  for (const environment of ENVIRONMENTS) {
    const found = digests.get(environment);
    check(found === app.digest, `By the history, ${environment} runs ${found ?? 'nothing'}`);
  }
  for (const { from, to } of promotions) {
    const isShown = run.log
      .split('\n')
      .some((line) => line.startsWith(`  ${to}: `) && line.endsWith(` from ${from}, signed`));
    check(isShown, `The history does not show the signed promotion from ${from} to ${to}`);
  }
  terminal.heading(`${number}  Which image does each environment run, since when, and by whom?`);
  terminal.say('The tags, images and records in the registry answer that; there is no other database.');
  showInputs(terminal, HISTORY);
  terminal.frame('log', run.log);
}
