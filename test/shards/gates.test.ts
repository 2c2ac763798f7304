import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openRunner } from '../../src/action/runner.ts';
import { runPlan } from '../../src/commands/plan.ts';
import { runShard } from '../../src/commands/promote-shard.ts';
import { isSealiftError } from '../../src/errors.ts';
import { loadEvent } from '../../src/event/event.ts';
import { loadInputs } from '../../src/inputs/inputs.ts';
import { parsePipeline } from '../../src/pipeline/parse.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import { attach, COSIGN_VULN, type Stack, sign, stack, statement } from '../admission/world.ts';
import { cosignVuln, trivyReport } from '../evidence/formats/fixtures/trivy.ts';
import { KEYS } from '../pipeline/support.ts';
import { statementsIn } from '../policy/admissions.ts';
import { LABELS } from '../promotion/support.ts';
import { keepLog } from '../support/log.ts';
import { neverCancelled } from '../support/never-cancelled.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';

/** HOST stands for the registry, and GATES for the gates of t. */
const FILE = `version: 1
record: signed
signing: { signers: [{ key: sealift.pub }] }
evidence: { scanner: { key: sealift.pub } }
environments:
  d: { repository: "HOST/d/{image}" }
  t: { repository: "HOST/t/{image}", from: d, admission: true, gates: { GATES } }
`;
const SCANNED = 'vulnerabilities: { signed-by: scanner, max-age: 7d }';
const RECORD = 'https://sealift.github.io/promotion/v1';
const ADMITTED = 'https://sealift.github.io/admitted/v1/t';

const NAMES = ['shop/app', 'shop/web'] as const;
const IMAGES = new Map(NAMES.map((name) => [name, stack(['os', name], { labels: LABELS })]));

function imageOf(name: (typeof NAMES)[number]): Stack {
  const image = IMAGES.get(name);
  if (image === undefined) throw new Error(`there is no ${name}`);
  return image;
}

/** Attaches a report of each platform, as of now. */
async function scan({ host }: EmbeddedRegistry, name: (typeof NAMES)[number], severity?: 'CRITICAL'): Promise<void> {
  const findings = severity === undefined ? [] : [{ id: 'CVE-2026-1', severity }];
  for (const { manifest, config } of imageOf(name).platforms.values()) {
    const report = cosignVuln(trivyReport({ imageId: config, createdAt: new Date().toISOString(), findings }), '');
    const content = await sign(statement([manifest.digest], COSIGN_VULN, report));
    await attach(host, `d/${name}`, manifest, { content });
  }
}

/** A version that stands in the way of moving tags. */
const NEWER = stack(['os', 'newer'], { labels: LABELS });

async function deleteNewer({ host }: EmbeddedRegistry): Promise<void> {
  const deleted = await fetch(`http://${host}/v2/t/shop/app/manifests/${NEWER.index.digest}`, { method: 'DELETE' });
  expect(deleted.status).toBe(202);
}

interface World extends AsyncDisposable {
  readonly registry: EmbeddedRegistry;
  /** Runs the planning job; returns the sentence that it fails with, and what names its shards. */
  plan(): Promise<{ readonly error: string; readonly shards: readonly string[]; readonly tags: string }>;
  /** Runs a job of the plan; returns the sentence that it fails with. */
  run(shard: string): Promise<string>;
}

async function startWorld(gates = SCANNED): Promise<World> {
  const stacked = new AsyncDisposableStack();
  const registry = stacked.use(await startRegistry({ referrers: 'api' }));
  const folder = await mkdtemp(join(tmpdir(), 'sealift-shards-'));
  stacked.defer(() => rm(folder, { recursive: true, force: true }));
  for (const name of NAMES) registry.load(`d/${name}`, imageOf(name), ['1.2.3']);
  const pipeline = await readPipeline(registry.host, gates);
  let file = '';

  async function act(given: Readonly<Record<string, string>>) {
    const logger = keepLog();
    const environment = { HOME: folder, RUNNER_TEMP: folder, GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
    const context = {
      ...openRunner(environment, logger),
      ...{ event: loadEvent(environment), now: new Date(), cancellation: neverCancelled() },
    };
    const all = { 'signing-key': KEYS.privateKey, 'dry-run': 'false', ...given };
    const inputs = loadInputs((name) => (all as Readonly<Record<string, string>>)[name] ?? '', { pipeline });
    const work = async () => {
      if (inputs.command === 'plan') await runPlan(inputs, context);
      else if (inputs.command === 'shard') await runShard(inputs, context);
      else throw new Error('this is no job of a plan');
    };
    const error = await work().then(
      () => '',
      (reason: unknown) =>
        isSealiftError(reason) ? [reason.message, ...(reason.lines ?? [])].join('\n') : String(reason),
    );
    const output = (name: string) => {
      const prefix = `print output ${name} = `;
      return logger.lines.find((line) => line.startsWith(prefix))?.slice(prefix.length) ?? '';
    };
    return { error, output };
  }

  return {
    registry,
    async plan() {
      const image = NAMES.map((name) => `${name}:1.2.3`).join('\n');
      const asked = {
        command: 'plan',
        from: 'd',
        to: 't',
        image,
        tags: 'type=semver',
        'existing-tags': 'registry',
        shards: '2',
      };
      const { error, output } = await act(asked);
      if (error !== '') return { error, shards: [], tags: '' };
      file = output('plan-file');
      const { include }: { include: readonly { shard: string }[] } = JSON.parse(output('matrix'));
      return { error, shards: include.map(({ shard }) => shard), tags: `tags@${output('plan-id')}` };
    },
    run: async (shard) => (await act({ plan: file, shard })).error,
    [Symbol.asyncDispose]: () => stacked.disposeAsync(),
  };
}

function readPipeline(host: string, gates: string): Promise<Pipeline> {
  const text = FILE.replaceAll('HOST', host).replace('GATES', gates);
  return parsePipeline(Buffer.from(text), {
    path: '.github/sealift.yml',
    read: async () => ({ kind: 'read', path: '/sealift.pub', bytes: Buffer.from(KEYS.publicKey) }),
  });
}

function tagsOf(registry: EmbeddedRegistry): readonly string[] {
  return NAMES.filter((name) => registry.manifest(`t/${name}`, '1.2.3') !== undefined);
}

/** What the records of an image in t say of its gates, the last one last. */
function checksIn(registry: EmbeddedRegistry, name: (typeof NAMES)[number]): readonly unknown[] {
  return statementsIn({ registry }, `t/${name}`, [RECORD]).map(({ predicate }) =>
    (predicate['checks'] as readonly { id: string; result: string }[] | undefined)?.map(
      ({ id, result }) => `${id} ${result}`,
    ),
  );
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a set in shards through gates', () => {
  it('is judged by the plan, before any job writes', async () => {
    await using world = await startWorld();
    await scan(world.registry, 'shop/app');
    expect((await world.plan()).error).toMatch(
      /^Cannot promote 1 of 2 images to t: .*\nshop\/web:1\.2\.3: a gate says no\.\n.*vulnerabilities/,
    );
    expect(NAMES.flatMap((name) => [...world.registry.manifests(`t/${name}`)])).toEqual([]);
  });

  it('is recorded with what its gates said, admitted by each job, and tagged by the last one', async () => {
    await using world = await startWorld();
    for (const name of NAMES) await scan(world.registry, name);
    const { error, shards, tags } = await world.plan();
    expect(error).toBe('');
    expect(shards).toHaveLength(2);
    for (const shard of shards) expect(await world.run(shard)).toBe('');
    for (const name of NAMES) {
      expect(checksIn(world.registry, name)).toEqual([['vulnerabilities pass']]);
      const [admitted] = statementsIn(world, `t/${name}`, [ADMITTED]);
      expect(admitted?.predicate).toMatchObject({
        verifiedLevels: ['SEALIFT_ENTERED_T', 'SEALIFT_GATE_VULNERABILITIES'],
        inputAttestations: [{}, {}],
      });
    }
    expect(tagsOf(world.registry)).toEqual([]);
    expect(await world.run(tags)).toBe('');
    expect(tagsOf(world.registry)).toEqual(NAMES);
  });

  it('is judged again by each job: evidence that came meanwhile keeps its images out, and the tags of all', async () => {
    await using world = await startWorld();
    for (const name of NAMES) await scan(world.registry, name);
    const { shards, tags } = await world.plan();
    await scan(world.registry, 'shop/web', 'CRITICAL');
    const errors = await Promise.all(shards.map((shard) => world.run(shard)));
    expect(errors.filter((error) => error !== '')).toEqual([
      expect.stringMatching(/^Cannot promote shop\/web:1\.2\.3 to t: a gate says no\.\n.*vulnerabilities/),
    ]);
    expect([...world.registry.manifests('t/shop/web')]).toEqual([]);
    expect(statementsIn(world, 't/shop/app', [ADMITTED])).toHaveLength(1);
    expect(await world.run(tags)).toMatch(/^Cannot move the tags of plan .* is not complete/);
    expect(tagsOf(world.registry)).toEqual([]);
  });

  it('has in a record that is corrected what its gates said, too', async () => {
    await using world = await startWorld();
    const { registry } = world;
    registry.load('t/shop/app', NEWER, ['1.3.0', '1.3', '1', 'latest']);
    for (const name of NAMES) await scan(registry, name);
    const { shards, tags } = await world.plan();
    for (const shard of shards) expect(await world.run(shard)).toBe('');
    // Now `1` and `latest` are free: its record does not name them.
    await deleteNewer(registry);
    expect(await world.run(tags)).toBe('');
    expect(checksIn(registry, 'shop/app')).toEqual([['vulnerabilities pass'], ['vulnerabilities pass']]);
    expect(checksIn(registry, 'shop/web')).toEqual([['vulnerabilities pass']]);
  });

  it('is not recorded anew, nor tagged, if its gates say no by then', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-24T11:00:00Z') });
    await using world = await startWorld(SCANNED.replace('7d', '1h'));
    const { registry } = world;
    registry.load('t/shop/app', NEWER, ['1.3.0', '1.3', '1', 'latest']);
    for (const name of NAMES) await scan(registry, name);
    const { shards, tags } = await world.plan();
    for (const shard of shards) expect(await world.run(shard)).toBe('');
    await deleteNewer(registry);
    vi.setSystemTime(new Date('2026-11-24T12:30:00Z'));
    expect(await world.run(tags)).toMatch(
      /^Cannot promote shop\/app:1\.2\.3 to t: a gate says no\.\n.*vulnerabilities/,
    );
    expect(tagsOf(registry)).toEqual([]);
  });

  it('gets no tags once a window has closed', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-24T11:00:00Z') });
    await using world = await startWorld('windows: { zone: UTC, open: [{ days: [tue], from: "10:00", to: "12:00" }] }');
    const { error, shards, tags } = await world.plan();
    expect(error).toBe('');
    for (const shard of shards) expect(await world.run(shard)).toBe('');
    vi.setSystemTime(new Date('2026-11-24T12:00:00Z'));
    expect(await world.run(tags)).toMatch(
      /^Cannot promote 2 of 2 images to t: .*\nshop\/app:1\.2\.3 and shop\/web:1\.2\.3: .*\n.*windows {2}closed until/,
    );
    expect(tagsOf(world.registry)).toEqual([]);
    vi.setSystemTime(new Date('2026-12-01T10:00:00Z'));
    expect(await world.run(tags)).toBe('');
    expect(tagsOf(world.registry)).toEqual(NAMES);
  });
});
