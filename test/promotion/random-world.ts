import { createBundleVerifier } from '../../src/attestation/verify/verify-bundle.ts';
import { digestOf, parseDigest } from '../../src/oci/digest.ts';
import { formatRepository } from '../../src/oci/reference.ts';
import { environmentNamed } from '../../src/pipeline/environments.ts';
import { expandTemplate } from '../../src/pipeline/pipeline.ts';
import { type Chain, verifyChain } from '../../src/policy/verify-chain.ts';
import { readRecords } from '../../src/records/read.ts';
import type { RegistryClient } from '../../src/registry/client.ts';
import type { Forge } from '../attestation/verify/forge.ts';
import { startChainWorld, type World } from '../policy/world.ts';
import { connect } from '../registry/support.ts';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import type { RandomEnvironment, RandomPipeline, Step } from './random-pipeline.ts';

const IMAGES = [0, 1].map((seed) => buildImage({ seed: `image ${seed}`, layers: 1, platforms: ['linux/amd64'] }));
const START = Date.parse('2026-03-01T12:00:00Z');
export const NAMES = ['app', 'web'] as const;

/** What one permitted promotion proves. */
interface Entered {
  readonly environment: string;
  /** The repository below the registry, with the image's name. */
  readonly place: string;
  readonly name: string;
  readonly time: number;
  readonly actor: string;
}

/** Where a promotion comes from and goes to, as the model sees it. */
interface Ends {
  readonly source: RandomEnvironment | undefined;
  readonly destination: RandomEnvironment | undefined;
  readonly from: string;
  readonly to: readonly string[];
  readonly name: string;
  readonly toName: string;
}

/** The image of a number, and the tag that it alone has. */
export function imageOf(number: number): { readonly image: BuiltImage; readonly tag: string } {
  const image = IMAGES[number % IMAGES.length];
  if (image === undefined) throw new Error('there are two images');
  return { image, tag: `tag-${number}` };
}

/** A world with a random pipeline, and a model of who may promote what: it knows each record that a promotion left. */
export class RandomWorld implements AsyncDisposable {
  readonly world: World;
  readonly pipeline: RandomPipeline;
  /** By the digests of their records. */
  readonly entered = new Map<string, Entered>();
  private readonly client: RegistryClient;
  private readonly stack: AsyncDisposableStack;
  private now = START;

  private constructor(pipeline: RandomPipeline, world: World, client: RegistryClient, stack: AsyncDisposableStack) {
    this.pipeline = pipeline;
    this.world = world;
    this.client = client;
    this.stack = stack;
  }

  static async start(pipeline: RandomPipeline, forge: Forge): Promise<RandomWorld> {
    const stack = new AsyncDisposableStack();
    const world = stack.use(await startChainWorld(pipeline.text, { forge }));
    const { client } = stack.use(await connect(world.host));
    return new RandomWorld(pipeline, world, client, stack);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stack.disposeAsync();
  }

  /** The environment of a number. */
  at(number: number): RandomEnvironment {
    const { environments } = this.pipeline;
    const environment = environments[number % environments.length];
    if (environment === undefined) throw new Error('there is an environment');
    return environment;
  }

  private placeOf({ repositories }: RandomEnvironment, { pick, name }: { pick: number; name: string }): string {
    return `${repositories[pick % repositories.length]}/${name}`;
  }

  /** The entries whose records a repository has, attached to an image. */
  entriesAt(place: string, image: BuiltImage): readonly Entered[] {
    return [...this.world.registry.manifests(place)].flatMap(([digest, { bytes }]) => {
      const entered = this.entered.get(digest);
      if (entered === undefined) return [];
      return JSON.parse(Buffer.from(bytes).toString()).subject?.digest === image.index.digest ? [entered] : [];
    });
  }

  private isThere(place: string, image: BuiltImage): boolean {
    return this.world.registry.manifests(place).has(image.index.digest);
  }

  private endsOf(step: Extract<Step, { kind: 'promote' }>): Ends {
    const { image } = imageOf(step.image);
    // Most come from where the image is.
    const having = this.pipeline.environments.filter(({ repositories }) =>
      this.isThere(`${repositories[0]}/${step.name}`, image),
    );
    const source = step.from < 8 ? (having[step.from % having.length] ?? this.at(0)) : this.at(step.from);
    // Most go along a route.
    const { environments, hotfixes } = this.pipeline;
    const next = environments.filter(
      ({ name: to, from }) =>
        from.includes(source.name) || hotfixes.some((each) => each.from === source.name && each.to === to),
    );
    const destination = step.to < 8 ? (next[step.to % next.length] ?? this.at(step.to)) : this.at(step.to);
    const { name, pick, fromForm, toForm } = step;
    const toName = toForm === 'name' ? name : step.toName;
    const from =
      fromForm === 'outside' ? `outside/${name}` : this.placeOf(source, { pick: fromForm === 'name' ? 0 : pick, name });
    const to =
      toForm === 'outside'
        ? [`outside/${toName}`]
        : toForm === 'name'
          ? destination.repositories.map((each) => `${each}/${name}`)
          : [this.placeOf(destination, { pick, name: toName })];
    return {
      source: fromForm === 'outside' ? undefined : source,
      destination: toForm === 'outside' ? undefined : destination,
      ...{ from, to, name, toName },
    };
  }

  /** Tells by the rules alone whether a promotion is to be let through. */
  private isAllowed(step: Extract<Step, { kind: 'promote' }>, ends: Ends): boolean {
    const { source, destination, from, to, name, toName } = ends;
    const { image } = imageOf(step.image);
    // What is outside of the pipeline has no name there by which an environment could take it.
    if (step.toForm === 'name' && step.fromForm === 'outside') return false;
    if (!this.isThere(from, image) || to.includes(from)) return false;
    if (destination === undefined) return true;
    if (source !== undefined && name !== toName) return false;
    if (destination.from.length === 0) return source === undefined || source === destination;
    if (source === undefined) return false;
    const isHotfix = this.pipeline.hotfixes.some((each) => each.from === source.name && each.to === destination.name);
    const hasReason = (step.reason ?? '').trim() !== '';
    if (!destination.from.includes(source.name) && !(isHotfix && hasReason)) return false;
    const { signed, anotherActor, age } = destination;
    if (source.from.length === 0) return !signed && !anotherActor && age === 0;
    return this.entriesAt(from, image).some(
      (entry) =>
        entry.environment === source.name &&
        // A record of another repository of the environment says nothing of this one.
        entry.place === from &&
        entry.name === name &&
        (!anotherActor || entry.actor !== step.actor) &&
        this.now - entry.time >= age * 60_000,
    );
  }

  /** Notes the records that are new in a repository. */
  private note(ends: Ends, actor: string): void {
    const { destination, source, to, name } = ends;
    if (destination === undefined || destination.from.length === 0 || source === undefined) return;
    for (const place of to) {
      for (const [digest, { bytes }] of this.world.registry.manifests(place)) {
        const { annotations = {} } = JSON.parse(Buffer.from(bytes).toString());
        const isOurs =
          annotations['io.github.sealift.promotion.to'] === `${this.world.host}/${place}` &&
          annotations['org.opencontainers.image.created'] === new Date(this.now).toISOString();
        if (!isOurs || this.entered.has(digest)) continue;
        this.entered.set(digest, { environment: destination.name, place, name, time: this.now, actor });
      }
    }
  }

  /** Tries a promotion: what it should come to, what it came to, and where the image is then. */
  async promote(step: Extract<Step, { kind: 'promote' }>) {
    this.now += step.minutes * 60_000 + 1000;
    const ends = this.endsOf(step);
    const allowed = this.isAllowed(step, ends);
    const { tag } = imageOf(step.image);
    const { host } = this.world;
    const { source, destination, from, to, name } = ends;
    const isNamed = step.fromForm === 'name';
    const refusal = await this.world.promote({
      from: isNamed ? (source?.name ?? '') : `${host}/${from}:${tag}`,
      to: step.toForm === 'name' ? (destination?.name ?? '') : to.map((each) => `${host}/${each}`).join('\n'),
      ...(isNamed ? { image: `${name}:${tag}` } : {}),
      ...(step.reason === undefined ? {} : { reason: step.reason }),
      actor: step.actor,
      now: new Date(this.now),
    });
    if (refusal === undefined) this.note(ends, step.actor);
    return { allowed, refusal, ends };
  }

  /** Does what is no promotion. */
  async tamper(step: Exclude<Step, { kind: 'promote' }>): Promise<void> {
    const environment = this.at(step.to);
    if (step.kind === 'push') {
      const { image, tag } = imageOf(step.image);
      await this.world.push(this.placeOf(environment, step), image, [tag]);
    } else if (step.kind === 'move') this.move(step, this.placeOf(environment, step));
    else if (this.pipeline.record === 'signed' || (this.pipeline.record === 'auto' && step.signs)) {
      await this.forge(step, environment);
    }
  }

  private move({ record, image }: Extract<Step, { kind: 'move' }>, to: string): void {
    const found = [...this.entered][record % Math.max(this.entered.size, 1)];
    if (found === undefined) return;
    const [digest, { place }] = found;
    const stored = this.world.registry.manifest(place, digest);
    if (stored === undefined) throw new Error('a record is where it was written');
    const manifest = JSON.parse(Buffer.from(stored.bytes).toString());
    const subject = image === undefined ? manifest.subject : imageOf(image).image.index;
    const bytes =
      subject.digest === manifest.subject.digest ? stored.bytes : Buffer.from(JSON.stringify({ ...manifest, subject }));
    const index = { digest: bytes === stored.bytes ? digest : digestOf(bytes) };
    const blobs = this.world.registry.blobs(place);
    const manifests = new Map([[index.digest, { mediaType: stored.mediaType, bytes }]]);
    this.world.registry.load(to, { index, manifests, blobs }, []);
  }

  private async forge(step: Extract<Step, { kind: 'forge' }>, to: RandomEnvironment): Promise<void> {
    const { image } = imageOf(step.image);
    const [from] = [to.from[step.from % Math.max(to.from.length, 1)] ?? this.at(step.from).name];
    const uri = (name: string) => `${this.world.host}/${name}/${step.name}`;
    await this.world.attach({
      to: to.name,
      image,
      at: uri(to.repositories[0] ?? ''),
      claims: {
        time: new Date(this.now),
        source: { uri: uri(from), tags: [], environment: from },
        destination: { uri: uri(to.repositories[0] ?? ''), environment: to.name, tags: [], replaced: new Map() },
      },
      signed: step.signs ? {} : false,
    });
  }

  /** Walks back the way of an image in one repository of an environment. */
  async walk(environment: RandomEnvironment, place: string, image: BuiltImage): Promise<Chain> {
    const { pipeline, host } = this.world;
    const found = environmentNamed(pipeline, environment.name);
    if (found === undefined) throw new Error('the environment is in the file');
    const uri = `${host}/${place}`;
    const name = place.slice(place.lastIndexOf('/') + 1);
    const now = new Date(this.now);
    const question = {
      ...{ pipeline, environment: found, uri, now },
      ...{ image: name, digest: parseDigest(image.index.digest), verify: createBundleVerifier({ roots: [], now }) },
    };
    return verifyChain(question, {
      recordsOf: async (each, asked, subject) => {
        const all = each.repositories.map((template) => expandTemplate(template, asked));
        const own = each === found ? all.filter((repository) => formatRepository(repository) === uri) : all;
        const lots = await Promise.all(own.map((repository) => readRecords(this.client, { repository, subject })));
        return lots.flat();
      },
    });
  }
}
