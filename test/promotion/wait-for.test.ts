import { expect, it } from 'vitest';
import { parseReference } from '../../src/oci/reference.ts';
import { resolveSource } from '../../src/promotion/resolve-source.ts';
import { DISTRIBUTION } from '../e2e/targets.ts';
import { connect, createClock, type FakeClock } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startRegistry } from '../support/registry/registry.ts';

const IMAGE = buildImage({ seed: 'late', layers: 1, platforms: ['linux/amd64'] });

const MINUTES = 60_000;

/** Waits for an image that comes after some time, or never. */
async function waitFor(milliseconds: number, { comesAfter, status }: { comesAfter?: number; status?: number } = {}) {
  let isThere = false;
  await using registry = await startRegistry({
    intercept({ method }, response, path) {
      if (status === undefined || method !== 'GET' || !path.includes('/manifests/')) return false;
      response.writeHead(status, { 'Content-Type': 'application/json' }).end('{"errors":[{"code":"DENIED"}]}');
      return true;
    },
  });
  const clock: FakeClock = createClock();
  const began = clock.now();
  const arriving = {
    ...clock,
    async sleep(pause: number) {
      await clock.sleep(pause);
      if (comesAfter === undefined || isThere || clock.now() - began < comesAfter) return;
      isThere = true;
      await pushImage(registry.host, 'd/app', IMAGE, ['1.3.0']);
    },
  };
  await using connection = await connect(registry.host, { clock: arriving });
  const told: string[] = [];
  const from = parseReference(`${registry.host}/d/app:1.3.0`);
  const wait = { milliseconds, tell: (sentence: string) => void told.push(sentence) };
  try {
    const { digest } = await resolveSource(connection.client, { from, expectedDigest: undefined, wait });
    return { digest, told, passed: clock.now() - began };
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : '', told, passed: clock.now() - began };
  }
}

it('waits for an image that is still being built, and says so every 30 s', async () => {
  const { digest, told, passed } = await waitFor(15 * MINUTES, { comesAfter: 70_000 });
  expect(digest).toBe(IMAGE.index.digest);
  expect(passed).toBe(70_000);
  expect(told).toEqual([
    expect.stringMatching(/^Waiting for \S+\/d\/app:1\.3\.0, which is not there yet \(.+ left\)$/),
    expect.stringContaining('Waiting for'),
    expect.stringContaining('Waiting for'),
  ]);
});

it.skipIf(!DISTRIBUTION.available)('waits on CNCF Distribution, whose repository is not there yet either', async () => {
  await using registry = await DISTRIBUTION.start();
  const clock = createClock();
  let isThere = false;
  const arriving = {
    ...clock,
    async sleep(pause: number) {
      await clock.sleep(pause);
      if (!isThere) await pushImage(registry.host, 'd/app', IMAGE, ['1.3.0']);
      isThere = true;
    },
  };
  await using connection = await connect(registry.host, { clock: arriving });
  const from = parseReference(`${registry.host}/d/app:1.3.0`);
  const wait = { milliseconds: MINUTES, tell: () => undefined };
  const { digest } = await resolveSource(connection.client, { from, expectedDigest: undefined, wait });
  expect(digest).toBe(IMAGE.index.digest);
});

it('ends with a refusal when the time is over', async () => {
  const { refusal, passed } = await waitFor(2 * MINUTES);
  expect(refusal).toMatch(
    /^Cannot promote \S+: there is no such image, and none has come in .+; look at its build, check the name and tag, or raise "wait-for"$/,
  );
  expect(passed).toBe(2 * MINUTES);
});

it('does not wait without a time', async () => {
  const { refusal, told, passed } = await waitFor(0);
  expect(refusal).toMatch(/: there is no such image; check the name and tag, and that the credentials may read it$/);
  expect([told, passed]).toEqual([[], 0]);
});

it.each([401, 403])('does not wait if the registry answers %s', async (status) => {
  const { refusal, told } = await waitFor(15 * MINUTES, { status });
  expect(refusal).toBeDefined();
  expect(told).toEqual([]);
});
