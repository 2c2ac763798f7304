import { describe, expect, it } from 'vitest';
import { startForge } from '../attestation/verify/forge.ts';
import { buildImage } from '../support/image/build-image.ts';
import { fc, runs } from '../support/property.ts';
import { sizeOf } from '../support/sample.ts';
import { IS_FULL } from '../support/seed.ts';
import { startChainWorld, type World } from './world.ts';

const forge = await startForge();
const RUNS = runs(25);
const LIMIT = sizeOf({ every: 240_000, full: 3_600_000 });

const IMAGES = [0, 1, 2].map((seed) => buildImage({ seed: `named ${seed}`, layers: 1, platforms: ['linux/amd64'] }));
const PIPELINE = `version: 1
environments:
  d: { repository: "HOST/d/{image}" }
  s: { repository: "HOST/s/{image}", from: d }
  p: { repository: "HOST/p/{image}", from: s }
`;
/** Every tag of the histories: the version of each image, and one that moves. */
const TAGS = ['1.0.0', '1.0.1', '1.0.2', 'live'] as const;
type Tag = (typeof TAGS)[number];
type Name = 's' | 'p';

type Step =
  /** From d into s by the image's own version, or from s into p by any tag. */
  | { readonly kind: 'promote'; readonly to: Name; readonly tag: Tag; readonly moves: boolean }
  /** Somebody puts a tag on an image, whether it was there before or not. */
  | { readonly kind: 'hand'; readonly at: Name; readonly tag: Tag; readonly image: number };

const tag = fc.constantFrom(...TAGS);
const name = fc.constantFrom<Name>('s', 'p');
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('promote' as const), to: name, tag, moves: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('hand' as const), at: name, tag, image: fc.nat(2) }) },
  ),
  { minLength: 6, maxLength: 14, size: 'max' },
);

/** One environment as the model sees it: what tags hold, and to which image each of them was given last by right. */
class Shelf {
  readonly holds = new Map<Tag, number>();
  readonly owners = new Map<Tag, number>();

  isByRight(asked: Tag): boolean {
    return this.holds.has(asked) && this.holds.get(asked) === this.owners.get(asked);
  }
}

/** A registry and the model of it. */
class NamedWorld {
  readonly shelves = { s: new Shelf(), p: new Shelf() };
  private readonly world: World;
  private minutes = 0;

  constructor(world: World) {
    this.world = world;
  }

  private sourceOf({ to, tag: asked }: Extract<Step, { kind: 'promote' }>): number | undefined {
    return to === 's' ? (asked === 'live' ? undefined : TAGS.indexOf(asked)) : this.shelves.s.holds.get(asked);
  }

  /** Tries a promotion; says whether the model let it through, and what the refusal was. */
  async promote(step: Extract<Step, { kind: 'promote' }>) {
    const image = this.sourceOf(step);
    if (image === undefined) return undefined;
    const shelf = this.shelves[step.to];
    const own = TAGS[image] ?? 'live';
    const given: readonly Tag[] = step.moves ? [own, 'live'] : [own];
    const isFree = !shelf.holds.has(own) || shelf.holds.get(own) === image;
    const allowed = isFree && (step.to === 's' || this.shelves.s.isByRight(step.tag));
    const rules = [
      `type=raw,value=${own},immutable=true`,
      ...(step.moves ? ['type=raw,value=live,immutable=false'] : []),
    ];
    const refusal = await this.world.promote({
      from: `${this.world.uri(step.to === 's' ? 'd' : 's')}:${step.tag}`,
      to: this.world.uri(step.to),
      rules: rules.join('\n'),
      record: 'unsigned',
      now: new Date(forge.now.getTime() - 24 * 3_600_000 + ++this.minutes * 60_000),
    });
    if (allowed) {
      for (const each of given) {
        shelf.holds.set(each, image);
        shelf.owners.set(each, image);
      }
    }
    return { allowed, refusal };
  }

  async put({ at, tag: put, image }: Extract<Step, { kind: 'hand' }>): Promise<void> {
    this.minutes++;
    await this.world.push(`${at}/app`, IMAGES[image], [put]);
    this.shelves[at].holds.set(put, image);
  }

  /** Asks verify of every tag that is there. */
  async look(): Promise<readonly { readonly what: string; readonly byRight: boolean; readonly proven: boolean }[]> {
    const asked = (['s', 'p'] as const).flatMap((at) =>
      [...this.shelves[at].holds.keys()].map((each) => ({ at, each })),
    );
    return Promise.all(
      asked.map(async ({ at, each }) => {
        const { refusal } = await this.world.verify(`${this.world.uri(at)}:${each}`);
        const shelf = this.shelves[at];
        return { what: `${at}:${each} ${refusal}`, byRight: shelf.isByRight(each), proven: refusal === undefined };
      }),
    );
  }
}

describe('the names of a random history', () => {
  it(
    'of promotions, hand moves and put-backs are proven exactly where a promotion gave them last',
    async () => {
      const seen = { proven: 0, refused: 0, stopped: 0 };
      await fc.assert(
        fc.asyncProperty(steps, fc.constantFrom('api' as const, 'none' as const), async (todo, referrers) => {
          await using world = await startChainWorld(PIPELINE, { forge, registry: { referrers } });
          for (const [index, image] of IMAGES.entries()) await world.push('d/app', image, [TAGS[index] ?? '']);
          const named = new NamedWorld(world);
          for (const step of todo) {
            if (step.kind === 'hand') await named.put(step);
            else {
              const tried = await named.promote(step);
              if (tried === undefined) continue;
              expect(tried.refusal === undefined, `${JSON.stringify(step)} ${tried.refusal}`).toBe(tried.allowed);
              if (!tried.allowed) seen.stopped++;
            }
          }
          for (const { what, byRight, proven } of await named.look()) {
            expect(proven, what).toBe(byRight);
            seen[proven ? 'proven' : 'refused']++;
          }
        }),
        { numRuns: RUNS, interruptAfterTimeLimit: LIMIT / 2, markInterruptAsFailure: true },
      );
      // What is never proven, or never refused, shows nothing.
      expect(seen.proven).toBeGreaterThan(sizeOf({ every: 0, full: RUNS }));
      expect(seen.refused).toBeGreaterThan(sizeOf({ every: 0, full: RUNS }));
      // A sample may hold none that is stopped.
      if (IS_FULL) expect(seen.stopped).toBeGreaterThan(RUNS / 2);
    },
    LIMIT,
  );
});
