import { describe, expect, it } from 'vitest';
import { openStoredLedger, verifyStoredLedger } from '../../src/commands/base-ledger.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import { openVerifier } from '../../src/records/verifier.ts';
import { connect } from '../registry/support.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { startIdentityTokens } from '../support/sigstore/identity-tokens.ts';
import { startSigstore } from '../support/sigstore/sigstore.ts';
import { DEV, NEW, OLD, PIPELINE, readPipeline, runInWorld } from './outdated-world.ts';

const WORKFLOW = 'https://github.com/acme/base/.github/workflows/outdated.yml@refs/heads/main';
const CLAIMS = {
  repository: 'acme/base',
  job_workflow_ref: 'acme/base/.github/workflows/outdated.yml@refs/heads/main',
};

async function startBases(): Promise<EmbeddedRegistry> {
  const registry = await startRegistry({ referrers: 'api' });
  registry.load('base/prod-osbase', OLD, ['1.4.5']);
  registry.load('base/prod-osbase', NEW, ['1.4.7']);
  registry.load('base/dev-osbase', DEV, ['2.1.0']);
  return registry;
}

async function readLedger(registry: EmbeddedRegistry, pipeline: Pipeline, now: Date) {
  await using connection = await connect(registry.host);
  const open = async (name: string) => ({ client: connection.client, repository: parseRepository(name) });
  const environment = pipeline.environments.at(-1);
  if (environment === undefined) throw new Error('there is no environment');
  const stored = await openStoredLedger({ pipeline, open })?.();
  const access = { pipeline, open, openVerifier: () => openVerifier(pipeline, now), now };
  return await verifyStoredLedger(stored, environment, access);
}

/** A registry with bases, a Sigstore, and a pipeline file that names a workflow. */
async function startWorld(identity = WORKFLOW) {
  const stack = new AsyncDisposableStack();
  const registry = stack.use(await startBases());
  const sigstore = stack.use(await startSigstore());
  const tokens = stack.use(await startIdentityTokens(CLAIMS));
  const signing = `signing: { fulcio-url: "${sigstore.fulcioUrl}", rekor-url: "${sigstore.rekorUrl}", trusted-root: root.json, signers: [{ identity: "${identity}" }] }`;
  const file = PIPELINE.replace(/signing: .*/, signing);
  const pipeline = await readPipeline(registry.host, file, { 'root.json': JSON.stringify(sigstore.trustedRoot) });
  const run = (now = new Date()) => runInWorld(pipeline, { 'signing-key': '' }, now, { ...tokens.environment });
  return { registry, sigstore, tokens, pipeline, run, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe('a ledger of bases that an identity signs', () => {
  it('counts by the workflow that the file names, and is read and joined by its next run', async () => {
    await using world = await startWorld();
    const { registry, sigstore, tokens, pipeline } = world;
    expect(await world.run()).toMatchObject({ error: '', report: { ledger: { added: 3, written: true } } });
    expect(sigstore.requests).toMatchObject({ certificate: 1, entry: 1 });
    // The token goes to the own Sigstore alone, and would be good at no other.
    expect(new Set(tokens.audiences)).toEqual(new Set([sigstore.fulcioUrl]));
    const ledger = await readLedger(registry, pipeline, new Date());
    expect(ledger).toMatchObject({ isSigned: true, time: expect.any(Date) });
    expect(await world.run()).toMatchObject({ error: '', report: { ledger: { versions: 3, added: 0 } } });
  });

  it('tells by which run it was made, as the token says', async () => {
    await using world = await startWorld();
    await world.run();
    const [manifest] = [...world.registry.manifests('ledger/bases').values()];
    const { layers } = JSON.parse(Buffer.from(manifest?.bytes ?? '').toString());
    const blob = world.registry.blobs('ledger/bases').get(layers[0].digest);
    const { payload } = JSON.parse(Buffer.from(blob ?? '').toString()).dsseEnvelope;
    const { predicate } = JSON.parse(Buffer.from(payload, 'base64').toString());
    expect(JSON.stringify(predicate.run)).toContain('https://github.com/acme/base/actions/runs/123/attempts/1');
  });

  it('is not written if its signer is not the one that the file names', async () => {
    await using world = await startWorld(WORKFLOW.replace('outdated', 'other'));
    const { error, report } = await world.run();
    expect(error).toContain('outdated.yml');
    expect(report.ledger).toMatchObject({ written: false });
    expect([...world.registry.manifests('ledger/bases')]).toEqual([]);
  });

  it('is not written if the Sigstore does not sign', async () => {
    await using world = await startWorld();
    world.sigstore.fail('certificate', { status: 403 });
    expect((await world.run()).error).toMatch(/^Cannot sign/);
    expect([...world.registry.manifests('ledger/bases')]).toEqual([]);
  });
});
