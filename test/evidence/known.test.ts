import { expect, it } from 'vitest';
import { createEvidenceRun, forgetImages, type KnownEvidence } from '../../src/evidence/run.ts';

it('what images share is fetched once for all batches, and what is of one image is forgotten', async () => {
  const known: KnownEvidence = new Map();
  const fetched: string[] = [];
  const batch = async () => {
    const run = createEvidenceRun(known);
    const keys = ['bases r.io/base', 'config sha256:a', 'scan r.io/app@sha256:b', 'github checks', 'file waivers.yml'];
    for (const key of keys) await run.once(key, async () => fetched.push(key));
    run.spend(32 * 1024 * 1024);
  };
  await batch();
  forgetImages(known);
  expect([...known.keys()]).toEqual(['bases r.io/base', 'github checks', 'file waivers.yml']);
  // Five batches have more evidence than one may have.
  for (let count = 0; count < 4; count++) await batch();
  expect(fetched.filter((key) => key === 'bases r.io/base')).toHaveLength(1);
  expect(fetched.filter((key) => key === 'config sha256:a')).toHaveLength(2);
});
