import { describe, expect, it } from 'vitest';
import { startDistribution } from '../support/distribution.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { fallbackName } from '../support/image/push-referrer.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { DISTRIBUTION_2, DISTRIBUTION_3, findRegistryProgram } from '../support/registry-programs.ts';
import { runAction } from '../support/run-action.ts';
import { someOf } from '../support/sample.ts';
import { LABELS } from './labels.ts';
import { readManifest, readRecords } from './look.ts';

/** Registries that keep no list of referrers themselves. */
const REGISTRIES = [
  {
    name: 'CNCF Distribution 2',
    isMissing: findRegistryProgram(DISTRIBUTION_2) === undefined,
    start: () => startDistribution({ version: 2 }),
  },
  {
    name: 'CNCF Distribution 3',
    isMissing: findRegistryProgram(DISTRIBUTION_3) === undefined,
    start: () => startDistribution({ version: 3 }),
  },
  { name: 'the embedded registry', isMissing: false, start: () => startRegistry({ referrers: 'none' }) },
] as const;

const IMAGE = buildImage({ labels: LABELS, layers: 1 });
const { digest: DIGEST } = IMAGE.index;

function promote(host: string, tag: string, others: Readonly<Record<string, string>> = {}) {
  return runAction({
    inputs: { from: `${host}/d/app:1.2.3`, to: `${host}/p/app`, tags: `type=raw,value=${tag}`, ...others },
  });
}

async function remove(host: string, digest: string): Promise<void> {
  const answer = await fetch(`http://${host}/v2/p/app/manifests/${digest}`, { method: 'DELETE' });
  expect(answer.status).toBe(202);
}

function digestOf(record: string | undefined): string {
  return record?.split('@')[1] ?? '';
}

describe.each(someOf(2, REGISTRIES, 'lists of referrers'))('the list of referrers on $name', ({ isMissing, start }) => {
  it.skipIf(isMissing)('is written anew without a record that was deleted, which a new one replaces', async () => {
    await using registry = await start();
    const { host } = registry;
    await pushImage(host, 'd/app', IMAGE, ['1.2.3']);
    const first = await promote(host, 'stable');
    const other = await promote(host, 'other');
    await remove(host, digestOf(first.outputs['record']));
    const again = await promote(host, 'stable');
    expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining('is left out of the list')]);
    const record = digestOf(again.outputs['record']);
    expect(record).not.toBe(digestOf(first.outputs['record']));
    expect(await readManifest(host, 'p/app', record)).toBeDefined();
    const listed = (await readRecords(host, 'p/app', DIGEST)).map(({ digest }) => digest);
    expect(listed).toEqual([digestOf(other.outputs['record']), record]);
    const last = await promote(host, 'stable');
    expect(digestOf(last.outputs['record'])).toBe(record);
  });

  it.skipIf(isMissing)('shows what stands inside an index and names its neighbour as subject', async () => {
    await using registry = await start();
    const { host } = registry;
    const built = buildImage({ labels: LABELS, layers: 1, attestation: 'with-subject' });
    const index = JSON.parse(Buffer.from(built.manifests.get(built.index.digest)?.bytes ?? []).toString());
    const [platform, , attestation] = index.manifests;
    await pushImage(host, 'd/app', built, ['1.2.3']);
    const inputs = { referrers: 'false', record: 'off' };
    expect(await promote(host, 'stable', inputs)).toMatchObject({ exitCode: 0 });
    const shown = async () => (await readManifest(host, 'p/app', fallbackName(platform)))?.document.manifests ?? [];
    expect(await shown()).toMatchObject([
      { digest: attestation.digest, artifactType: 'application/vnd.oci.image.config.v1+json' },
    ]);
    // An earlier run, or another tool, has left it without its list.
    await fetch(`http://${host}/v2/p/app/manifests/${fallbackName(platform)}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/vnd.oci.image.index.v1+json' },
      body: JSON.stringify({ schemaVersion: 2, manifests: [] }),
    });
    expect(await promote(host, 'next', inputs)).toMatchObject({ exitCode: 0 });
    expect(await shown()).toMatchObject([{ digest: attestation.digest }]);
  });

  it.skipIf(isMissing)(
    'keeps the records of six runs at once',
    async () => {
      await using registry = await start();
      const { host } = registry;
      await pushImage(host, 'd/app', IMAGE, ['1.2.3']);
      await pushImage(host, 'p/app', IMAGE, ['there']);
      const tags = ['a', 'b', 'c', 'e', 'f', 'g'];
      const runs = await Promise.all(tags.map((tag) => promote(host, tag)));
      expect(runs.map(({ exitCode }) => exitCode)).toEqual(tags.map(() => 0));
      const listed = (await readRecords(host, 'p/app', DIGEST)).map(({ digest }) => digest);
      expect(new Set(listed)).toEqual(new Set(runs.map(({ outputs }) => digestOf(outputs['record']))));
    },
    120_000,
  );
});
