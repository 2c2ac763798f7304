import type { Approval } from '../attestation/predicates/promotion.ts';
import type { BundleVerifier, Signature } from '../attestation/verify/verifier.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import { recordedEnvironment } from '../pipeline/environments.ts';
import type { Environment, Pipeline, Requirements } from '../pipeline/pipeline.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { formatList } from '../util/format.ts';
import { quote, safeText } from '../util/safe-text.ts';
import {
  type NextStep,
  pickRecords,
  type RecordNeed,
  requiresRecord,
  type SortedRecords,
  starterOf,
  unmetByOrigin,
} from './requirements.ts';
import { CLOCK_SKEW, type VerifiedRecord, validRecords } from './verify-record.ts';

/** More steps than these are not taken back (a forger may attach any number of records). */
const MAX_STEPS = 1000;

/** Nothing is asked of the last entry of a chain but that it is valid. */
const NO_REQUIREMENTS: Requirements = { signed: false, approvals: 0, age: 0, anotherActor: false };

/** Where the records of an image in an environment are read. */
export interface RecordSource {
  recordsOf(environment: Environment, image: string, digest: Digest): Promise<readonly StoredRecord[]>;
}

/** Whose way is walked back. */
interface VerifyChainOptions {
  readonly pipeline: Pipeline;
  readonly environment: Environment;
  /** The image's name in the pipeline. */
  readonly image: string;
  readonly digest: Digest;
  /** The repository that is asked about, where the environment has several (`formatRepository`). */
  readonly uri?: string;
  /** What the entry into the environment asked about must be beside valid: what is wrong with it, if anything. */
  readonly accepts?: RecordNeed['accepts'];
  readonly verify: BundleVerifier;
  readonly now: Date;
}

/** The way of an image, or where it cannot be followed further. */
export interface Chain {
  /** The entries, from the environment asked about back to the one after that where the image was built. */
  readonly entries: readonly VerifiedRecord[];
  /** The environment where the image was built, where the chain is whole. */
  readonly origin: string | undefined;
  /** Where the chain breaks, and a clause that says why. */
  readonly broken: { readonly environment: string; readonly reason: string } | undefined;
}

/** One step of the search: an environment, and what the step after it asks for. */
interface Step {
  readonly environment: Environment;
  readonly requires: Requirements;
  readonly next: NextStep;
  /** The entries that led here, the latest first. */
  readonly entries: readonly VerifiedRecord[];
  /** The repository that the image was in: the one that is asked about, and then those that the next record names. */
  readonly uri: string | undefined;
}

/** Walks back the way of one image. */
class Walker {
  private readonly question: VerifyChainOptions;
  private readonly source: RecordSource;
  private readonly pool = new Map<Digest, StoredRecord>();
  private readonly read = new Set<string>();
  /** What is known of the records at hand: many ways back may lead through an environment. */
  private readonly sorted = new Map<string, SortedRecords>();
  private steps = 0;
  /** The attempt that came farthest: its end is what is told. */
  private farthest: Chain | undefined;

  constructor(question: VerifyChainOptions, source: RecordSource) {
    this.question = question;
    this.source = source;
  }

  private fail(entries: readonly VerifiedRecord[], environment: string, reason: string): undefined {
    const known = this.farthest?.entries.length ?? -1;
    if (entries.length > known) this.farthest = { entries, origin: undefined, broken: { environment, reason } };
    return undefined;
  }

  private async readFrom(environment: Environment): Promise<void> {
    if (this.read.has(environment.name)) return;
    this.read.add(environment.name);
    const { image, digest } = this.question;
    for (const record of await this.source.recordsOf(environment, image, digest)) this.pool.set(record.digest, record);
  }

  /** Judges the records at hand once for an environment. */
  private sortFor(environment: Environment, uri: string | undefined): SortedRecords {
    const key = `${environment.name} ${uri ?? ''} ${this.pool.size}`;
    const known = this.sorted.get(key);
    if (known !== undefined) return known;
    const records = [...this.pool.values()];
    const question = { ...this.question, environment, uri };
    const sorted = { records, question, valid: validRecords(records, question) };
    this.sorted.set(key, sorted);
    return sorted;
  }

  /** Tries the records at hand: promotions take those of earlier environments along. */
  private async tryRecords(step: Step): Promise<Chain | undefined> {
    const { environment, requires, next, entries, uri } = step;
    const accepts = entries.length === 0 ? this.question.accepts : undefined;
    const found = pickRecords(this.sortFor(environment, uri), { requires, next, accepts });
    if (found.entries.length === 0) return this.fail(entries, environment.name, found.reason);
    for (const entry of found.entries) {
      const chain = await this.follow(entry, step);
      if (chain !== undefined) return chain;
    }
    return undefined;
  }

  private async follow(entry: VerifiedRecord, { environment, entries }: Step): Promise<Chain | undefined> {
    const { claims, signature } = entry;
    const way = [...entries, entry];
    const from = recordedEnvironment(this.question.pipeline, claims.source.environment ?? '');
    if (from === undefined || way.some((each) => each.environment === from.name)) {
      return this.fail(way, environment.name, `its way leads in a circle back to ${claims.source.environment}`);
    }
    const next = { time: claims.time, signedAt: signature?.signedAt, actor: starterOf(claims.run) };
    return this.walk({ environment: from, requires: environment.requires, next, entries: way, uri: claims.source.uri });
  }

  /** Finds a whole chain from here on; undefined if there is none. */
  private async walk(step: Step): Promise<Chain | undefined> {
    const { environment, entries, requires } = step;
    if (environment.from.length === 0 && requiresRecord(requires)) {
      return this.fail(entries, environment.name, unmetByOrigin(environment));
    }
    if (environment.from.length === 0) return { entries, origin: environment.name, broken: undefined };
    if (++this.steps > MAX_STEPS) return this.fail(entries, environment.name, 'there are too many records to follow');
    const { farthest } = this;
    const early = this.read.size > 0 ? await this.tryRecords(step) : undefined;
    if (early !== undefined || this.read.has(environment.name)) return early;
    await this.readFrom(environment);
    // What was missing before this was read is not why it fails: all is tried again, with more records.
    this.farthest = farthest;
    return this.tryRecords(step);
  }

  async start(): Promise<Chain> {
    const { environment, now } = this.question;
    // Nothing comes after it but this look, by a clock that may be slower.
    const next = { time: new Date(now.getTime() + CLOCK_SKEW), actor: undefined };
    const chain = await this.walk({
      environment,
      requires: NO_REQUIREMENTS,
      next,
      entries: [],
      uri: this.question.uri,
    });
    const nothing = { environment: environment.name, reason: 'no record was found' };
    return chain ?? this.farthest ?? { entries: [], origin: undefined, broken: nothing };
  }
}

/**
 * Walks the records of an image back to the environment where it was built.
 *
 * Each entry must be valid by itself, be no later than the one after it, and meet the requirements of the environment
 * after it. Where several records would do, all are tried, the newest first. Records that a promotion took along count
 * like those that are read where they were written.
 */
export function walkChain(question: VerifyChainOptions, source: RecordSource): Promise<Chain> {
  return new Walker(question, source).start();
}

/** One link of a chain, as data and as a sentence. */
export interface ChainLink {
  readonly environment: string;
  /** `built`: the image was built there; `broken`: nothing proves how it came there. */
  readonly kind: 'promoted' | 'built' | 'broken';
  readonly sentence: string;
  /** What the record says; null if there is none. */
  readonly record: LinkRecord | null;
}

/** What the record of a link says, and what it is worth. */
export interface LinkRecord {
  /** The record by digest, `repository@digest`, where it was read. */
  readonly reference: string;
  readonly digest: Digest;
  readonly time: string;
  readonly from: string | null;
  readonly source: string;
  readonly destination: string;
  readonly tags: readonly string[];
  readonly replaced: Readonly<Record<string, string>>;
  readonly route: string;
  readonly reason: string | null;
  readonly actor: string | null;
  readonly run: string | null;
  readonly approvals: readonly Approval[] | null;
  readonly policy: Digest | null;
  readonly signed: boolean;
  /** Who signed: an identity, or the name of a key; null if nobody did. */
  readonly signer: string | null;
  readonly signedAt: string | null;
}

/** Names whoever signed. */
export function signerOf({ by }: Signature): string {
  return by.kind === 'key' ? `the key ${by.name}` : by.claims.identity;
}

function toRecord({ record, claims, signature }: VerifiedRecord): LinkRecord {
  const { source, destination, route, run } = claims;
  return {
    reference: `${formatRepository(record.repository)}@${record.digest}`,
    digest: record.digest,
    time: claims.time.toISOString(),
    from: source.environment ?? null,
    source: source.uri,
    destination: destination.uri,
    tags: destination.tags,
    replaced: Object.fromEntries(destination.replaced),
    route: route?.kind === 'hotfix' ? `hotfix ${route.name ?? ''}`.trim() : 'regular',
    reason: claims.reason ?? null,
    actor: run.actor?.login ?? null,
    run: run.invocationId ?? null,
    approvals: claims.approvals ?? null,
    policy: claims.policyDigest ?? null,
    signed: signature !== undefined,
    signer: signature === undefined ? null : signerOf(signature),
    signedAt: signature?.signedAt?.toISOString() ?? null,
  };
}

/** Says who let it pass. */
function describeApprovals(approvals: LinkRecord['approvals']): string {
  const names = (approvals ?? []).filter(({ state }) => state === 'approved').map(({ login }) => safeText(login, 50));
  return names.length === 0 ? '' : `, approved by ${formatList([...new Set(names)])}`;
}

function describeRecord(environment: string, record: LinkRecord): string {
  const { time, from, actor, route, reason, signer, digest } = record;
  const when = `${time.slice(0, 16).replace('T', ' ')} UTC`;
  const who = actor === null ? '' : ` by ${safeText(actor, 50)}`;
  const way = route === 'regular' ? '' : ` on the ${safeText(route, 80)} route`;
  const why = reason === null ? '' : ` (${quote(reason)})`;
  const signed = signer === null ? 'UNSIGNED' : `signed by ${safeText(signer, 200)}`;
  return `${environment}: promoted from ${from ?? 'nowhere'}${way} on ${when}${who}${why}${describeApprovals(record.approvals)}; record ${shortDigest(digest)}, ${signed}`;
}

/** Describes a chain from the environment asked about back to where the image was built, or to where it breaks. */
export function describeChain({ entries, origin, broken }: Chain): readonly ChainLink[] {
  const links = entries.map((entry): ChainLink => {
    const record = toRecord(entry);
    const { environment } = entry;
    return { environment, kind: 'promoted', sentence: describeRecord(environment, record), record };
  });
  if (origin !== undefined) {
    const end = links.length > 0 ? 'built; nothing comes before it' : 'nothing comes before it, nothing was proven';
    const sentence = `${origin}: ${end}`;
    return [...links, { environment: origin, kind: 'built', sentence, record: null }];
  }
  if (broken === undefined) return links;
  const { environment, reason } = broken;
  return [...links, { environment, kind: 'broken', sentence: `${environment}: ${reason}`, record: null }];
}
