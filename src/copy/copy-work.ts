import type { CopyEvent } from '../promotion/events.ts';
import type { BlobLedger } from '../registry/blobs/tracker.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { CopyPlan } from './plan.ts';

/** The clients of the two ends of a copy: they may differ even for one registry, where credentials do. */
export interface CopyClients {
  readonly source: RegistryClient;
  readonly destination: RegistryClient;
}

/** What is copied, between whom, who is told of it, and what the run knows of blobs. */
export interface CopyWork {
  readonly clients: CopyClients;
  readonly plan: CopyPlan;
  readonly emit: (event: CopyEvent) => void;
  readonly ledger: BlobLedger;
  /** What was found out while this image is copied. */
  readonly found: {
    someIsPresent: boolean;
    /** Settles when it is known whether anything may be pushed, where that is in doubt. */
    right?: Promise<unknown>;
    /** What ended the copy: no step begins after that. */
    failure?: unknown;
  };
}
