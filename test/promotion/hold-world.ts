import type { HoldEffect } from '../../src/attestation/predicates/hold.ts';
import { createKeySigner } from '../../src/attestation/sign/key.ts';
import type { RecordSigner } from '../../src/attestation/sign/signer.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { environmentNamed } from '../../src/pipeline/environments.ts';
import {
  applyHold,
  type HoldMeans,
  type HoldPlace,
  type HoldPlan,
  planHold,
  planUnhold,
} from '../../src/promotion/write-hold.ts';
import { openVerifier } from '../../src/records/verifier.ts';
import { IDENTITY, ISSUER, toBytes } from '../attestation/verify/forge.ts';
import { KEYS } from '../pipeline/support.ts';
import { DIGEST, type World } from '../policy/world.ts';
import { type Connection, connect } from '../registry/support.ts';

interface HoldAsked {
  /** Repositories on the registry of the world. */
  readonly at: readonly string[];
  readonly environments?: readonly string[];
  readonly effect?: HoldEffect;
  readonly until?: Date;
  readonly digest?: typeof DIGEST;
  readonly key?: string | undefined;
  readonly isSigned?: boolean;
  /** `forge`: the identity that Sigstore certifies, and no key. */
  readonly by?: 'forge';
  readonly now?: Date;
}

/** Holds and releases images of a world. */
export interface Holder extends AsyncDisposable {
  plan(asked: HoldAsked, earlier?: HoldPlan): Promise<HoldPlan>;
  hold(asked: HoldAsked, earlier?: HoldPlan): Promise<HoldPlan & { readonly written: readonly string[] }>;
  unhold(asked: HoldAsked): Promise<HoldPlan & { readonly written: readonly string[] }>;
}

/** Signs with the certificate of the workflow, in the run that it names. */
function forged({ forge }: World): RecordSigner {
  const unknown = { sourceRepository: undefined, sourceRef: undefined, event: undefined };
  return {
    name: IDENTITY,
    who: { kind: 'identity', issuer: ISSUER, identity: IDENTITY, ...unknown },
    prepare: async () => undefined,
    sign: async (statement) => toBytes(Object(await forge.sign({ payload: Buffer.from(statement).toString() }))),
  };
}

/** Makes what holds images of a world, signed by the key that its pipeline file names unless another is given. */
export async function startHolder(world: World): Promise<Holder> {
  const connection: Connection = await connect(world.host);
  const { client } = connection;
  const verify = await openVerifier(world.pipeline, { now: () => new Date() });

  async function setUp({ at, environments = ['*'], key = KEYS.privateKey, isSigned = true, by, ...asked }: HoldAsked) {
    const all = world.pipeline.environments;
    const named = environments.includes('*')
      ? all
      : environments.flatMap((name) => environmentNamed(world.pipeline, name) ?? []);
    const signer =
      by === 'forge'
        ? forged(world)
        : isSigned
          ? await createKeySigner({ key, passphrase: undefined, environment: {}, timestampUrl: undefined })
          : undefined;
    const now = asked.now ?? new Date();
    const means: HoldMeans = { pipeline: world.pipeline, signer, verify, now, run: { actor: { login: 'li' } } };
    const places: readonly HoldPlace[] = at.map((name) => ({
      client,
      repository: parseRepository(`${world.host}/${name}`),
    }));
    const subject = { digest: asked.digest ?? DIGEST, environments: named, names: environments, reason: 'INC-4711' };
    return { means, places, subject };
  }

  async function finish(plan: HoldPlan, means: HoldMeans) {
    const written = await applyHold(plan, means);
    return { ...plan, written: written.map(({ name }) => name) };
  }

  async function plan(asked: HoldAsked, earlier?: HoldPlan) {
    const { means, places, subject } = await setUp(asked);
    const wish = { ...subject, effect: asked.effect ?? 'quarantine', until: asked.until } as const;
    return { means, plan: await planHold(places, wish, means, earlier) };
  }

  return {
    plan: async (asked, earlier) => (await plan(asked, earlier)).plan,
    async hold(asked, earlier) {
      const planned = await plan(asked, earlier);
      return finish(planned.plan, planned.means);
    },
    async unhold(asked) {
      const { means, places, subject } = await setUp(asked);
      return finish(await planUnhold(places, subject, means), means);
    },
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}
