import { type ActionRun, runSealift } from '../action-run.ts';
import { check } from '../check.ts';
import { type PlanLine, showPlan } from '../plan-line.ts';
import { openChapter, repositoryName, type Scene, showInputs } from '../scene.ts';
import { inputsOf, type Promotion } from './promotion.ts';

type Inputs = Readonly<Record<string, string>>;

/** Runs the action and makes sure that production was only looked at. */
async function runWithoutWrites({ registry, app }: Scene, inputs: Inputs): Promise<ActionRun> {
  const before = registry.tags(repositoryName('p'));
  const run = await runSealift(registry, inputs, app.layers);
  check(run.traffic.writes === 0, `A run that may change nothing sent ${run.traffic.writes} requests that write`);
  const after = registry.tags(repositoryName('p'));
  const isSame = after.size === before.size && [...before].every(([tag, digest]) => after.get(tag) === digest);
  check(isSame, 'The tags in p changed');
  return run;
}

function conclude({ terminal }: Scene, { exitCode, traffic }: ActionRun, text: string): void {
  const tick = terminal.paint('green', '✓');
  terminal.line();
  terminal.line(`   ${tick} ${text}: exit code ${exitCode}, ${traffic.requests} requests, none of them a write`);
}

function actionsOf(plan: readonly PlanLine[], tags: readonly string[]): string {
  return tags.map((name) => plan.find(({ tag }) => tag === name)?.action ?? 'none').join(' ');
}

/** Repeats the last promotion: nothing changes, and the daily build number is found again. */
export async function playAgain(
  scene: Scene,
  { number, last, dateSeq }: { readonly number: number; readonly last: Promotion; readonly dateSeq: string },
): Promise<void> {
  const inputs = inputsOf(scene, last);
  const about = 'Workflows get restarted. A second run finds everything in place, including the daily build number.';
  openChapter(scene, { title: `${number}  The same promotion again`, about, inputs });
  const run = await runWithoutWrites(scene, inputs);
  check(run.exitCode === 0, `The second run failed: ${run.refusal}`);
  check(run.outputs['changed'] === 'false', 'The second run says that it changed something');
  check(
    run.outputs['date-seq'] === dateSeq,
    `The second run took the number ${run.outputs['date-seq']}, not ${dateSeq}`,
  );
  showPlan(scene.terminal, run.plan);
  conclude(scene, run, 'Nothing changed');
}

/** Asks what an older and a newer patch would do: moving tags only move forward. */
export async function playDryRuns(scene: Scene, number: number): Promise<void> {
  const { terminal } = scene;
  const inputs = (tag: string): Inputs => inputsOf(scene, { from: 'd', to: 'p', tag, inputs: { 'dry-run': 'true' } });
  const title = `${number}  Dry runs: what would an older and a newer patch do?`;
  const about = 'Older lines get patches too, but 1.1.9 does not take "latest" and "1" from 1.2.3: they are skipped.';
  openChapter(scene, { title, about, inputs: inputs('1.1.9') });
  const older = await runWithoutWrites(scene, inputs('1.1.9'));
  showPlan(terminal, older.plan);
  check(
    actionsOf(older.plan, ['1.1', '1', 'latest']) === 'create skip skip',
    'An older patch would take moving tags back',
  );
  conclude(scene, older, 'Planned only');
  terminal.line();
  terminal.say('The next patch moves them and "1.2" forward. The tags of versions, commits and days do not move.');
  showInputs(terminal, inputs('1.2.4'));
  const newer = await runWithoutWrites(scene, inputs('1.2.4'));
  showPlan(terminal, newer.plan);
  check(
    actionsOf(newer.plan, ['1.2', '1', 'latest']) === 'move move move',
    'A newer patch would not move the moving tags',
  );
  conclude(scene, newer, 'Planned only');
}

/** Tries to give a version that exists to another image: that is refused. */
export async function playRefusal(scene: Scene, number: number): Promise<void> {
  const inputs = inputsOf(scene, { from: 'd', to: 'p', tag: 'rebuild' });
  const about = 'Somebody built other code and forgot to raise the version: the label still says 1.2.3.';
  openChapter(scene, { title: `${number}  Refused: another image as 1.2.3`, about, inputs });
  const run = await runWithoutWrites(scene, inputs);
  check(run.exitCode === 1, `Another image as 1.2.3 was not refused: exit code ${run.exitCode}`);
  check(run.refusal.includes('immutable tag "1.2.3"'), `The refusal does not name the tag: ${run.refusal}`);
  scene.terminal.say(run.refusal, 'red');
  conclude(scene, run, 'Refused');
}
