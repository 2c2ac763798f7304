import { describe, expect, it } from 'vitest';
import { attach, COSIGN_VULN, sign, stack, statement } from '../admission/world.ts';
import { cosignVuln, trivyReport } from '../evidence/formats/fixtures/trivy.ts';
import { KEYS } from '../pipeline/support.ts';
import { pushImage } from '../support/image/push-image.ts';
import type { ActionResult } from '../support/run-action.ts';
import { listReferrers } from './attached.ts';
import { readManifest, readRecords, readTags } from './look.ts';
import { complaint, KEYED, type PipelineWorld, startWorld } from './pipeline-world.ts';

const LABELS = { 'org.opencontainers.image.source': 'https://github.com/acme/app' };
const IMAGE = stack(['os', 'app'], { labels: LABELS });
const TO_T = { from: 'd', to: 't', image: 'app:1.2.3', 'signing-key': KEYS.privateKey };

/** A pipeline whose environment t has gates; `more` is added to the file. */
async function worldWith(gates: string, more = ''): Promise<PipelineWorld> {
  const world = await startWorld({ pipeline: `${KEYED.replace('from: d }', `from: d, gates: ${gates} }`)}${more}` });
  await world.write('keys/sealift.pub', KEYS.publicKey);
  await pushImage(world.host, 'd/app', IMAGE, ['1.2.3']);
  return world;
}

/** Attaches a fresh clean report to each platform, signed by the scanner's key. */
async function attachReports(host: string): Promise<readonly string[]> {
  const digests: string[] = [];
  for (const platform of IMAGE.platforms.values()) {
    const { manifest, config } = platform;
    const createdAt = new Date(Date.now() - 60_000).toISOString();
    const report = cosignVuln(trivyReport({ imageId: config, createdAt, findings: [] }), createdAt);
    const content = await sign(statement([manifest.digest], COSIGN_VULN, report));
    digests.push(await attach(host, 'd/app', manifest, { content }));
  }
  return digests;
}

function checksOf({ outputs }: ActionResult): readonly { readonly id: string; readonly result: string }[] {
  return outputs['checks'] === '' ? [] : JSON.parse(outputs['checks'] ?? '[]');
}

function verdictsOf(run: ActionResult): Readonly<Record<string, string>> {
  return Object.fromEntries(checksOf(run).map(({ id, result }) => [id, result]));
}

/** Reads the checks in the newest record of the image, without a look at its signature. */
async function recordedChecks(host: string, repository: string): Promise<readonly { readonly id: string }[]> {
  const record = (await readRecords(host, repository, IMAGE.index.digest)).at(-1);
  const manifest = await readManifest(host, repository, record?.digest ?? '');
  const layer = manifest?.document.layers?.[0]?.digest;
  const bundle = (await (await fetch(`http://${host}/v2/${repository}/blobs/${layer}`)).json()) as {
    readonly dsseEnvelope: { readonly payload: string };
  };
  return JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString()).predicate.checks;
}

const SCANNER = '\nevidence:\n  scanner: { key: keys/sealift.pub }\n';

describe('gates', () => {
  it('refuse with all that is wrong, before anything is written', async () => {
    await using world = await worldWith(
      '{ labels: { maintainer: true }, change: { pattern: "^CHG[0-9]{7}$", in: [reason] } }',
    );
    const run = await world.run(TO_T);
    expect(run.exitCode).toBe(1);
    expect(complaint(run).split('%0A')).toEqual([
      'Cannot promote app:1.2.3 to t: 2 gates say no.',
      '✗ labels  linux/amd64 and linux/arm64: it has no label maintainer; set it when building',
      '✗ change  no change is named in the reason; write one like ^CHG[0-9]{7}$',
    ]);
    expect(verdictsOf(run)).toEqual({ labels: 'fail', change: 'fail' });
    expect(run.summary).toContain('Cannot promote app:1.2.3 to t: 2 gates say no.\n\n- ✗ labels');
    expect(await readTags(world.host, 't/app')).toEqual({});
    expect(await listReferrers(world.host, 't/app', IMAGE.index.digest)).toEqual([]);
  });

  it('let in what passes: the record names the evidence, which comes along', async () => {
    await using world = await worldWith(
      '{ vulnerabilities: { signed-by: scanner, max-age: 1d }, config: { user: non-root } }',
      SCANNER,
    );
    const reports = await attachReports(world.host);
    const run = await world.run(TO_T);
    expect(complaint(run)).toBe('');
    expect(verdictsOf(run)).toEqual({ vulnerabilities: 'pass', config: 'pass' });
    expect(run.stdout).toContain('  ✓ vulnerabilities');
    expect(run.summary).toContain('**Gates:** ✅ pass: `vulnerabilities`, `config`');
    const checks = await recordedChecks(world.host, 't/app');
    expect(checks.map(({ id }) => id)).toEqual(['vulnerabilities', 'config']);
    for (const [index, { manifest }] of [...IMAGE.platforms.values()].entries()) {
      const report = reports[index] ?? '';
      expect(JSON.stringify(checks)).toContain(report.slice('sha256:'.length));
      expect(await listReferrers(world.host, 't/app', manifest.digest)).toContain(report);
    }
  });

  it('are shown by a dry run, which writes nothing', async () => {
    await using world = await worldWith('{ labels: { maintainer: true, mode: warn } }');
    const run = await world.run({ ...TO_T, 'dry-run': 'true' });
    expect(run.exitCode).toBe(0);
    expect(verdictsOf(run)).toEqual({ labels: 'warn' });
    expect(run.stdout).toContain('  ! labels  warn: linux/amd64 and linux/arm64: it has no label maintainer');
    expect(await readTags(world.host, 't/app')).toEqual({});
  });

  it('answer once for a set, of which nothing is written then', async () => {
    await using world = await worldWith('{ labels: { org.opencontainers.image.source: true } }');
    await pushImage(world.host, 'd/one', stack(['one']), ['1.0.0']);
    await pushImage(world.host, 'd/two', stack(['two']), ['2.0.0']);
    const run = await world.run({ ...TO_T, image: 'app:1.2.3\none:1.0.0\ntwo:2.0.0' });
    expect(complaint(run).split('%0A')).toEqual([
      'Cannot promote 2 of 3 images to t: gates say no.',
      'one:1.0.0 and two:2.0.0: a gate says no.',
      '  ✗ labels  linux/amd64 and linux/arm64: it has no label org.opencontainers.image.source; set it when building',
    ]);
    expect(await readTags(world.host, 't/app')).toEqual({});
  });

  it('that are new have to be passed by what is there already: then it gets another record', async () => {
    await using world = await worldWith('{}');
    expect((await world.run(TO_T)).exitCode).toBe(0);
    const again = await world.run(TO_T);
    expect(again.outputs['changed']).toBe('false');
    expect(await readRecords(world.host, 't/app', IMAGE.index.digest)).toHaveLength(1);
    await world.write(
      '.github/sealift.yml',
      KEYED.replace('from: d }', 'from: d, gates: { config: { user: non-root } } }').replaceAll('HOST', world.host),
    );
    const run = await world.run(TO_T);
    expect(complaint(run)).toBe('');
    expect(await recordedChecks(world.host, 't/app')).toMatchObject([{ id: 'config', result: 'pass' }]);
    expect((await world.run(TO_T)).exitCode).toBe(0);
    expect(await readRecords(world.host, 't/app', IMAGE.index.digest)).toHaveLength(2);
  });

  it('are bypassed by a hotfix route that skips them, and judged all the same', async () => {
    const route = '\nhotfix-routes:\n  emergency: { from: d, to: p, skips: [labels] }\n';
    await using world = await startWorld({
      pipeline: `${KEYED.replace('from: t }', 'from: t, gates: { labels: { maintainer: true }, config: { user: non-root } } }')}${route}`,
    });
    await world.write('keys/sealift.pub', KEYS.publicKey);
    await pushImage(world.host, 'd/app', IMAGE, ['1.2.3']);
    const run = await world.run({ ...TO_T, to: 'p', reason: 'INC-1' });
    expect(complaint(run)).toBe('');
    expect(verdictsOf(run)).toEqual({ labels: 'bypassed', config: 'pass' });
    expect(await recordedChecks(world.host, 'p/app')).toMatchObject([
      { id: 'config', result: 'pass' },
      { id: 'labels', result: 'bypassed', platforms: { 'linux/amd64': 'fail', 'linux/arm64': 'fail' } },
    ]);
  });

  it('have the approvals that a hotfix route needs', async () => {
    const route = '\nhotfix-routes:\n  emergency: { from: d, to: p, needs: { approvals: 1 } }\n';
    await using world = await startWorld({ pipeline: `${KEYED}${route}` });
    await world.write('keys/sealift.pub', KEYS.publicKey);
    await pushImage(world.host, 'd/app', IMAGE, ['1.2.3']);
    const run = await world.run({ ...TO_T, to: 'p', reason: 'INC-1' });
    expect(complaint(run)).toContain('a gate says no.%0A? people');
    expect(await readTags(world.host, 'p/app')).toEqual({});
  });

  it('refuse in a plan, before any job of it begins', async () => {
    await using world = await worldWith('{ labels: { maintainer: true } }');
    const run = await world.run({ ...TO_T, command: 'plan', 'plan-file': 'plan.json' });
    expect(complaint(run)).toContain('it has no label maintainer');
    expect(run.outputs['matrix'] ?? '').toBe('');
  });
});
