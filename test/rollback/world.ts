import type { RecordedSet } from '../../src/attestation/predicates/promotion.ts';
import { createKeySigner } from '../../src/attestation/sign/key.ts';
import type { Host } from '../../src/commands/host.ts';
import { main } from '../../src/main.ts';
import { digestOf, parseDigest } from '../../src/oci/digest.ts';
import { type Promotion, recordOf, statementOf } from '../attestation/promotion.ts';
import { KEYS, makeCheckout } from '../pipeline/support.ts';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { pushReferrer } from '../support/image/push-referrer.ts';
import { type KeptLog, keepLog } from '../support/log.ts';
import { neverCancelled } from '../support/never-cancelled.ts';
import { startRegistry } from '../support/registry/registry.ts';

/** A registry to roll back in; the embedded one has more to look at. */
export interface RollbackRegistry extends AsyncDisposable {
  readonly host: string;
}

/** The pipeline d → s → p; HOST stands for the registry, and RULES for the tag rules of p. */
export const PIPELINE = `version: 1
record: signed
signing:
  signers:
    - key: keys/sealift.pub
environments:
  d: { repository: "HOST/d/{image}" }
  s: { repository: "HOST/s/{image}", from: d }
  p: { repository: "HOST/p/{image}", from: s, tags: "RULES" }
`;

/** When the first image came: two days ago (ms since 1970). */
export const START = Date.now() - 48 * 60 * 60_000;

/** What a promotion has left. */
export interface Placed {
  readonly tags: readonly string[];
  /** By tag, the image that it held before. */
  readonly replaced?: Readonly<Record<string, BuiltImage>>;
  /** In minutes after {@link START}. */
  readonly at: number;
  readonly app?: string;
  readonly run?: string;
  readonly set?: RecordedSet;
  /** Whether the run died before its tags. */
  readonly isDead?: boolean;
  /** The repository without `app`. */
  readonly in?: string;
}

/** What a run of the action came to. */
export interface Ran {
  readonly code: number;
  readonly lines: readonly string[];
  readonly outputs: ReadonlyMap<string, string>;
  readonly summary: string;
  /** The sentence that it failed with; empty if it did not. */
  readonly refusal: string;
}

/** A registry with a pipeline, and runs of the action in this process. */
export interface RollbackWorld extends AsyncDisposable {
  readonly host: string;
  /** The root of the checkout. */
  readonly root: string;
  /** The private key that signs. */
  readonly key: string;
  /** Pushes an image with tags, and attaches the record of its promotion. */
  place(image: BuiltImage, placed: Placed): Promise<void>;
  push(repository: string, image: BuiltImage, tags: readonly string[]): Promise<void>;
  run(inputs: Readonly<Record<string, string>>, env?: Readonly<Record<string, string>>): Promise<Ran>;
  /** What each tag of a repository holds. */
  tags(repository?: string): Promise<Readonly<Record<string, string>>>;
  /** The predicate types of what is attached to an image. */
  attached(image: BuiltImage, repository?: string): Promise<readonly string[]>;
}

/** Makes an image of a version. */
export function imageOf(version: string, seed = version): BuiltImage {
  return buildImage({
    seed,
    platforms: ['linux/amd64'],
    layers: 1,
    layerBytes: 16,
    labels: {
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.source': 'https://github.com/acme/shop',
    },
  });
}

/** The digest of an image as the source knows it. */
export function digestOfImage({ index }: BuiltImage) {
  return parseDigest(index.digest);
}

const ACCEPT = 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json';

/** Starts a world; runs of it are by the same workflow run only where the environment says so. */
export async function startRollbackWorld({
  pipeline = PIPELINE,
  rules = 'type=semver',
  start = startRegistry,
}: {
  readonly pipeline?: string;
  readonly rules?: string;
  readonly start?: () => Promise<RollbackRegistry>;
} = {}): Promise<RollbackWorld> {
  const stack = new AsyncDisposableStack();
  const { host } = stack.use(await start());
  const text = pipeline.replaceAll('HOST', host).replaceAll('RULES', rules);
  const checkout = stack.use(await makeCheckout({ '.github/sealift.yml': text, 'keys/sealift.pub': KEYS.publicKey }));
  const signer = await createKeySigner({ key: KEYS.privateKey, passphrase: undefined });
  let runs = 0;

  async function push(repository: string, image: BuiltImage, tags: readonly string[]): Promise<void> {
    await pushImage(host, repository, image, tags);
  }

  async function attach(image: BuiltImage, placed: Placed): Promise<void> {
    const {
      app = 'app',
      tags,
      replaced = {},
      at,
      set,
      run = `https://github.com/acme/shop/actions/runs/${at + 1}`,
    } = placed;
    const promotion: Promotion = {
      subjects: [{ digest: digestOfImage(image) }],
      time: new Date(START + at * 60_000),
      source: { uri: `${host}/s/${app}`, tags: [], environment: 's' },
      destination: {
        uri: `${host}/${placed.in ?? 'p'}/${app}`,
        environment: 'p',
        tags,
        replaced: new Map(Object.entries(replaced).map(([tag, before]) => [tag, digestOfImage(before)])),
      },
      route: { kind: 'regular' },
      run: { invocationId: run, actor: { login: 'li' } },
      set,
      copied: { bytesUploaded: 0, mounted: 0 },
      toolVersion: '0.0.0',
    };
    const subject = { ...image.index, digest: digestOfImage(image), annotations: new Map<string, string>() };
    const artifact = recordOf({ promotion, subject }, await signer.sign(statementOf(promotion)));
    const { mediaType, digest, bytes } = artifact.manifest;
    await pushReferrer({ host, repository: `${placed.in ?? 'p'}/${app}` }, image.index, {
      index: { mediaType, digest, size: bytes.byteLength },
      manifests: new Map([[digest, { mediaType, bytes }]]),
      blobs: new Map(artifact.blobs.map((blob) => [blob.descriptor.digest, blob.bytes])),
    });
  }

  async function json(path: string): Promise<Record<string, never>> {
    const answer = await fetch(`http://${host}/v2/${path}`, { headers: { Accept: ACCEPT } });
    return answer.status === 200 ? JSON.parse(await answer.text()) : {};
  }

  return {
    host,
    root: checkout.root,
    key: KEYS.privateKey,
    push,
    async place(image, placed) {
      const { app = 'app', tags, isDead = false } = placed;
      await push(`${placed.in ?? 'p'}/${app}`, image, isDead ? [] : tags);
      await attach(image, placed);
    },
    async run(inputs, env = {}) {
      const kept = keepLog();
      const logger: KeptLog = {
        ...kept,
        fail(text, options) {
          kept.fail(text);
          options?.lines?.forEach(kept.info);
        },
      };
      const outputs = new Map<string, string>();
      let summary = '';
      const given: Readonly<Record<string, string>> = {
        command: 'rollback',
        to: 'p',
        image: 'app',
        reason: 'INC-4711',
        'signing-key': KEYS.privateKey,
        'dry-run': 'false',
        ...inputs,
      };
      const getInput = (name: string) => given[name] ?? '';
      const environment = {
        GITHUB_WORKSPACE: checkout.root,
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: 'acme/shop',
        GITHUB_RUN_ID: String(5000 + runs++),
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_ACTOR: 'wang',
        ...env,
      };
      const world: Host = {
        ...{ environment, logger, getInput, getRawInput: getInput },
        handOver(results) {
          for (const [name, value] of results.outputs) outputs.set(name, value);
          if (results.summary !== '') summary = results.summary;
          return undefined;
        },
        writeSummary(markdown) {
          summary = markdown;
        },
      };
      const code = await main(world, neverCancelled());
      const refusal = logger.lines.find((line) => line.startsWith('fail '))?.slice('fail '.length) ?? '';
      return { code, lines: logger.lines, outputs, summary, refusal };
    },
    async tags(repository = 'p/app') {
      const { tags = [] }: { readonly tags?: readonly string[] } = await json(`${repository}/tags/list`);
      const names = tags.filter((tag) => !tag.startsWith('sha256-')).toSorted();
      const held = await Promise.all(
        names.map(async (tag) => {
          const answer = await fetch(`http://${host}/v2/${repository}/manifests/${tag}`, {
            headers: { Accept: ACCEPT },
          });
          return [tag, digestOf(await answer.bytes())] as const;
        }),
      );
      return Object.fromEntries(held);
    },
    async attached(image, repository = 'p/app') {
      const types = 'dev.sigstore.bundle.predicateType';
      const lists = await Promise.all([
        json(`${repository}/referrers/${image.index.digest}`),
        json(`${repository}/manifests/${image.index.digest.replace(':', '-')}`),
      ]);
      const entries = lists.flatMap(
        (list): readonly { readonly digest: string; readonly annotations?: Readonly<Record<string, string>> }[] =>
          list['manifests'] ?? [],
      );
      const distinct = new Map(entries.map((entry) => [entry.digest, entry.annotations?.[types] ?? '']));
      return [...distinct.values()].map((type) => type.split('/').slice(-2, -1)[0] ?? '').toSorted();
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
