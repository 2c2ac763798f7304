import type { IncomingMessage } from 'node:http';
import { RegistryFault } from './errors.ts';

/** The body of a request, read once and counted as it arrives. */
export class RequestBody {
  readonly #request: IncomingMessage;
  #received = 0;

  constructor(request: IncomingMessage) {
    this.#request = request;
  }

  /** How many bytes have arrived so far. */
  get received(): number {
    return this.#received;
  }

  /** Yields the body as it arrives; throws where the client goes away before its end. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    if (this.#request.readableEnded) return;
    const chunks: AsyncIterable<Buffer> = this.#request.iterator({ destroyOnReturn: false });
    for await (const chunk of chunks) {
      this.#received += chunk.length;
      yield chunk;
    }
  }

  /**
   * Reads the body whole.
   *
   * @throws {RegistryFault} where it is longer than `limit` bytes, once all of it has arrived.
   */
  async bytes(limit = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    const kept: Uint8Array[] = [];
    for await (const chunk of this.chunks()) if (this.#received <= limit) kept.push(chunk);
    if (this.#received > limit) throw new RegistryFault('TOO_LARGE', `the body is longer than ${limit} bytes`);
    return Buffer.concat(kept);
  }

  /** Reads and forgets what is left, so that the bytes of a refused request are counted too. */
  async drain(): Promise<void> {
    for await (const _ of this.chunks());
  }
}
