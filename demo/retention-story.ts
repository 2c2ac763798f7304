import { readFileSync } from 'node:fs';
import { imageOf } from '../test/rollback/world.ts';
import { check } from './check.ts';
import { GONE, type RetentionScene } from './retention-scene.ts';
import { showInputs } from './scene.ts';
import type { Terminal } from './terminal.ts';

/** The inputs of a plan; applying it gives two more. */
const PLAN = { command: 'retain', image: 'app', to: 'p' } as const;

function goneDigest({ images }: RetentionScene): string {
  return images.get(GONE)?.index.digest ?? '';
}

/** An image of a plan file, as far as it is shown. */
interface Planned {
  readonly digest: string;
  readonly action: string;
  readonly because: readonly { readonly detail: string }[];
}

function readPlan(file: string): readonly Planned[] {
  return JSON.parse(readFileSync(file, 'utf8')).environments[0].images;
}

/** Plans what is due in p, and shows why each release stays or goes. */
async function showPlan(scene: RetentionScene, terminal: Terminal) {
  const plan = await scene.run(PLAN);
  check(plan.exitCode === 0, `The plan failed: ${plan.refusal}`);
  const planned = readPlan(plan.outputs['plan-file'] ?? '');
  const kept = planned.filter(({ action }) => action === 'keep');
  check(planned.length === 10 && kept.length === 8, `${kept.length} of ${planned.length} releases stay`);
  terminal.heading('1  A plan says why each release stays');
  terminal.say('p has had ten releases in ten months. The plan names what keeps each, and writes nothing.');
  showInputs(terminal, PLAN);
  const names = new Map([...scene.images].map(([version, { index }]) => [index.digest, version]));
  const rows = planned.map(({ digest, action, because }) => [
    names.get(digest) ?? digest,
    terminal.paint(action === 'keep' ? 'green' : 'yellow', action),
    because[0]?.detail ?? '',
  ]);
  terminal.table(rows.toSorted(([left = ''], [right = '']) => left.localeCompare(right)));
  return plan.outputs;
}

/** Applies the plan by its id. */
async function destroyOne(
  scene: RetentionScene,
  terminal: Terminal,
  { id, file }: { readonly id: string; readonly file: string },
): Promise<void> {
  const apply = { ...PLAN, plan: file, apply: id };
  const run = await scene.run(apply);
  check(run.exitCode === 0, `The plan was not applied: ${run.refusal}`);
  check(run.outputs['destroyed'] === '1' && run.outputs['retired'] === '1', 'Not one was destroyed and one retired');
  const tags = await scene.world.tags('p/app');
  check(!Object.values(tags).includes(goneDigest(scene)), 'The destroyed release has tags');
  terminal.heading('2  The plan that was approved is applied');
  terminal.say(`${GONE} was marked eight days ago, longer than "grace": it is destroyed. 1.2.0 is marked.`);
  showInputs(terminal, { ...apply, plan: 'sealift-retention.json' });
  terminal.frame('log', run.log.filter((line) => /^(?:destroyed|retired|Retired)/.test(line)).join('\n'));
}

/** Asks for the release that is gone. */
async function askAfterwards(scene: RetentionScene, terminal: Terminal): Promise<void> {
  const verify = { command: 'verify', from: 'p', image: `app@${goneDigest(scene)}` };
  const history = { command: 'history', image: `app:${GONE}` };
  const [verified, told] = await Promise.all([scene.run(verify), scene.run(history)]);
  check(
    verified.exitCode === 1 && verified.refusal.includes('it was destroyed on'),
    `verify says: ${verified.refusal}`,
  );
  const line = told.log.find((each) => each.includes('was destroyed on')) ?? '';
  check(told.exitCode === 0 && line !== '', `history does not say that it was destroyed: ${told.refusal}`);
  terminal.heading('3  What is gone can still be asked for');
  terminal.say('A signed tombstone in the ledger says when it went, by which rule and by which plan.');
  showInputs(terminal, verify);
  terminal.say(verified.refusal, 'red');
  showInputs(terminal, history);
  terminal.say(line);
}

/** Promotes other bytes under the version that was destroyed. */
async function refuseBurnt(scene: RetentionScene, terminal: Terminal): Promise<void> {
  await scene.world.push('s/app', imageOf(GONE, 'other bytes'), [GONE]);
  const promotion = { from: 's', to: 'p', image: `app:${GONE}`, tags: 'type=semver' };
  const run = await scene.run(promotion);
  check(
    run.exitCode === 1 && run.refusal.includes(`version ${GONE} was used by`),
    `It was not refused: ${run.refusal}`,
  );
  terminal.heading('4  Refused: other bytes under its version');
  terminal.say(`Somebody builds ${GONE} again, and these are other bytes.`);
  showInputs(terminal, promotion);
  terminal.say(run.refusal, 'red');
}

/** Shows ten releases, a plan that says why each stays, one that is destroyed, and what is known of it afterwards. */
export async function tellRetention(scene: RetentionScene, terminal: Terminal): Promise<void> {
  const outputs = await showPlan(scene, terminal);
  await destroyOne(scene, terminal, { id: outputs['plan-id'] ?? '', file: outputs['plan-file'] ?? '' });
  await askAfterwards(scene, terminal);
  await refuseBurnt(scene, terminal);
}
