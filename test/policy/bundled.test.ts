import { afterAll, beforeAll, expect, it } from 'vitest';
import { FIVE_ENVIRONMENTS, type PipelineWorld, startWorld } from '../e2e/pipeline-world.ts';
import { pushImage } from '../support/image/push-image.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import type { ActionResult } from '../support/run-action.ts';
import { IMAGE, OTHER } from './world.ts';

let registry: EmbeddedRegistry;
let world: PipelineWorld;

beforeAll(async () => {
  registry = await startRegistry();
  world = await startWorld({ pipeline: FIVE_ENVIRONMENTS, start: async () => registry });
  for (const image of [IMAGE, OTHER]) await pushImage(world.host, 'd/app', image, [tagOf(image)]);
});
afterAll(() => world?.[Symbol.asyncDispose]());

function tagOf(image: typeof IMAGE): string {
  return image === IMAGE ? 'good' : 'other';
}

function complaint({ stdout }: ActionResult): string {
  return /^::error[^:]*::(.*)$/m.exec(stdout)?.[1] ?? '';
}

function promote(from: string, to: string, tag: string): Promise<ActionResult> {
  return world.run({ from, to, image: `app:${tag}`, tags: 'type=source' });
}

it('the bundled action verifies a good chain, and refuses the records of another image', async () => {
  for (const [from, to] of [
    ['d', 't'],
    ['t', 's1'],
  ] as const)
    expect((await promote(from, to, 'good')).exitCode).toBe(0);
  const good = await world.run({ command: 'verify', from: 's1', image: 'app:good' });
  expect(good).toMatchObject({ exitCode: 0, outputs: { verified: 'true', digest: IMAGE.index.digest } });

  // Another image is put into s1, with the records of the good one attached to it.
  await pushImage(world.host, 's1/app', OTHER, ['other']);
  for (const [digest, { mediaType, bytes }] of registry.manifests('s1/app')) {
    const manifest = JSON.parse(Buffer.from(bytes).toString());
    if (manifest.subject?.digest !== IMAGE.index.digest) continue;
    const { mediaType: type, digest: subject, size } = OTHER.index;
    const moved = Buffer.from(JSON.stringify({ ...manifest, subject: { mediaType: type, digest: subject, size } }));
    const answer = await fetch(`http://${world.host}/v2/s1/app/manifests/moved-${digest.slice(7, 15)}`, {
      method: 'PUT',
      body: moved,
      headers: { 'Content-Type': mediaType },
    });
    expect(answer.status).toBe(201);
  }
  const verified = await world.run({ command: 'verify', from: 's1', image: 'app:other' });
  expect(verified).toMatchObject({ exitCode: 1, outputs: { verified: 'false', digest: '' } });
  expect(complaint(verified)).toContain('it is about another image');
  const next = await promote('s1', 's2', 'other');
  expect(next.exitCode).toBe(1);
  expect(complaint(next)).toContain('it is about another image');
  expect(registry.tags('s2/app').has('other')).toBe(false);
});

it('the bundled action neither promotes nor verifies for a workflow that looks like the pinned one', async () => {
  const { claims } = world.tokens;
  world.tokens.claims = { ...claims, job_workflow_ref: 'acme/app/.github/workflows/promote.yml@refs/heads/main-2' };
  const refused = await promote('d', 't', 'other');
  world.tokens.claims = claims;
  expect(refused.exitCode).toBe(1);
  expect(complaint(refused)).toContain('promote.yml@refs/heads/main-2');
  expect(registry.tags('t/app').has('other')).toBe(false);
  // Put there past Sealift, it is in t without a record.
  await pushImage(world.host, 't/app', OTHER, ['other']);
  const verified = await world.run({ command: 'verify', from: 't', image: 'app:other' });
  expect(verified.exitCode).toBe(1);
  expect(complaint(verified)).toContain('has no promotion record for t');
});
