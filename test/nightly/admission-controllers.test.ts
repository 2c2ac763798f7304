import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { stack } from '../admission/world.ts';
import { LABELS } from '../e2e/labels.ts';
import { complaint, KEYED, NO_TOKEN, type PipelineWorld, startWorld, WORKFLOW } from '../e2e/pipeline-world.ts';
import { KEYS } from '../pipeline/support.ts';
import {
  judgeByKyverno,
  judgeByPolicyController,
  KYVERNO,
  POLICY_CONTROLLER,
} from '../support/admission-controllers.ts';
import { startDistribution } from '../support/distribution.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startOlareg } from '../support/olareg.ts';
import { findRegistryProgram } from '../support/registry-programs.ts';
import { type SigstoreOptions, startSigstore } from '../support/sigstore/sigstore.ts';
import { startTufRepository, type TufRepository } from '../support/sigstore/tuf.ts';

/** The controllers take long to build: they are there if somebody has built them, and CI does every night. */
const [HAS_KYVERNO, HAS_POLICY_CONTROLLER] = [KYVERNO, POLICY_CONTROLLER].map(
  (program) => findRegistryProgram(program) !== undefined,
);

const ENVIRONMENTS = `environments:
  d: { repository: "HOST/d/{image}" }
  t: { repository: "HOST/t/{image}", from: d, admission: true }
  p: { repository: "HOST/p/{image}", from: t, admission: true }
`;
const KEY = `${KEYED.slice(0, KEYED.indexOf('environments:'))}${ENVIRONMENTS}`;
const OTHER = 'https://github.com/acme/app/.github/workflows/other.yml@refs/heads/main';

/** A pipeline file that trusts workflows, by a Sigstore of its own with or without a log. */
function identified(signers: readonly string[], hasLog: boolean): string {
  return `version: 1
record: signed
signing:
  fulcio-url: SIGSTORE
${hasLog ? '  rekor-url: SIGSTORE\n' : ''}  timestamp-url: SIGSTORE
  trusted-root: trusted_root.json
  signers:
${signers.map((identity) => `    - identity: ${identity}\n`).join('')}${ENVIRONMENTS}`;
}

const OWN = `https://github.com/${WORKFLOW}`;
const IMAGE = stack(['os', 'app'], { labels: LABELS });
const { digest: DIGEST } = IMAGE.index;

/** What Kyverno says if both policies judged the pod. */
const BOTH = 'pass: 2, fail: 0';

interface Setting {
  readonly pipeline: string;
  readonly sigstore?: SigstoreOptions;
  readonly start?: () => Promise<AsyncDisposable & { readonly host: string }>;
  /** What a promotion signs with; its identity by default. */
  readonly key?: boolean;
  readonly image?: typeof IMAGE;
}

interface Promoted extends AsyncDisposable {
  readonly world: PipelineWorld;
  /** The output `policies`. */
  readonly policies: string;
}

/** Promotes an image from d to t to p by the bundled action, and generates the policies. */
async function promote({
  pipeline,
  sigstore,
  start = startOlareg,
  key = false,
  image = IMAGE,
}: Setting): Promise<Promoted> {
  const world = await startWorld({ pipeline, start, ...(sigstore === undefined ? {} : { sigstore }) });
  if (key) await world.write('keys/sealift.pub', KEYS.publicKey);
  const signing = key ? { 'signing-key': KEYS.privateKey } : {};
  await pushImage(world.host, 'd/app', image, ['1.2.3']);
  for (const [from, to] of [
    ['d', 't'],
    ['t', 'p'],
  ] as const) {
    const run = await world.run({ from, to, image: 'app:1.2.3', ...signing }, key ? NO_TOKEN : {});
    expect(complaint(run)).toBe('');
  }
  const check = await world.run({ command: 'check', to: 'p', image: 'app', 'dry-run': 'true' });
  const policies = check.outputs['policies'] ?? '';
  expect(policies).toContain('ImageValidatingPolicy');
  return { world, policies, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

/** Copies an image with all that refers to it, as anybody who may push can. */
async function replay(host: string, from: string, to: string): Promise<void> {
  const list = await (await fetch(`http://${host}/v2/${from}/referrers/${DIGEST}`)).json();
  await pushImage(host, to, IMAGE, ['1.2.3']);
  for (const { digest, mediaType } of Object(list).manifests) {
    const bytes = Buffer.from(await (await get(host, `${from}/manifests/${digest}`, mediaType)).arrayBuffer());
    const { config, layers } = JSON.parse(bytes.toString());
    for (const blob of [config, ...layers]) {
      const content = Buffer.from(await (await get(host, `${from}/blobs/${blob.digest}`)).arrayBuffer());
      const upload = await fetch(`http://${host}/v2/${to}/blobs/uploads/`, { method: 'POST' });
      const url = new URL(upload.headers.get('location') ?? '', `http://${host}`);
      url.searchParams.set('digest', blob.digest);
      await fetch(url, { method: 'PUT', body: content, headers: { 'content-type': 'application/octet-stream' } });
    }
    const headers = { 'content-type': mediaType };
    await fetch(`http://${host}/v2/${to}/manifests/${digest}`, { method: 'PUT', body: bytes, headers });
  }
}

function get(host: string, path: string, accept = '*/*'): Promise<Response> {
  return fetch(`http://${host}/v2/${path}`, { headers: { accept } });
}

/** An attestor of Kyverno. */
interface Cosign {
  keyless?: unknown;
  key?: { data: string };
  tuf?: unknown;
}

/** Changes the attestors of Kyverno's policies. */
function edit(policies: string, change: (cosign: Cosign) => void): string {
  return parseAllDocuments(policies)
    .map((document) => {
      const policy = document.toJS();
      for (const { cosign } of policy.spec.attestors ?? []) change(cosign);
      return stringify(policy, { lineWidth: 0 });
    })
    .join('---\n');
}

/** Has Kyverno ask a TUF repository on loopback. */
async function withTuf(policies: string, { mirrorUrl, rootPath }: TufRepository): Promise<string> {
  const data = (await readFile(rootPath)).toString('base64');
  return edit(policies, (cosign) => {
    if (cosign.keyless !== undefined) cosign.tuf = { mirror: mirrorUrl, root: { data } };
  });
}

/**
 * A repository with the roots of a Sigstore that signed nothing here. Kyverno asks for those of the public one even if the
 * policy has its own, and needs a log and a certificate log in them even if the policy ignores both.
 */
async function startTuf(): Promise<TufRepository> {
  await using elsewhere = await startSigstore();
  return startTufRepository({ targets: { 'trusted_root.json': JSON.stringify(elsewhere.trustedRoot) }, version: 1 });
}

describe.skipIf(!HAS_KYVERNO)('Kyverno', () => {
  it.each([
    ['olareg', startOlareg],
    ['CNCF Distribution', () => startDistribution({ version: 3 })],
  ] as const)('admits what a key signed, and nothing else, in %s', async (title, start) => {
    await using promoted = await promote({ pipeline: KEY, key: true, start });
    const { world, policies } = promoted;
    const { host } = world;
    const judge = (image: string, environment = 'p') => judgeByKyverno({ policies, image, environment });
    for (const image of [`${host}/p/app@${DIGEST}`, `${host}/p/app:1.2.3@${DIGEST}`]) {
      const { isAdmitted, said } = await judge(image);
      expect(isAdmitted, said).toBe(true);
      expect(said).toContain(BOTH);
    }
    // In a cluster, the webhook that changes pods replaces a tag first; what still has none is refused.
    expect(await judge(`${host}/p/app:1.2.3`)).toMatchObject({
      isAdmitted: false,
      said: expect.stringContaining('does not have a digest'),
    });
    const { isAdmitted, said } = await judge(`${host}/t/app@${DIGEST}`, 't');
    expect(isAdmitted, said).toBe(true);

    await pushImage(host, 'p/stranger', IMAGE, ['1']);
    const pushed = await judge(`${host}/p/stranger@${DIGEST}`);
    expect(pushed).toMatchObject({
      isAdmitted: false,
      said: expect.stringContaining('Sealift did not promote this image into p'),
    });
    // Of another environment's repository, whatever statements it has.
    expect(await judge(`${host}/t/app@${DIGEST}`)).toMatchObject({
      isAdmitted: false,
      said: expect.stringContaining('Only images of the repositories of p may run here'),
    });
    if (title !== 'olareg') return;
    await replay(host, 't/app', 'p/replayed');
    expect(await judge(`${host}/p/replayed@${DIGEST}`)).toMatchObject({ isAdmitted: false });
  });

  it('refuses an image without linux/amd64, whatever its statements', async () => {
    const image = stack(['os', 'app'], { labels: LABELS, platforms: ['linux/arm64'] });
    await using promoted = await promote({ ...{ pipeline: KEY, key: true }, image });
    const { world, policies } = promoted;
    const named = `${world.host}/p/app@${image.index.digest}`;
    const judged = await judgeByKyverno({ policies, image: named, environment: 'p' });
    expect(judged).toMatchObject({ isAdmitted: false, said: expect.stringContaining('linux/amd64') });
  });

  it('admits nothing by another key', async () => {
    await using promoted = await promote({ pipeline: KEY, key: true });
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const data = String(publicKey.export({ format: 'pem', type: 'spki' }));
    const policies = edit(promoted.policies, (cosign) => {
      if (cosign.key !== undefined) cosign.key.data = data;
    });
    const image = `${promoted.world.host}/p/app@${DIGEST}`;
    expect(await judgeByKyverno({ policies, image, environment: 'p' })).toMatchObject({ isAdmitted: false });
  });

  it.each([
    ['a log and time stamps', true],
    ['time stamps alone', false],
  ])('admits what an identity signed with %s, one of several that the file names', async (_, hasLog) => {
    await using promoted = await promote({ pipeline: identified([OTHER, OWN], hasLog), sigstore: { hasLog } });
    const { world } = promoted;
    await using tuf = await startTuf();
    const policies = await withTuf(promoted.policies, tuf);
    const image = `${world.host}/p/app@${DIGEST}`;
    const { isAdmitted, said } = await judgeByKyverno({ policies, image, environment: 'p' });
    expect(isAdmitted, said).toBe(true);
    expect(said).toContain(BOTH);
    const others = policies.replaceAll('promote.yml', 'third.yml');
    expect(await judgeByKyverno({ policies: others, image, environment: 'p' })).toMatchObject({ isAdmitted: false });
  });

  it('admits by a pattern of identities', async () => {
    const pattern = 'https://github.com/acme/**@refs/heads/main';
    await using promoted = await promote({ pipeline: identified([pattern], true) });
    const { world } = promoted;
    await using tuf = await startTuf();
    const policies = await withTuf(promoted.policies, tuf);
    const image = `${world.host}/p/app@${DIGEST}`;
    const { isAdmitted, said } = await judgeByKyverno({ policies, image, environment: 'p' });
    expect(isAdmitted, said).toBe(true);
  });
});

describe.skipIf(!HAS_POLICY_CONTROLLER)('policy-controller', () => {
  it.each([
    ['a log and time stamps', true],
    ['time stamps alone', false],
  ])('admits what an identity signed with %s, one of several, and nothing else', async (_, hasLog) => {
    await using promoted = await promote({ pipeline: identified([OTHER, OWN], hasLog), sigstore: { hasLog } });
    const { world, policies } = promoted;
    const { host } = world;
    const judge = (image: string) => judgeByPolicyController({ policies, image });
    for (const image of [`${host}/p/app@${DIGEST}`, `${host}/t/app@${DIGEST}`]) {
      const { isAdmitted, said } = await judge(image);
      expect(isAdmitted, said).toBe(true);
    }
    await pushImage(host, 'p/stranger', IMAGE, ['1']);
    expect(await judge(`${host}/p/stranger@${DIGEST}`)).toMatchObject({ isAdmitted: false });
    await replay(host, 't/app', 'p/replayed');
    expect(await judge(`${host}/p/replayed@${DIGEST}`)).toMatchObject({ isAdmitted: false });
    const uncovered = await judge(`${host}/d/app@${DIGEST}`);
    expect(uncovered).toMatchObject({ isAdmitted: false, said: expect.stringContaining('uncovered by policy') });
    const others = policies.replaceAll('promote.yml', 'third.yml');
    const image = `${host}/p/app@${DIGEST}`;
    expect(await judgeByPolicyController({ policies: others, image })).toMatchObject({ isAdmitted: false });
  });

  it('admits by a pattern of identities', async () => {
    const pattern = 'https://github.com/acme/**@refs/heads/main';
    await using promoted = await promote({ pipeline: identified([pattern], false), sigstore: { hasLog: false } });
    const image = `${promoted.world.host}/p/app@${DIGEST}`;
    const { isAdmitted, said } = await judgeByPolicyController({ policies: promoted.policies, image });
    expect(isAdmitted, said).toBe(true);
  });
});
