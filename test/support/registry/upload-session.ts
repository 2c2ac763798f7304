import { randomBytes, randomUUID } from 'node:crypto';
import type { UploadOptions } from './content-options.ts';
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
  readonly #options: UploadOptions;
  #chunks: Uint8Array[] = [];
  readonly #states = new Set<string>();
  #state = '';
  #size = 0;
  /** How many chunks were accepted. */
  chunks = 0;
  /** Whether the last chunk was shorter than the registry wants those that are not the last. */
  isShort = false;

  constructor(repository: string, options: UploadOptions = {}) {
    this.repository = repository;
    this.#options = options;
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

  /** Forgets the bytes that have arrived. */
  clear(): void {
    this.#chunks = [];
    this.#size = 0;
  }

  /** Makes the location that was handed out last a stale one. */
  renew(): void {
    // The plus and the equals sign do not survive a client that decodes the query and forgets to encode it again.
    this.#state = `${randomBytes(9).toString('base64url')}+${this.#size}=`;
    this.#states.add(this.#state);
  }

  /** Tells whether a state is the latest, an older one, or none of this session's. */
  judge(state: string): 'latest' | 'stale' | 'foreign' {
    if (this.#options.state === false || state === this.#state) return 'latest';
    return this.#states.has(state) ? 'stale' : 'foreign';
  }

  /** Returns the headers that tell a client where to go on; an empty upload says `0-0`, as CNCF Distribution does. */
  headers(origin: string, { isEmptyRequest = false } = {}): AnswerHeaders {
    const unit = isEmptyRequest && this.#options.rangeUnit === true ? 'bytes=' : '';
    const shown = this.#options.contentRange === 'stale' ? 0 : this.#size;
    return {
      Location: this.#location(origin),
      Range: `${unit}0-${Math.max(0, shown - 1)}`,
      'Docker-Upload-UUID': this.id,
    };
  }

  #location(origin: string): string {
    const { location = 'absolute', state = true } = this.#options;
    const query = state ? `?_state=${encodeURIComponent(this.#state)}` : '';
    const path = `/v2/${this.repository}/blobs/uploads/${this.id}${query}`;
    switch (location) {
      case 'absolute':
        return origin + path;
      case 'relative':
        return path;
      case 'schemeless':
        return origin.replace(/^http:/, '') + path;
      case 'default-port':
        return (/:\d+$/.test(origin) ? origin : `${origin}:80`) + path;
      default:
        return location satisfies never;
    }
  }
}
