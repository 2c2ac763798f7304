import { createKeySigner } from '../src/attestation/sign/key.ts';
import { openRetirementWriter } from '../src/commands/write-retirement.ts';
import { digestOf, parseDigest } from '../src/oci/digest.ts';
import { parseRepository } from '../src/oci/reference.ts';
import { markName } from '../src/retention/marks.ts';
import { connect, createClock } from '../test/registry/support.ts';
import { imageOf, type RollbackWorld, START, startRollbackWorld } from '../test/rollback/world.ts';
import type { BuiltImage } from '../test/support/image/build-image.ts';
import { spawnAction } from '../test/support/run-action.ts';
import { refusalIn } from './action-run.ts';

const DAY = 24 * 60;

/** The pipeline of this part: images are built in s, and p keeps some of what it got from there. */
export const PIPELINE = `version: 1
record: signed
signing: { signers: [{ key: keys/sealift.pub }] }
environments:
  s: { repository: "HOST/s/{image}" }
  p:
    repository: "HOST/p/{image}"
    from: s
    retention: { keep: { last: 3, days: 60d, tags: ["*.0.0"] } }
holds:
  - { image: "app@HELD", reason: INC-4711 }
ledger: "HOST/ledger/{image}"
retention: { grace: 7d, in-use: optional, max-delete: { images: 5, percent: 20 } }
`;

/** Ten releases, and how many days ago each came to p. */
const AGES = [310, 280, 250, 220, 50, 40, 30, 20, 10, 3];

/** The release that was retired eight days ago. */
export const GONE = '1.1.0';

/** The one that the pipeline file holds. */
const HELD = '1.3.0';

/** What the acts of this part play with. */
export interface RetentionScene extends AsyncDisposable {
  readonly world: RollbackWorld;
  readonly images: ReadonlyMap<string, BuiltImage>;
  /** Runs `dist/index.js` as a job of its own. */
  run(inputs: Readonly<Record<string, string>>): Promise<RetentionRun>;
}

/** A run of the action. */
export interface RetentionRun {
  readonly exitCode: number | null;
  /** What it refused with; empty where it did not. */
  readonly refusal: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What people see of the log. */
  readonly log: readonly string[];
}

/** Retires an image as a run of eight days ago did: its mark, and its record there and in the ledger. */
async function retire({ host, key }: RollbackWorld, image: BuiltImage, pipelineFile: string): Promise<void> {
  const now = new Date(Date.now() - 8 * DAY * 60_000);
  const digest = parseDigest(image.index.digest);
  const pipeline = { path: '.github/sealift.yml', digest: digestOf(pipelineFile), ledger: `${host}/ledger/{image}` };
  await using connection = await connect(host, { clock: createClock(now.getTime()) });
  const { client } = connection;
  const repository = parseRepository(`${host}/p/app`);
  const write = openRetirementWriter({
    inputs: { pipeline, reason: undefined },
    ...{ plan: digestOf('an earlier plan'), now, run: {}, approvals: undefined, clientOf: () => client },
    signer: await createKeySigner({ key, passphrase: undefined }),
    warn: () => undefined,
  });
  const children = [...image.manifests.keys()].filter((each) => each !== digest).map(parseDigest);
  await write(
    {
      ...{ action: 'retire', state: undefined, uri: `${host}/p/app`, environments: ['p'], tags: [GONE] },
      ...{ digests: { root: digest, children, referrers: [] }, retired: now, archive: undefined, left: [] },
      because: [{ rule: 'last', detail: '9th of the last 3' }],
    },
    { image: 'app', at: { client, repository }, subject: { ...image.index, digest, annotations: new Map() } },
  );
}

/** Starts a registry in which p has had ten releases, one of which was retired a while ago. */
export async function openRetention(): Promise<RetentionScene> {
  const versions = AGES.map((_, index) => `1.${index}.0`);
  const images = new Map(versions.map((version) => [version, imageOf(version)]));
  const held = images.get(HELD)?.index.digest ?? '';
  const pipeline = PIPELINE.replace('HELD', held);
  const world = await startRollbackWorld({ pipeline });
  let before: BuiltImage | undefined;
  for (const [index, version] of versions.entries()) {
    const image = images.get(version);
    if (image === undefined) continue;
    const isLast = index === versions.length - 1;
    await world.place(image, {
      tags: [version, 'latest'],
      ...(before === undefined ? {} : { replaced: { latest: before } }),
      at: (Date.now() - (AGES[index] ?? 0) * DAY * 60_000 - START) / 60_000,
      isDead: true,
    });
    const day = new Date(Date.now() - 8 * DAY * 60_000);
    const own = version === GONE ? [markName(parseDigest(image.index.digest), day)] : [version];
    await world.push('p/app', image, isLast ? [...own, 'latest'] : own);
    before = image;
  }
  const gone = images.get(GONE);
  if (gone !== undefined) await retire(world, gone, pipeline.replaceAll('HOST', world.host));
  let runs = 100;
  return {
    ...{ world, images },
    async run(inputs) {
      const { exitCode, stdout, stderr, outputs } = await spawnAction({
        inputs: { 'signing-key': world.key, ...inputs },
        cwd: world.root,
        env: {
          ...{
            GITHUB_WORKSPACE: world.root,
            GITHUB_REPOSITORY: 'acme/shop',
            GITHUB_ACTOR: 'li',
            RUNNER_TEMP: world.root,
          },
          ...{ GITHUB_SERVER_URL: 'https://github.com', GITHUB_RUN_ID: String(runs++), GITHUB_RUN_ATTEMPT: '1' },
        },
      }).done;
      const log = stdout.split('\n').filter((line) => !line.startsWith('::'));
      return { exitCode, refusal: refusalIn(stdout, stderr), outputs, log };
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}
