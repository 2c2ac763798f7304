import type { Environment, EventContext } from '../action/event/event.ts';
import type { Logger } from '../action/logger.ts';

/** What a command runs in. */
export interface CommandContext {
  readonly environment: Environment;
  readonly event: EventContext;
  readonly logger: Logger;
  /** The instant of the run. */
  readonly now: Date;
}
