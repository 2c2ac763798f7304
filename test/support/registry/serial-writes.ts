import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange } from './exchange.ts';

/** Makes what changes the registry wait for its turn, and then take its time, as Pulp's tasks do. */
export class SerialWrites {
  readonly #milliseconds: number | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(milliseconds: number | undefined) {
    this.#milliseconds = milliseconds;
  }

  /** Resolves when the request may be answered; reads, mounts and chunks at once. */
  async wait({ method }: Exchange): Promise<void> {
    if (this.#milliseconds === undefined || (method !== 'PUT' && method !== 'DELETE')) return;
    this.#last = this.#last.then(() => delay(this.#milliseconds));
    await this.#last;
  }
}
