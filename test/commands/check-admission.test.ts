import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRunner } from '../../src/action/runner.ts';
import { runCheck } from '../../src/commands/check.ts';
import { loadEvent } from '../../src/event/event.ts';
import { readCheckInputs } from '../../src/inputs/check.ts';
import { NOW, type Stack, stack } from '../admission/world.ts';
import { KEYS } from '../pipeline/support.ts';
import { statementsIn } from '../policy/admissions.ts';
import { pushImage } from '../support/image/push-image.ts';
import { keepLog } from '../support/log.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { readPipeline } from './outdated-world.ts';

const OPEN = `version: 1
record: signed
signing: { signers: [{ key: sealift.pub }] }
environments:
  p: { repository: "HOST/p/{image}", admission: true }
`;
const LABELLED = OPEN.replace('admission: true', 'admission: true, gates: { labels: { maintainer: true } }');
const TYPES = ['https://sealift.github.io/admitted/v1/p', 'https://slsa.dev/verification_summary/v1'];
const IMAGES = Array.from({ length: 12 }, (_, index) =>
  stack(['os', `app ${index}`], { labels: { maintainer: 'team' } }),
);
const UNLABELLED = Array.from({ length: 4 }, (_, index) => stack(['os', `other ${index}`]));

interface World extends AsyncDisposable {
  readonly registry: EmbeddedRegistry;
  /** Runs the command for all images, and returns what it changed and how it ended. */
  check(file: string, inputs: Readonly<Record<string, string>>): Promise<{ changes: readonly string[]; error: string }>;
  push(images: readonly Stack[], tag: string): Promise<void>;
}

async function start(): Promise<World> {
  const registry = await startRegistry();
  const { host } = registry;
  const folder = mkdtempSync(join(tmpdir(), 'sealift-check-'));
  return {
    registry,
    async push(images, tag) {
      for (const [index, image] of images.entries()) await pushImage(host, 'p/app', image, [`${tag}.${index}`]);
    },
    async check(file, inputs) {
      const environment = { HOME: folder, GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
      const logger = keepLog();
      const context = { ...openRunner(environment, logger), event: loadEvent(environment), now: NOW };
      const given: Readonly<Record<string, string>> = {
        ...{ command: 'check', to: 'p', image: 'app', 'dry-run': 'false', 'signing-key': KEYS.privateKey },
        ...{ 'insecure-registries': host, ...inputs },
      };
      const read = readCheckInputs((name) => given[name] ?? '', await readPipeline(host, file));
      const error = await runCheck(read, context).then(
        () => '',
        (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
      );
      const prefix = 'print output report = ';
      const report = logger.lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);
      const { admission } = JSON.parse(report ?? '{ "admission": [] }');
      return { changes: admission.map(({ does }: { does: string }) => does), error };
    },
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true, force: true });
      await registry[Symbol.asyncDispose]();
    },
  };
}

const NOT_WITHDRAWN = 'withdraw the admission of';

describe('the share of images whose admission is withdrawn', () => {
  it('counts neither images that are withdrawn already nor those that never were admitted', async () => {
    await using world = await start();
    const withdraw = () => world.check(LABELLED, { withdraw: 'true' });
    await world.push([...IMAGES.slice(0, 9), ...UNLABELLED.slice(0, 1)], '1.0');
    expect((await world.check(OPEN, { issue: 'true' })).changes).toHaveLength(10);
    // What anybody may push prevents nothing.
    await world.push(UNLABELLED.slice(2), '2.0');

    const first = await withdraw();
    expect(first.changes).toEqual(['withdraw']);
    expect(first.error).not.toContain(NOT_WITHDRAWN);
    const again = await withdraw();
    expect(again.changes).toEqual([]);
    expect(again.error).not.toContain(NOT_WITHDRAWN);
  });

  it('is of the images that are admitted, and not of all that somebody pushed', async () => {
    await using world = await start();
    await world.push([...IMAGES.slice(0, 8), ...UNLABELLED.slice(0, 1)], '1.0');
    expect((await world.check(OPEN, { issue: 'true' })).changes).toHaveLength(9);
    await world.push(IMAGES.slice(8), '2.0');
    const { changes, error } = await world.check(LABELLED, { withdraw: 'true' });
    expect(changes).toEqual([]);
    expect(error).toContain(`${NOT_WITHDRAWN} 1 of 9 admitted images in p: no more than 10 %, of fewer than 10`);
  });

  it('needs no key where there is nothing to withdraw', async () => {
    await using world = await start();
    await world.push(UNLABELLED, '1.0');
    const { changes, error } = await world.check(LABELLED, { withdraw: 'true', 'signing-key': '' });
    expect(changes).toEqual([]);
    expect(error).not.toContain('Cannot change statements');
  });
});

describe('statements that are issued', () => {
  it('are those of images that have none, whatever the pipeline file has become since', async () => {
    await using world = await start();
    await world.push(IMAGES.slice(0, 2), '1.0');
    const issue = (file: string, more = {}) => world.check(file, { issue: 'true', ...more });
    expect((await issue(OPEN)).changes).toEqual(['issue', 'issue']);
    const before = statementsIn(world, 'p/app', TYPES).map(({ digest }) => digest);
    expect(before).toHaveLength(4);
    expect((await issue(LABELLED)).changes).toEqual([]);
    expect((await issue(LABELLED, { 'dry-run': 'true' })).changes).toEqual([]);
    expect(statementsIn(world, 'p/app', TYPES).map(({ digest }) => digest)).toEqual(before);
    await world.push(IMAGES.slice(2, 3), '2.0');
    expect((await issue(LABELLED)).changes).toEqual(['issue']);
  });
});
