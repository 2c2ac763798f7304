import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRunner } from '../../src/action/runner.ts';
import { buildRecord } from '../../src/attestation/artifact.ts';
import { annotateHold, HOLD, type HoldPredicate } from '../../src/attestation/predicates/hold.ts';
import { PROMOTION } from '../../src/attestation/predicates/promotion.ts';
import { annotatePromotion } from '../../src/attestation/predicates/promotion-annotations.ts';
import { ROLLBACK } from '../../src/attestation/predicates/rollback.ts';
import { type PredicateCodec, writeStatement } from '../../src/attestation/statement.ts';
import { runRetain } from '../../src/commands/retain.ts';
import { loadEvent } from '../../src/event/event.ts';
import { readRetainInputs } from '../../src/inputs/retain.ts';
import { type Digest, parseDigest } from '../../src/oci/digest.ts';
import { parsePipeline } from '../../src/pipeline/parse.ts';
import type { RetainReport } from '../../src/report/retain.ts';
import type { PlannedImage, RetentionPlan } from '../../src/retention/plan.ts';
import { type BuiltImage, buildImage, type ImageOptions } from '../support/image/build-image.ts';
import { keepLog } from '../support/log.ts';
import { neverCancelled } from '../support/never-cancelled.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';

/** The instant of all runs: images of tests are older than 48 hours, unless a test says otherwise. */
export const NOW = new Date('2026-11-30T12:00:00Z');

/** Two environments; the last keeps what the two images were that ran last. */
export const PIPELINE = `version: 1
images: [app]
environments:
  d: { repository: "HOST/d/{image}" }
  p:
    repository: "HOST/p/{image}"
    from: d
    retention: { keep: { last: 2 } }
retention: { in-use: optional }
`;

/** What a record of tests says. */
interface Says {
  /** The environment that it came from. */
  readonly from?: string;
  readonly at?: string;
  readonly tags?: readonly string[];
  /** What the marker held before. */
  readonly after?: BuiltImage;
  readonly marker?: string;
}

/** What a run gave. */
export interface RetainRun {
  readonly report: RetainReport;
  /** Undefined if nothing could be planned. */
  readonly plan: RetentionPlan | undefined;
  readonly outputs: ReadonlyMap<string, string>;
  readonly summary: string;
  readonly lines: readonly string[];
  /** The sentence that it ended with; empty if it was well. */
  readonly error: string;
  /** The images of a repository that go, or that stay, by the names that the world gave them. */
  going(place: string): readonly string[];
  kept(place: string): readonly string[];
  /** The rules that keep an image. */
  rules(place: string, name: string): readonly string[];
}

/** A small image that differs from others by its name. */
export function imageOf(name: string, options: ImageOptions = {}): BuiltImage {
  return buildImage({ seed: name, platforms: ['linux/amd64'], layers: 1, layerBytes: 16, ...options });
}

/** A registry with a pipeline, whose images have names. */
export class RetentionWorld implements AsyncDisposable {
  readonly registry: EmbeddedRegistry;
  private readonly names = new Map<string, string>();

  /** What the registry answers instead: a status, by the end of a path. */
  readonly answers: Map<string, number>;

  private constructor(registry: EmbeddedRegistry, answers: Map<string, number>) {
    this.registry = registry;
    this.answers = answers;
  }

  static async open(options: Parameters<typeof startRegistry>[0] = {}): Promise<RetentionWorld> {
    const answers = new Map<string, number>();
    const registry = await startRegistry({
      referrers: 'api',
      intercept({ method }, response, url) {
        const status =
          method === 'GET' ? [...answers].find(([end]) => url.split('?')[0]?.endsWith(end))?.[1] : undefined;
        if (status === undefined) return false;
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end('{"errors":[{"code":"DENIED","message":"not today"}]}');
        return true;
      },
      ...options,
    });
    return new RetentionWorld(registry, answers);
  }

  /** A world at a registry that is a process of its own: images are pushed there. */
  static at(host: string): RetentionWorld {
    const registry = { host, close: async () => undefined } as EmbeddedRegistry;
    return new RetentionWorld(registry, new Map());
  }

  /** A world whose content is only put into a registry. */
  static in(registry: Pick<EmbeddedRegistry, 'host' | 'load'>): RetentionWorld {
    return new RetentionWorld({ ...registry, load: registry.load.bind(registry) } as EmbeddedRegistry, new Map());
  }

  /** Makes an image, and gives it a name. */
  image(name: string, options: ImageOptions = {}): BuiltImage {
    const image = imageOf(name, options);
    this.names.set(image.index.digest, name);
    return image;
  }

  put(place: string, image: BuiltImage, tags: readonly string[]): void {
    this.registry.load(place, image, tags);
  }

  private attach<P>(
    place: string,
    image: BuiltImage,
    codec: PredicateCodec<P>,
    predicate: P,
    annotations: ReadonlyMap<string, string>,
    subject = parseDigest(image.index.digest),
  ): void {
    const uri = `${this.registry.host}/${place}`;
    const { mediaType, size } = image.index;
    const { manifest, blobs } = buildRecord({
      predicateType: codec.type,
      subject: { mediaType, size, digest: subject, annotations: new Map() },
      annotations,
      form: 'statement',
      bytes: writeStatement(codec, { uri, subjects: [{ digest: subject }] }, predicate),
    });
    const content = {
      index: manifest,
      manifests: new Map([[manifest.digest, manifest]]),
      blobs: new Map(blobs.map(({ descriptor, bytes }) => [descriptor.digest, bytes])),
    };
    this.registry.load(place, content, []);
  }

  private origin(at: string) {
    return { time: new Date(at), run: { actor: { login: 'li' } }, reason: 'INC-4711', toolVersion: '0.0.0' };
  }

  private destination(place: string, { tags = [], after, marker = 'latest' }: Says) {
    const replaced = new Map(after === undefined ? [] : [[marker, parseDigest(after.index.digest)] as const]);
    return { uri: `${this.registry.host}/${place}`, environment: place.split('/')[0] ?? '', tags, replaced };
  }

  /** Attaches the record of a promotion. */
  promoted(place: string, image: BuiltImage, says: Says = {}): void {
    const { at = '2026-11-01T10:00:00Z', from = 'd' } = says;
    const [, name] = place.split('/');
    const promotion = {
      ...this.origin(at),
      source: { uri: `${this.registry.host}/${from}/${name}`, tags: [], environment: from },
      destination: this.destination(place, says),
      route: { kind: 'regular' as const },
    };
    this.attach(place, image, PROMOTION, promotion, annotatePromotion(promotion, { labels: new Map() }));
  }

  /** Attaches the record of a rollback to an image. */
  rolledBack(place: string, image: BuiltImage, says: Says = {}): void {
    const rollback = {
      ...this.origin(says.at ?? '2026-11-20T10:00:00Z'),
      target: { by: 'previous' as const, evidence: [] },
      destination: this.destination(place, says),
    };
    const annotations = new Map([['org.opencontainers.image.created', rollback.time.toISOString()]]);
    this.attach(place, image, ROLLBACK, rollback, annotations);
  }

  /** Attaches a hold to an image, or to one of its platforms. */
  hold(place: string, image: BuiltImage, says: Partial<HoldPredicate> = {}, subject?: Digest): void {
    const hold = {
      ...this.origin('2026-11-20T10:00:00Z'),
      ...{ action: 'hold', effect: 'quarantine', until: undefined, environments: ['*'] },
      ...says,
    } as HoldPredicate;
    this.attach(place, image, HOLD, hold, annotateHold(hold), subject);
  }

  /** Runs `command: retain` in this process. `lists` are files of what runs, by their names. */
  async run(
    file = PIPELINE,
    inputs: Readonly<Record<string, string>> = {},
    {
      now = NOW,
      lists = {},
      apply,
      variables = {},
      cut,
    }: {
      readonly now?: Date;
      readonly lists?: Readonly<Record<string, string>>;
      /** The plan that was approved. */
      readonly apply?: RetentionPlan | undefined;
      readonly variables?: Readonly<Record<string, string>>;
      /** Ends the run when it is called, as if it were killed. */
      readonly cut?: AbortController | undefined;
    } = {},
  ): Promise<RetainRun> {
    const folder = mkdtempSync(join(tmpdir(), 'sealift-retain-'));
    try {
      const { host } = this.registry;
      const pipeline = await parsePipeline(Buffer.from(file.replaceAll('HOST', host)), {
        path: '.github/sealift.yml',
        read: async () => ({ kind: 'unreadable', reason: 'it is not there' }),
      });
      for (const [name, text] of Object.entries(lists)) {
        writeFileSync(join(folder, name), text.replaceAll('HOST', host));
      }
      const files = { HOME: folder, RUNNER_TEMP: folder, GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
      const environment = { ...files, ...variables };
      const path = join(folder, 'approved.json');
      if (apply !== undefined) writeFileSync(path, JSON.stringify(apply));
      const logger = keepLog();
      const never = neverCancelled();
      const cancellation = cut === undefined ? never : { ...never, signal: cut.signal };
      const context = { ...openRunner(environment, logger), event: loadEvent(environment), now, cancellation };
      const given: Readonly<Record<string, string>> = {
        ...(Object.keys(lists).length === 0 ? {} : { 'in-use': folder }),
        ...(apply === undefined ? {} : { plan: path, apply: apply.id }),
        ...inputs,
      };
      const read = readRetainInputs((name) => given[name] ?? '', pipeline);
      const openVerifier = async () => () => ({ kind: 'rejected' as const, reason: 'nothing is trusted' });
      const error = await runRetain(read, context, { openVerifier }).then(
        () => '',
        (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
      );
      return this.read(logger.lines, folder, error);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  private read(lines: readonly string[], folder: string, error: string): RetainRun {
    const outputs = new Map(
      lines.flatMap((line) => {
        const [, name, value] = /^print output ([\w-]+) = (.*)$/s.exec(line) ?? [];
        return name === undefined || value === undefined ? [] : [[name, value] as const];
      }),
    );
    const text = outputs.get('report');
    if (text === undefined) throw new Error(error === '' ? 'there is no report' : error);
    const report: RetainReport = JSON.parse(text);
    const plan: RetentionPlan | undefined =
      report.plan === null ? undefined : JSON.parse(readFileSync(report.plan.file, 'utf8'));
    const imagesAt = (place: string): readonly PlannedImage[] =>
      plan?.environments.find(({ repository }) => repository.endsWith(`/${place}`))?.images ?? [];
    const name = (digest: string) => this.names.get(digest) ?? digest;
    const select = (place: string, isKept: boolean) =>
      imagesAt(place)
        .filter(({ action }) => (action === 'keep') === isKept)
        .map(({ digest }) => name(digest))
        .sort();
    return {
      ...{ report, plan, outputs, lines, error },
      summary: readFileSync(join(folder, 'summary.md'), 'utf8'),
      going: (place) => select(place, false),
      kept: (place) => select(place, true),
      rules: (place, wanted) =>
        imagesAt(place)
          .filter(({ digest }) => name(digest) === wanted)
          .flatMap(({ because }) => because.map(({ rule }) => rule)),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.registry.close();
  }
}

/**
 * Opens a world where p ran A, B, C and D, one after the other, each with a daily build number; `latest` holds the last.
 */
export async function openChain(
  names: readonly string[] = ['A', 'B', 'C', 'D'],
  options: Parameters<typeof startRegistry>[0] = {},
  imageOptions: Readonly<Record<string, ImageOptions>> = {},
) {
  const world = await RetentionWorld.open(options);
  const images = names.map((name) => world.image(name, imageOptions[name]));
  images.forEach((image, index) => {
    const day = `202611${String(index + 1).padStart(2, '0')}`;
    const isLast = index === images.length - 1;
    world.put('p/app', image, [`${day}_01`, ...(isLast ? ['latest'] : [])]);
    const after = images[index - 1];
    world.promoted('p/app', image, {
      at: `2026-11-${String(index + 1).padStart(2, '0')}T10:00:00Z`,
      tags: [`${day}_01`, 'latest'],
      ...(after === undefined ? {} : { after }),
    });
  });
  return { world, images };
}
