import { CancelledError } from '../errors.ts';
import type { RecordScope } from './record.ts';
import type { RecordTrail } from './record-trail.ts';
import type { PromotionClients } from './request.ts';

/** An image in a destination, and the records that its promotion has left there. */
export interface Recorded {
  readonly clients: PromotionClients;
  readonly scope: RecordScope;
  readonly trail: RecordTrail;
}

/** The records that a run writes while it brings images: where one image fails, those of the others are wrong. */
export class Recordings {
  private readonly recorded: Recorded[] = [];
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly ended = Promise.withResolvers<never>();

  constructor() {
    // Nobody may be waiting for it when it comes.
    this.ended.promise.catch(() => undefined);
  }

  /**
   * Writes a record when its image is complete, unless the run has come to nothing by then.
   *
   * @param write is given what it must wait for before it attaches the record.
   */
  async add<Result>(
    recorded: Recorded,
    verified: Promise<void>,
    write: (verified: Promise<void>) => Promise<Result>,
  ): Promise<Result> {
    this.recorded.push(recorded);
    const mayAttach = Promise.race([this.ended.promise, verified]);
    // What fails before it is waited for has said why itself.
    mayAttach.catch(() => undefined);
    const writing = write(mayAttach);
    this.underWay.add(writing);
    try {
      return await writing;
    } finally {
      this.underWay.delete(writing);
    }
  }

  /** Lets no further record be attached, and waits for those that are under way, but for no image. */
  async end(): Promise<readonly Recorded[]> {
    this.ended.reject(new CancelledError('another image could not be brought'));
    await Promise.allSettled(this.underWay);
    return this.recorded;
  }
}
