import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRunner } from '../../src/action/runner.ts';
import type { RecordArtifact } from '../../src/attestation/artifact.ts';
import { buildRequests } from '../../src/commands/requests.ts';
import { resolvePolicy } from '../../src/commands/resolve-policy.ts';
import { runVerify } from '../../src/commands/verify.ts';
import { readEvent } from '../../src/event/event.ts';
import { readRoutes } from '../../src/inputs/routes.ts';
import { readVerifyInputs } from '../../src/inputs/verify.ts';
import { type Digest, digestOf, parseDigest } from '../../src/oci/digest.ts';
import { parsePipeline } from '../../src/pipeline/parse.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import type { PromotionPlan } from '../../src/promotion/plan.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import type { RetryClock } from '../../src/registry/transport/retry-budget.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { buildStatement, type Promotion, recordOf } from '../attestation/promotion.ts';
import { type Forge, startForge, toBytes, type Wanted } from '../attestation/verify/forge.ts';
import { KEYS } from '../pipeline/support.ts';
import { applyPromotion, bothEnds, requestOf, taggedBy } from '../promotion/support.ts';
import { connect } from '../registry/support.ts';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { pushReferrer } from '../support/image/push-referrer.ts';
import { keepLog } from '../support/log.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';

export const IMAGE = buildImage({ seed: 'the image', layers: 1, platforms: ['linux/amd64'] });
export const OTHER = buildImage({ seed: 'another image', layers: 1, platforms: ['linux/amd64'] });
export const DIGEST = parseDigest(IMAGE.index.digest);
/** The run by which certificates are given where nothing else is asked for. */
export const RUN = 'https://github.com/acme/app/actions/runs/123/attempts/1';

/** The pipeline d → t → s1 → s2 → p with two data centres, and a way around; HOST stands for the registry. */
export const PIPELINE = `version: 1
record: signed
signing:
  trusted-root: root.json
  signers:
    - identity: https://github.com/acme/app/.github/workflows/promote.yml@refs/heads/main
    - key: ops.pub
environments:
  d: { repository: "HOST/d/{image}" }
  t: { repository: "HOST/t/{image}", from: d }
  s1: { repository: "HOST/s1/{image}", from: t }
  s2: { repository: "HOST/s2/{image}", from: s1 }
  p: { repository: ["HOST/p/{image}", "HOST/dc2/{image}"], from: s2 }
hotfix-routes:
  emergency: { from: t, to: p }
`;

const ORDER = ['d', 't', 's1', 's2', 'p'];

/** A record to be attached: what it says, who signs it, and how it is announced. */
export interface Attached {
  /** The environment that it is about. */
  readonly to: string;
  /** Changes to what an honest record of a promotion into that environment says. */
  readonly claims?: Partial<Promotion>;
  /** Changes to the statement before it is signed. */
  readonly edit?: (statement: Record<string, unknown>) => unknown;
  /** What the certificate and its witnesses are like; `false` leaves the record unsigned. */
  readonly signed?: Wanted | false;
  /** Changes to the bundle after it was signed. */
  readonly tamper?: (bundle: Record<string, unknown>) => unknown;
  /** What the annotations say instead of the statement. */
  readonly announced?: Partial<Promotion>;
  readonly image?: BuiltImage;
  /** The records that it says in its annotations to correct. */
  readonly replaces?: readonly Digest[];
  /** What it is attached to, where not to the image. */
  readonly subject?: BuiltImage;
  /** The repository that it is put into, where not that of its environment. */
  readonly at?: string;
  /** Changes to the manifest. */
  readonly remake?: (manifest: Record<string, unknown>) => unknown;
  /** More blobs that its manifest needs. */
  readonly blobs?: readonly Uint8Array[];
}

/** What a verification came to: the sentence that it fails with, where it does, and its log. */
export interface Verified {
  readonly refusal: string | undefined;
  readonly lines: readonly string[];
}

/** What a promotion asks for. */
export interface Asked {
  readonly from: string;
  readonly to: string;
  readonly image?: string;
  readonly reason?: string;
  readonly record?: 'auto' | 'signed' | 'unsigned';
  readonly actor?: string;
  readonly now?: Date;
  readonly rules?: string;
  readonly referrers?: boolean;
  readonly key?: string;
  /** Takes the warnings. */
  readonly said?: string[];
  /** Who approved the run. */
  readonly approvals?: Promotion['approvals'];
  /** What the gates of the environment said. */
  readonly checks?: Promotion['checks'];
}

/** A registry, a Sigstore that signs anything, and a pipeline file. */
export interface World extends AsyncDisposable {
  readonly host: string;
  readonly registry: EmbeddedRegistry;
  readonly forge: Forge;
  readonly pipeline: Pipeline;
  /** The place of the image in an environment. */
  uri(environment: string, image?: string): string;
  push(repository: string, image?: BuiltImage, tags?: readonly string[]): Promise<void>;
  attach(record: Attached): Promise<Digest>;
  /** The digest of the statement of a record: what a correction of it names. */
  statementOf(record: Attached): Digest;
  /** Puts the image and an honest record into each of these environments. */
  place(...environments: readonly string[]): Promise<void>;
  verify(from: string, image?: string): Promise<Verified>;
  promote(asked: Asked): Promise<string | undefined>;
  /** Plans what `promote` would do. */
  plan(asked: Asked): Promise<PromotionPlan>;
}

/** What a world is made of. */
export interface WorldOptions {
  readonly registry?: RegistryOptions;
  readonly forge?: Forge;
  /** What promotions wait by; by default no wait takes any time. */
  readonly clock?: RetryClock;
}

async function parse(text: string, { host, folder, root }: { host: string; folder: string; root: object }) {
  const files: Readonly<Record<string, Uint8Array>> = {
    'root.json': toBytes(root),
    'ops.pub': Buffer.from(KEYS.publicKey),
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return parsePipeline(Buffer.from(text.replaceAll('HOST', host)), {
    path: '.github/sealift.yml',
    read: async (path) => {
      const bytes = files[path];
      return bytes === undefined
        ? { kind: 'unreadable', reason: 'it is not there' }
        : { kind: 'read', path: join(folder, path), bytes };
    },
  });
}

function toReferrer({ manifest, blobs }: RecordArtifact, { remake, blobs: more = [] }: Attached) {
  const { mediaType } = manifest;
  const changed = remake?.(JSON.parse(Buffer.from(manifest.bytes).toString()));
  const bytes = changed === undefined ? manifest.bytes : toBytes(Object(changed));
  const digest = digestOf(bytes);
  return {
    index: { mediaType, digest, size: bytes.byteLength },
    manifests: new Map([[digest, { mediaType, bytes }]]),
    blobs: new Map([
      ...blobs.map((blob) => [blob.descriptor.digest, blob.bytes] as const),
      ...more.map((blob) => [digestOf(blob), blob] as const),
    ]),
  };
}

function descriptorOf({ index }: BuiltImage) {
  return { ...index, digest: parseDigest(index.digest), annotations: new Map<string, string>() };
}

/** Makes a world of the pipeline d → t → s1 → s2 → p, or of another one. */
export async function startChainWorld(
  text = PIPELINE,
  { registry: options, forge = undefined, clock }: WorldOptions = {},
): Promise<World> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'sealift-chain-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const registry = stack.use(await startRegistry(options));
  const { host } = registry;
  const own = forge ?? (await startForge());
  const pipeline = await parse(text, { host, folder, root: own.trustedRoot });
  const { client } = stack.use(await connect(host, clock === undefined ? {} : { clock }));

  function uri(environment: string, image = 'app'): string {
    const found = pipeline.environments.find(({ name }) => name === environment);
    return found?.repositories[0].text.replace('{image}', image) ?? `${host}/${environment}/${image}`;
  }

  function honest({ to, image = IMAGE }: Attached): Promotion {
    const before = ORDER[ORDER.indexOf(to) - 1] ?? 'd';
    return {
      subjects: [{ digest: parseDigest(image.index.digest) }],
      time: new Date(own.time.getTime() + ORDER.indexOf(to) * 1000),
      source: { uri: uri(before), tags: ['1.2.3'], environment: before },
      destination: { uri: uri(to), environment: to, tags: ['1.2.3'], replaced: new Map() },
      route: { kind: 'regular' },
      copied: { bytesUploaded: 0, mounted: 0 },
      run: { invocationId: RUN, actor: { login: 'li' } },
      toolVersion: '0.0.0',
    };
  }

  function stateIn(record: Attached): { readonly promotion: Promotion; readonly payload: string } {
    const { claims, edit, signed = {} } = record;
    const usual = honest(record);
    const certified = signed === false ? undefined : signed.claims?.[23];
    // An honest record says of its run what the certificate says.
    const run = {
      invocationId: RUN,
      ...(certified === undefined ? {} : { environment: certified }),
      ...(claims?.run ?? usual.run),
    };
    const promotion = { ...usual, ...claims, run };
    const statement = buildStatement(promotion);
    return { promotion, payload: JSON.stringify(edit?.(statement) ?? statement) };
  }

  async function attach(record: Attached): Promise<Digest> {
    const { image = IMAGE, edit, signed = {}, tamper, announced, at, replaces = [] } = record;
    const { promotion, payload } = stateIn(record);
    const subject = record.subject ?? image;
    const said = { ...promotion, ...announced };
    const content = { promotion: said, subject: descriptorOf(subject), replaces };
    let artifact: RecordArtifact;
    if (signed === false) {
      artifact = recordOf(content);
      if (edit !== undefined) throw new Error('the statement of an unsigned record is changed by its layer');
    } else {
      const bundle = await own.sign({ payload, ...signed, claims: { 21: RUN, ...signed.claims } });
      artifact = recordOf(content, toBytes(Object(tamper?.(Object(bundle)) ?? bundle)));
    }
    const referrer = toReferrer(artifact, record);
    const repository = (at ?? uri(record.to)).slice(host.length + 1);
    await pushReferrer({ host, repository }, subject.index, referrer);
    return parseDigest(referrer.index.digest);
  }

  async function push(repository: string, image = IMAGE, tags: readonly string[] = ['1.2.3']): Promise<void> {
    await pushImage(host, repository, image, tags);
  }

  const ends = bothEnds(client);

  async function prepare(wanted: Asked) {
    const { from, to, image = 'app:1.2.3', reason, record = 'auto', actor = 'li', now = own.now, ...rest } = wanted;
    const given: Readonly<Record<string, string>> = { from, to, image: from.includes('/') ? '' : image };
    const routes = readRoutes((name) => given[name] ?? '', pipeline);
    const environment = { GITHUB_ACTOR: actor };
    const context = { ...openRunner(environment, keepLog()), event: readEvent(environment, {}), now };
    const signing = { signingKey: rest.key ?? KEYS.privateKey, signingKeyPassphrase: undefined };
    const inputs = { routes, pipeline, record, signing, reason, githubToken: undefined };
    const rules = parseTagRules(rest.rules ?? 'type=source');
    const { tagPolicy } = taggedBy(requestOf(host, { rules, now }));
    const [asked] = buildRequests(await resolvePolicy(inputs, context, true), {
      ...{ tagPolicy, reason, expectedDigest: undefined, isPlanned: false },
      copyAttachments: rest.referrers ?? true,
    });
    if (asked === undefined) throw new Error('there is no image');
    const approvals = Promise.resolve(rest.approvals);
    const policy = asked.policy && { ...asked.policy, ...(rest.approvals && { approvals }) };
    const request = { ...asked, policy };
    const prepared = await preparePromotion(request, ends);
    const gates = rest.checks && { name: 'app', results: [], checks: rest.checks };
    const destinations = prepared.destinations.map((each) => (gates === undefined ? each : { ...each, gates }));
    return { request, plan: { ...prepared, destinations } };
  }

  return {
    ...{ host, registry, forge: own, pipeline, uri, attach, push },
    statementOf: (record) => digestOf(Buffer.from(stateIn(record).payload)),
    async place(...environments) {
      for (const to of environments) {
        await push(uri(to).slice(host.length + 1));
        if (to !== 'd') await attach({ to });
      }
    },
    async verify(from, image = 'app:1.2.3') {
      const logger = keepLog();
      const given: Readonly<Record<string, string>> = { from, image: from.includes('/') ? '' : image };
      const inputs = readVerifyInputs((name) => given[name] ?? '', pipeline);
      const context = { ...openRunner({}, logger), event: readEvent({}, {}), now: own.now };
      try {
        await runVerify(inputs, context);
        return { refusal: undefined, lines: logger.lines };
      } catch (error) {
        return { refusal: error instanceof Error ? error.message : String(error), lines: logger.lines };
      }
    },
    plan: async (asked) => (await prepare(asked)).plan,
    async promote(asked) {
      try {
        const { request, plan } = await prepare(asked);
        await applyPromotion(request, ends, {
          plan,
          emit: (event) => void (event.kind === 'warning' && asked.said?.push(event.sentence)),
        });
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
