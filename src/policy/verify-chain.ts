import type { Digest } from '../oci/digest.ts';
import { recordedEnvironment } from '../pipeline/environments.ts';
import type { Environment, Requirements } from '../pipeline/pipeline.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { getOrMake } from '../util/memo.ts';
import { CLOCK_SKEW } from '../util/time.ts';
import { pickPromotions, type RecordNeed, type VerifiedRecords, verifyRecords } from './pick-promotions.ts';
import type { RecordNotes } from './record-notes.ts';
import { type NextStep, requiresRecord, starterOf, unmetByOrigin } from './requirements.ts';
import type { VerifiedPromotion, VerifyPromotionOptions } from './verify-promotion.ts';

/** More steps than these are not taken back (a forger may attach any number of records). */
const MAX_STEPS = 1000;

/** The last promotion of a chain must only be valid. */
const NO_REQUIREMENTS: Requirements = { signed: false, approvals: 0, age: 0, anotherActor: false };

/** Reads the records of an image in an environment. */
export interface RecordSource {
  recordsOf(environment: Environment, image: string, digest: Digest): Promise<readonly StoredRecord[]>;
}

/** The image in an environment whose chain is verified. */
interface VerifyChainOptions extends VerifyPromotionOptions {
  /** What else its last promotion must do: what is wrong with it, if anything. */
  readonly accepts?: RecordNeed['accepts'];
}

/** How an image came into an environment, as far as that is proven. */
export interface Chain {
  /** From the environment in question back to the one after that in which the image was built. */
  readonly promotions: readonly VerifiedPromotion[];
  /** The environment in which the image was built, if the chain is whole. */
  readonly origin: string | undefined;
  /** Where the chain breaks, and clauses that say why and what helps; the usual remedy if that is undefined. */
  readonly broken: { readonly environment: string; readonly reason: string; readonly remedy?: string } | undefined;
  /** What has to be known of its promotions; undefined if that is nothing. */
  readonly notes?: ReadonlyMap<VerifiedPromotion, RecordNotes>;
}

/** One step of the search: an environment, and what the step after it requires. */
interface Step {
  readonly environment: Environment;
  readonly requires: Requirements;
  readonly next: NextStep;
  /** The promotions that led here, the latest first. */
  readonly promotions: readonly VerifiedPromotion[];
  /** The repository that the image was in: the one in question, and then those that the next record names. */
  readonly uri: string | undefined;
}

class ChainWalker {
  private readonly options: VerifyChainOptions;
  private readonly source: RecordSource;
  private readonly pool = new Map<Digest, StoredRecord>();
  private readonly read = new Set<string>();
  /** Verified once: many routes back may lead through an environment. */
  private readonly verified = new Map<string, VerifiedRecords>();
  private readonly notes = new Map<VerifiedPromotion, RecordNotes>();
  private steps = 0;
  /** The attempt that came farthest: its end is reported. */
  private farthest: Chain | undefined;

  constructor(options: VerifyChainOptions, source: RecordSource) {
    this.options = options;
    this.source = source;
  }

  private fail(
    promotions: readonly VerifiedPromotion[],
    environment: string,
    reason: string,
    remedy?: string,
  ): undefined {
    const known = this.farthest?.promotions.length ?? -1;
    const broken = { environment, reason, ...(remedy === undefined ? {} : { remedy }) };
    if (promotions.length > known) this.farthest = { promotions, origin: undefined, broken };
    return undefined;
  }

  private verifyFor(environment: Environment, uri: string | undefined): VerifiedRecords {
    const key = `${environment.name} ${uri ?? ''} ${this.pool.size}`;
    const options = { ...this.options, environment, uri };
    return getOrMake(this.verified, key, () => verifyRecords([...this.pool.values()], options));
  }

  /** Tries the records at hand: promotions copy those of earlier environments. */
  private async tryRecords(step: Step): Promise<Chain | undefined> {
    const { environment, requires, next, promotions, uri } = step;
    const accepts = promotions.length === 0 ? this.options.accepts : undefined;
    const found = pickPromotions(this.verifyFor(environment, uri), { requires, next, accepts });
    for (const [promotion, notes] of found.notes) this.notes.set(promotion, notes);
    if (found.promotions.length === 0) {
      // A record that comes only now is later than the promotions after it.
      const remedy = promotions.length === 0 ? found.remedy : `${found.remedy}, and promote it on from there again`;
      return this.fail(promotions, environment.name, found.reason, found.isUnfit ? remedy : undefined);
    }
    for (const promotion of found.promotions) {
      const chain = await this.follow(promotion, step);
      if (chain !== undefined) return chain;
    }
    return undefined;
  }

  private async follow(promotion: VerifiedPromotion, step: Step): Promise<Chain | undefined> {
    const { time, source, run } = promotion.predicate;
    const promotions = [...step.promotions, promotion];
    const from = recordedEnvironment(this.options.pipeline, source.environment ?? '');
    if (from === undefined || promotions.some(({ environment }) => environment.name === from.name)) {
      const reason = `its chain leads in a circle back to ${source.environment}`;
      return this.fail(promotions, step.environment.name, reason);
    }
    const next = { time, signedAt: promotion.signature?.signedAt, actor: starterOf(run) };
    return this.walk({ environment: from, requires: step.environment.requires, next, promotions, uri: source.uri });
  }

  private async walk(step: Step): Promise<Chain | undefined> {
    const { environment, promotions, requires } = step;
    if (environment.from.length === 0) {
      return requiresRecord(requires)
        ? this.fail(promotions, environment.name, unmetByOrigin(environment))
        : { promotions, origin: environment.name, broken: undefined };
    }
    if (++this.steps > MAX_STEPS)
      return this.fail(promotions, environment.name, 'there are too many records to follow');
    const { farthest } = this;
    const early = this.read.size > 0 ? await this.tryRecords(step) : undefined;
    if (early !== undefined || this.read.has(environment.name)) return early;
    this.read.add(environment.name);
    const { image, digest } = this.options;
    for (const record of await this.source.recordsOf(environment, image, digest)) this.pool.set(record.digest, record);
    // What was missing before this was read is not why it fails: all is tried again, with more records.
    this.farthest = farthest;
    return this.tryRecords(step);
  }

  async start(): Promise<Chain> {
    const { environment, uri, now } = this.options;
    // Nothing comes after it but this look, by a clock that may be slower.
    const next = { time: new Date(now.getTime() + CLOCK_SKEW), actor: undefined };
    const chain = await this.walk({ environment, requires: NO_REQUIREMENTS, next, promotions: [], uri });
    const broken = { environment: environment.name, reason: 'no record was found' };
    const result = chain ?? this.farthest ?? { promotions: [], origin: undefined, broken };
    return { ...result, notes: this.notes };
  }
}

/**
 * Follows the records of an image back to the environment in which it was built.
 *
 * Each must be valid, be no later than the one after it, and meet the requirements of the environment after it. All
 * that would do are tried, the newest first; those that a promotion copied count like those that are read where they
 * were written.
 */
export function verifyChain(options: VerifyChainOptions, source: RecordSource): Promise<Chain> {
  return new ChainWalker(options, source).start();
}
