import type { Cancellation } from '../action/cancellation.ts';
import type { ClientPool } from '../clients/pool.ts';
import type { EventContext } from '../event/event.ts';
import type { PromoteInputs } from '../inputs/promote.ts';
import type { Reference } from '../oci/reference.ts';
import type { EventSink } from '../promotion/events.ts';
import type { DestinationResult } from '../promotion/promote.ts';
import type { Destination, PolicyContext, PromotionRequest, RunContext } from '../promotion/request.ts';
import type { NonEmpty } from '../util/non-empty.ts';
import type { Host } from './host.ts';

/** What a command runs in. */
export interface CommandContext extends Pick<Host, 'environment' | 'logger' | 'handOver'> {
  readonly event: EventContext;
  /** The instant of the run. */
  readonly now: Date;
}

/** What a command runs in that writes. */
export interface WritingContext extends CommandContext {
  /** Tells when the run is to end before it is done, and knows how far it came. */
  readonly cancellation: Cancellation;
}

/** The results of a set: those of each image, in the order of its destinations. */
export type Results = readonly (readonly DestinationResult[])[];

/** Publishes the promotions of a run to the GitHub integrations: before they begin, and when they are done. */
export interface Publisher {
  /** Takes records as they are written, for the integrations that keep them too. */
  readonly listen: EventSink;
  /** @throws {PolicyError} if an integration that the file requires cannot be used: nothing is written then. */
  begin(): Promise<void>;
  /** @returns what is missing of what the file requires: an error that is thrown when all else is done. */
  succeed(results: Results): Promise<unknown>;
  fail(): Promise<void>;
}

/** How GitHub is asked, and what takes warnings. */
export interface PublisherOptions {
  readonly token: string | undefined;
  readonly warn: (sentence: string) => void;
}

/** What pipeline file, identity and keys make of a run. */
export interface ResolvedPolicy extends Pick<RunContext, 'facts' | 'signer'> {
  /** What the file adds to the images that go into its environments; undefined if none does. */
  readonly policy?: PolicyContext | undefined;
  /** Where each image goes, in the order of the routes. */
  readonly images: readonly ResolvedImage[];
}

/** An image of a run, the route into the environment of each destination, and the form of each record. */
export interface ResolvedImage {
  readonly from: Reference;
  readonly destinations: NonEmpty<Omit<Destination, 'tagPolicy'>>;
}

/** The inputs that decide routes and records. */
export type PolicyInputs = Pick<PromoteInputs, 'routes' | 'pipeline' | 'record' | 'signing' | 'reason' | 'githubToken'>;

/** A set, ready to be carried out. */
export interface PlannedWork {
  readonly inputs: Omit<PromoteInputs, 'command'>;
  readonly requests: readonly PromotionRequest[];
  readonly context: WritingContext;
  readonly pool: ClientPool;
}
