import { formatBytes } from '../../src/util/format.ts';
import { HELLO, helloText, PLATFORMS } from '../app-image.ts';
import { check } from '../check.ts';
import { checkBytes, readRecords, readTextLayer } from '../registry-reads.ts';
import { apiOf, ENVIRONMENTS, repositoryName, repositoryOf, type Scene } from '../scene.ts';
import { shortDigest } from '../text.ts';
import { RELEASE } from './build.ts';

/** Shows which tag of which environment is on the image. */
export async function showTags(scene: Scene, promoted: readonly string[]): Promise<void> {
  const { terminal, registry, app } = scene;
  const tags = new Map(ENVIRONMENTS.map((environment) => [environment, registry.tags(repositoryName(environment))]));
  const all = [...new Set([...tags.values()].flatMap((each) => [...each.keys()]))];
  const columns = [...promoted, ...all.filter((tag) => !promoted.includes(tag))];
  const [here, other] = [terminal.paint('green', '●'), terminal.paint('dim', '○')];
  terminal.heading('The result');
  terminal.table([
    ['', ...columns.map((tag) => terminal.paint('bold', tag))],
    ...ENVIRONMENTS.map((environment) => [
      terminal.paint('bold', environment),
      ...columns.map((tag) => {
        const digest = tags.get(environment)?.get(tag);
        return digest === undefined ? '' : digest === app.digest ? here : other;
      }),
    ]),
  ]);
  terminal.line();
  terminal.line(`   ${here} ${shortDigest(app.digest)}   ${other} another image, not promoted`);
  await Promise.all(ENVIRONMENTS.map((environment) => checkBytes(apiOf(scene, environment), app)));
}

/** Adds up what the promotions moved, and reads the app's file from production. */
export async function showBytes(scene: Scene, layerBytes: number): Promise<void> {
  const { terminal, app } = scene;
  check(layerBytes === 0, `${formatBytes(layerBytes)} of layers went through the runner`);
  for (const [platform, layer] of app.helloLayers) {
    const text = await readTextLayer(apiOf(scene, 'p'), layer);
    check(text === helloText(RELEASE, platform).trim(), `/${HELLO} of ${platform} in p says "${text}"`);
  }
  const contents = `${app.manifests.size} manifests and ${app.blobs.size} blobs`;
  const texts = PLATFORMS.map((platform) => `"${helloText(RELEASE, platform).trim()}"`);
  const tick = terminal.paint('green', '✓');
  terminal.line();
  terminal.line(`   ${tick} the same bytes in all five repositories: ${contents} compared`);
  terminal.line(
    `   ${tick} ${formatBytes(layerBytes)} of layers through the runner in all four promotions, according to the registry's log`,
  );
  terminal.line(`   ${tick} /${HELLO} in p says ${texts.join(' and ')}`);
}

/** Asks the registry, like other tools, where the image in production came from. */
export async function showRecords(scene: Scene): Promise<void> {
  const { terminal, app } = scene;
  terminal.heading('Where does the image in p come from? Ask the registry');
  terminal.say('Each promotion attached a record to the digest. Any OCI tool can read it with one request:');
  terminal.say(`GET /v2/p/app/referrers/${app.digest}`, 'dim');
  const records = await readRecords(apiOf(scene, 'p'), app.digest);
  const own = records.find(({ facts }) => facts.get('to') === repositoryOf(scene, 'p'));
  check(own !== undefined, 'The registry knows no record of the promotion to p');
  check(
    own.facts.get('from')?.startsWith(repositoryOf(scene, 's2')) === true,
    'The record in p does not name s2 as its source',
  );
  for (const { facts } of records) {
    terminal.line();
    terminal.pairs(
      ['from', 'to', 'tags', 'by', 'run', 'reason'].flatMap((key) => {
        const fact = facts.get(key);
        return fact === undefined ? [] : [[key, fact] as const];
      }),
    );
  }
}

/** Shows the job summary as the Markdown that it is. */
export function showSummary({ terminal }: Scene, summary: string): void {
  terminal.heading('What people see: the job summary of the promotion to p');
  terminal.say('The action wrote this Markdown; GitHub renders it as a page on the workflow run.');
  terminal.frame('GITHUB_STEP_SUMMARY', summary);
}
