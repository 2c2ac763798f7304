import { expect, it } from 'vitest';
import { LABELS } from '../e2e/labels.ts';
import { startWorld } from '../e2e/pipeline-world.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { readDocument } from './documents.ts';
import { pipelineExamples } from './pipeline-examples.ts';
import { readWorkflow } from './workflow-steps.ts';

const image = buildImage({ labels: LABELS });

/** Moves the file of the README from the world to one of a test: another registry, and another Sigstore. */
function movePipeline(file: string): string {
  return file
    .replaceAll('ghcr.io/acme', 'HOST')
    .replace('signing:\n', '$&  fulcio-url: SIGSTORE\n  rekor-url: SIGSTORE\n  trusted-root: trusted_root.json\n');
}

/** Returns what an example gives to Sealift, for what people type in. */
function inputsOf(file: string, typed: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const step = readWorkflow(readDocument(`examples/${file}`)).steps.find(({ uses }) => uses?.startsWith('sealift/'));
  const fill = (text: string) => text.replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_, input: string) => typed[input] ?? '');
  return Object.fromEntries([...(step?.with ?? [])].map(([key, value]) => [key, fill(value)]));
}

it('the pipeline of README.md does what README.md says', { timeout: 120_000 }, async () => {
  const [example] = pipelineExamples('README.md');
  await using world = await startWorld({ pipeline: movePipeline(example?.file ?? '') });
  await pushImage(world.host, 'd/shop/app', image, ['1.2.3']);
  const promote = (from: string, to: string, reason = '') => {
    world.tokens.claims = { repository: 'acme/shop', environment: to };
    return world.run(inputsOf('pipeline.yml', { image: 'shop/app:1.2.3', from, to, reason }));
  };
  const verify = () => world.run(inputsOf('verify-before-deploy.yml', { image: 'shop/app:1.2.3' }));

  expect(await promote('d', 'p')).toMatchObject({ exitCode: 1 });
  expect(await promote('d', 't')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await promote('t', 'p')).toMatchObject({ exitCode: 1 });
  expect(await promote('t', 'p', 'CVE-2026-1')).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await verify()).stdout).toContain('p: promoted from t by the hotfix route "emergency" on');

  for (const [from, to] of [
    ['t', 's1'],
    ['s1', 's2'],
    ['s2', 'p'],
  ] as const) {
    expect(await promote(from, to)).toMatchObject({ exitCode: 0, stderr: '' });
  }
  const verified = await verify();
  expect(verified).toMatchObject({ exitCode: 0, outputs: { verified: 'true', digest: image.index.digest } });
  const said = verified.stdout
    .split('\n')
    .map((line) => /^ {2}✓ (\w+): (?:promoted from (\w+)|built; nothing)/.exec(line));
  expect(said.flatMap((found) => (found === null ? [] : [[found[1], found[2]]]))).toEqual([
    ['p', 's2'],
    ['s2', 's1'],
    ['s1', 't'],
    ['t', 'd'],
    ['d', undefined],
  ]);
});
