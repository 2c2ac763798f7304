import type { Cancellation } from '../action/cancellation.ts';
import type { Logger } from '../action/logger.ts';
import type { EventContext } from '../event/event.ts';
import type { Env } from '../event/payload.ts';

/** What a command runs in. */
export interface CommandContext {
  readonly environment: Env;
  readonly event: EventContext;
  readonly logger: Logger;
  /** The instant of the run. */
  readonly now: Date;
}

/** What a command runs in that writes. */
export interface WritingContext extends CommandContext {
  /** Tells when the run is to end before it is done, and knows how far it came. */
  readonly cancellation: Cancellation;
}
