import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { KEYS } from '../pipeline/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { LABELS } from './labels.ts';
import { FIVE_ENVIRONMENTS, KEYED, NO_TOKEN, type PipelineWorld, startWorld } from './pipeline-world.ts';

/** Notes each file of the bundle that Node loads. */
const HOOK = `
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) appendFileSync(process.env.SEALIFT_TEST_LOADS, url + '\\n');
    return next(url, context);
  },
});`;

/** Words of what signs without a key, of what checks signatures and of what reads YAML, which nothing else has. */
const SIGNS = /api\/v2\/signingCert/;
const VERIFIES = /TLOG_MISSING_INCLUSION_ERROR/;
const READS_PIPELINES = /BLOCK_AS_IMPLICIT_KEY/;

/** Words of what reads the settings of gates, and of what judges by them. */
const READS_GATES = /structure-test/;
const JUDGES = /gates say no/;

/** The most that runs load (kB): one that signs with a key, and one that follows a pipeline file and verifies too. */
const MOST = { signed: 1500, governed: 1800 };

/** Runs the action in a world, and returns the text of all that it loaded. */
async function loadedBy(
  world: PipelineWorld,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly exitCode: number | null; readonly text: string; readonly kilobytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'sealift-loads-'));
  const list = join(folder, 'loads');
  try {
    const hook = `--import data:text/javascript;base64,${Buffer.from(HOOK).toString('base64')}`;
    const { exitCode } = await world.run(inputs, { ...env, NODE_OPTIONS: hook, SEALIFT_TEST_LOADS: list });
    const files = new Set((await readFile(list, 'utf8')).trim().split('\n'));
    const texts = await Promise.all([...files].map((file) => readFile(fileURLToPath(file), 'utf8')));
    const text = texts.join('\n');
    return { exitCode, text, kilobytes: Math.round(Buffer.byteLength(text) / 1000) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('the start of a run', () => {
  it('loads what signs for those who sign, what verifies for those who verify, and neither for others', async () => {
    await using world = await startWorld({ pipeline: FIVE_ENVIRONMENTS });
    const { host } = world;
    await pushImage(host, 'd/app', buildImage({ labels: LABELS }), ['1.2.3']);
    const plain = { from: `${host}/d/app:1.2.3`, to: `${host}/elsewhere/app` };

    // The default file is missing in this workspace.
    const unsigned = await loadedBy(world, plain, { ...NO_TOKEN, GITHUB_WORKSPACE: '/nonexistent' });
    expect(unsigned.exitCode).toBe(0);
    expect(unsigned.text).not.toMatch(SIGNS);
    expect(unsigned.text).not.toMatch(VERIFIES);
    expect(unsigned.text).not.toMatch(READS_PIPELINES);

    const governed = await loadedBy(world, { from: 'd', to: 't', image: 'app:1.2.3', 'dry-run': 'true' });
    expect(governed.exitCode).toBe(0);
    expect(governed.text).toMatch(READS_PIPELINES);
    expect(governed.text).not.toMatch(SIGNS);
    expect(governed.text).not.toMatch(VERIFIES);

    const signed = await loadedBy(world, { from: 'd', to: 't', image: 'app:1.2.3' });
    expect(signed.exitCode).toBe(0);
    expect(signed.text).toMatch(SIGNS);
    expect(unsigned.kilobytes).toBeLessThan(signed.kilobytes - 400);

    const verified = await loadedBy(world, { command: 'verify', from: 't', image: 'app:1.2.3' }, NO_TOKEN);
    expect(verified.exitCode).toBe(0);
    expect(verified.text).toMatch(VERIFIES);
    expect(verified.text).not.toMatch(SIGNS);
  });

  it('loads what reads and judges gates only if the pipeline file has some', async () => {
    await using world = await startWorld({ pipeline: KEYED });
    const { host } = world;
    await world.write('keys/sealift.pub', KEYS.publicKey);
    await pushImage(host, 'd/app', buildImage({ labels: LABELS }), ['1.2.3']);
    const inputs = { from: 'd', to: 't', image: 'app:1.2.3', 'dry-run': 'true' };
    const without = await loadedBy(world, inputs, NO_TOKEN);
    expect(without.exitCode).toBe(0);
    expect(without.text).toMatch(READS_PIPELINES);
    expect(without.text).not.toMatch(READS_GATES);
    expect(without.text).not.toMatch(JUDGES);
    const gated = KEYED.replace('from: d }', 'from: d, gates: { labels: { maintainer: true, mode: warn } } }');
    await world.write('.github/sealift.yml', gated.replaceAll('HOST', host));
    const judged = await loadedBy(world, inputs, NO_TOKEN);
    expect(judged.exitCode).toBe(0);
    expect(judged.text).toMatch(READS_GATES);
    expect(judged.text).toMatch(JUDGES);
  });

  it('loads little to sign with a key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await using world = await startWorld({ pipeline: KEYED });
    const { host } = world;
    await world.write('keys/sealift.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString());
    await pushImage(host, 'd/app', buildImage({ labels: LABELS }), ['1.2.3']);
    const signing = { 'signing-key': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };

    const plain = { from: `${host}/d/app:1.2.3`, to: `${host}/elsewhere/app`, record: 'signed', ...signing };
    const signed = await loadedBy(world, plain, { ...NO_TOKEN, GITHUB_WORKSPACE: '/nonexistent' });
    expect(signed.exitCode).toBe(0);
    const governed = await loadedBy(world, { from: 'd', to: 't', image: 'app:1.2.3', ...signing }, NO_TOKEN);
    expect(governed.exitCode).toBe(0);
    for (const { text } of [signed, governed]) expect(text).not.toMatch(SIGNS);
    console.log(`      signed with a key ${signed.kilobytes} kB, by a pipeline file ${governed.kilobytes} kB`);
    expect(signed.kilobytes).toBeLessThanOrEqual(MOST.signed);
    expect(governed.kilobytes).toBeLessThanOrEqual(MOST.governed);
  });
});
