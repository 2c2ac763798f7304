import { randomBytes, randomUUID } from 'node:crypto';
import type { AnswerHeaders } from './exchange.ts';

/**
 * One blob on its way in.
 *
 * Its location carries a state that must come back unharmed and that every accepted chunk replaces, as the signed
 * state of CNCF Distribution does: a client that builds locations by hand, or decodes their query, fails here too.
 */
export class UploadSession {
  readonly id = randomUUID();
  readonly repository: string;
  readonly #chunks: Uint8Array[] = [];
  readonly #states = new Set<string>();
  #state = '';
  #size = 0;

  constructor(repository: string) {
    this.repository = repository;
    this.renew();
  }

  /** How many bytes have arrived. */
  get size(): number {
    return this.#size;
  }

  /** What has arrived. */
  get bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }

  /** Adds bytes at the end. */
  append(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** Makes the location that was handed out last a stale one. */
  renew(): void {
    // The plus and the equals sign do not survive a client that decodes the query and forgets to encode it again.
    this.#state = `${randomBytes(9).toString('base64url')}+${this.#size}=`;
    this.#states.add(this.#state);
  }

  /** Tells whether a state is the latest, an older one, or none of this session's. */
  judge(state: string): 'latest' | 'stale' | 'foreign' {
    if (state === this.#state) return 'latest';
    return this.#states.has(state) ? 'stale' : 'foreign';
  }

  /** Returns the headers that tell a client where to go on; an empty upload says `0-0`, as CNCF Distribution does. */
  headers(origin: string): AnswerHeaders {
    const state = encodeURIComponent(this.#state);
    return {
      Location: `${origin}/v2/${this.repository}/blobs/uploads/${this.id}?_state=${state}`,
      Range: `0-${Math.max(0, this.#size - 1)}`,
      'Docker-Upload-UUID': this.id,
    };
  }
}
