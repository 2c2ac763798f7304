import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { LABELS } from './labels.ts';
import { complaint, type PipelineWorld, SIGNING, startWorld } from './pipeline-world.ts';

const image = buildImage({ labels: LABELS });

const FILE = `version: 1
record: signed
${SIGNING}environments:
  d: { repository: "HOST/d/{image}" }
  s: { repository: "HOST/s/{image}", from: d }
  p: { repository: "HOST/p/{image}", from: s, gates: { change: { pattern: "^CHG[0-9]{7}$", in: [reason] } } }
  q: { repository: "HOST/q/{image}", from: p }
hotfix-routes:
  emergency: { from: d, to: p, skips: [change], expires: 3d }
`;

async function rewrite(world: PipelineWorld, text: string): Promise<void> {
  const file = text.replaceAll('HOST', world.host).replaceAll('SIGSTORE', world.sigstore.url);
  await world.write('.github/sealift.yml', file);
}

function reportOf({ outputs }: { readonly outputs: Readonly<Record<string, string>> }) {
  return JSON.parse(outputs['report'] ?? '');
}

describe('a hotfix that bypasses a gate and expires', () => {
  it('counts down, then fails until a regular promotion of the same digest came', async () => {
    await using world = await startWorld({ pipeline: FILE });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    const app = { image: 'app:1.2.3' };
    const hotfix = await world.run({ ...app, from: 'd', to: 'p', reason: 'INC-1' });
    expect(hotfix).toMatchObject({ exitCode: 0, stderr: '' });

    const verified = await world.run({ ...app, command: 'verify', from: 'p' });
    expect(verified).toMatchObject({ exitCode: 0, outputs: { verified: 'true' } });
    const countdown = 'the hotfix by "emergency" counts for 2 days more, unless a regular promotion follows';
    const bypassed = 'the gate "change" was bypassed, which would have said "fail": ';
    for (const text of [countdown, bypassed]) expect(verified.stdout).toContain(text);
    expect(verified.stdout).toMatch(/^::warning::.*counts for 2 days more/m);
    expect(verified.summary).toContain('counts for 2 days more');
    expect(reportOf(verified).images[0].links[0].notes).toMatchObject({
      ...{ gates: [], bypassed: [{ gate: 'change', verdict: 'fail' }] },
      debt: { route: 'emergency', paidBy: null },
    });
    const shown = await world.run({ command: 'history', image: 'app' });
    for (const text of [countdown, bypassed]) expect(shown.stdout).toContain(text);
    expect(shown.summary).toContain('counts for 2 days more');

    // The file at hand decides.
    await rewrite(world, FILE.replace('expires: 3d', 'expires: 1s'));
    const expired = await world.run({ ...app, command: 'verify', from: 'p' });
    expect(expired).toMatchObject({ exitCode: 1, outputs: { verified: 'false', digest: '' } });
    expect(complaint(expired)).toMatch(
      /^Cannot verify .*: the hotfix by "emergency" expired on .* UTC, and no regular promotion followed; promote it regularly to p, from s$/,
    );
    expect(complaint(await world.run({ ...app, from: 'p', to: 'q' }))).toMatch(/expired on .*; promote it regularly/);
    const marked = await world.run({ command: 'history', image: 'app' });
    expect(marked.summary).toMatch(/is not proven: the hotfix by .*expired on/);

    expect(await world.run({ ...app, from: 'd', to: 's' })).toMatchObject({ exitCode: 0 });
    expect(complaint(await world.run({ ...app, from: 's', to: 'p', reason: 'INC-1' }))).toContain('a gate says no');
    const regular = await world.run({ ...app, from: 's', to: 'p', reason: 'CHG0000001' });
    expect(regular).toMatchObject({ exitCode: 0, stderr: '' });
    const paid = await world.run({ ...app, command: 'verify', from: 'p' });
    expect(paid).toMatchObject({ exitCode: 0, outputs: { verified: 'true' } });
    expect(reportOf(paid)).toMatchObject({ warnings: [] });
    expect(await world.run({ ...app, from: 'p', to: 'q' })).toMatchObject({ exitCode: 0 });
  });
});

describe('a gate that is added to the pipeline file', () => {
  it('is a warning without "since", breaks the chain with it, and is proven by a repeated promotion', async () => {
    const before = FILE.replace(/, gates: .* \}(?= \}$)/m, '').replace(', skips: [change], expires: 3d', '');
    const since = (more: string) => FILE.replace('{ change: { ', `{ change: { ${more}`);
    await using world = await startWorld({ pipeline: before });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    const app = { image: 'app:1.2.3' };
    expect(await world.run({ ...app, from: 'd', to: 's' })).toMatchObject({ exitCode: 0 });
    expect(await world.run({ ...app, from: 's', to: 'p', reason: 'CHG0000001' })).toMatchObject({ exitCode: 0 });

    await rewrite(world, FILE);
    const warned = await world.run({ ...app, command: 'verify', from: 'p' });
    expect(warned).toMatchObject({ exitCode: 0, outputs: { verified: 'true' } });
    expect(warned.stdout).toMatch(/^::warning::.*it lacks the gate "change" \(its record of p\)$/m);

    await rewrite(world, since('since: 2020-01-01, '));
    const refused = await world.run({ ...app, command: 'verify', from: 'p' });
    const reason = 'it lacks the gate "change", and p requires it since 2020-01-01; promote it to p again';
    expect(refused).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } });
    expect(complaint(refused)).toContain(reason);
    expect(complaint(await world.run({ ...app, from: 'p', to: 'q' }))).toContain(reason);

    const again = await world.run({ ...app, from: 's', to: 'p', reason: 'CHG0000001' });
    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    const proven = await world.run({ ...app, command: 'verify', from: 'p' });
    expect(proven).toMatchObject({ exitCode: 0, outputs: { verified: 'true' } });
    expect(reportOf(proven)).toMatchObject({ warnings: [] });

    await rewrite(world, since('since: 2020-01-01, mode: warn, '));
    const other = await world.run({ ...app, command: 'verify', from: 'p' });
    expect(other).toMatchObject({ exitCode: 0, outputs: { verified: 'true' } });
    expect(other.stdout).toContain('was judged by other settings than those of the pipeline file');
  });
});
