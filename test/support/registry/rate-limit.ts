import type { Answer, AnswerHeaders } from './exchange.ts';

/** How many requests are let through, and what those that are not are told. */
export interface RateLimitOptions {
  /** Refuses every request with this number, counted from the last that was refused. */
  readonly every?: number;
  /** Refuses requests above a number in a span of time (s). */
  readonly budget?: { readonly requests: number; readonly seconds: number };
  /** Which requests count: all, or only GET of manifests, as pulls do on Docker Hub. */
  readonly counts?: 'all' | 'pulls';
  /** How the wait is told: seconds, an HTTP date (RFC 9110, section 10.2.3), in the body as GHCR does, or not at all. */
  readonly hint?: 'seconds' | 'date' | 'go-body' | 'none';
  /** The wait that is told, in seconds; 1 by default. */
  readonly wait?: number;
  /** The words of the refusal: the specification's, those of Docker Hub's pull limit, or its plain text against abuse. */
  readonly words?: 'oci' | 'hub-pulls' | 'hub-abuse';
  /** Whether answers to requests that count say what is left (`ratelimit-limit`, `ratelimit-remaining`). */
  readonly headers?: boolean;
}

const PULL_LIMIT =
  'You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit';

/** Counts requests and refuses those that are too many. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  readonly #now: () => number;
  #count = 0;
  #used = 0;
  #endsAt = Number.NEGATIVE_INFINITY;

  constructor(options: RateLimitOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
  }

  /** Counts a request; returns its refusal, or undefined where it is let through. */
  judge(request: { readonly method: string; readonly path: string }): Answer | undefined {
    const { every, budget } = this.#options;
    if (!this.#isCounted(request)) return undefined;
    this.#count++;
    if (every !== undefined && this.#count >= every) {
      this.#count = 0;
      return this.#refusal();
    }
    if (budget === undefined) return undefined;
    if (this.#now() >= this.#endsAt) {
      this.#endsAt = this.#now() + budget.seconds * 1000;
      this.#used = 0;
    }
    this.#used++;
    return this.#used > budget.requests ? this.#refusal() : undefined;
  }

  /** Returns what an answer to a request says of the limit. */
  headers(request: { readonly method: string; readonly path: string }): AnswerHeaders {
    const { budget, headers } = this.#options;
    if (headers !== true || budget === undefined || !this.#isCounted(request)) return {};
    const left = Math.max(0, budget.requests - this.#used);
    return {
      'ratelimit-limit': `${budget.requests};w=${budget.seconds}`,
      'ratelimit-remaining': `${left};w=${budget.seconds}`,
      'docker-ratelimit-source': '127.0.0.1',
    };
  }

  #isCounted({ method, path }: { readonly method: string; readonly path: string }): boolean {
    return this.#options.counts !== 'pulls' || (method === 'GET' && /\/manifests\/[^/]+$/.test(path));
  }

  #refusal(): Answer {
    const { words = 'oci', hint = 'seconds', wait = 1 } = this.#options;
    const retryAfter: AnswerHeaders =
      hint === 'seconds'
        ? { 'Retry-After': String(wait) }
        : hint === 'date'
          ? { 'Retry-After': new Date(this.#now() + wait * 1000).toUTCString() }
          : {};
    if (words === 'hub-abuse') {
      const headers = { 'Content-Type': 'text/plain', ...retryAfter };
      return { status: 429, headers, body: Buffer.from('Too Many Requests (HAP429).\n') };
    }
    const message =
      hint === 'go-body'
        ? `retry-after: ${(wait * 1000 + 0.305464).toFixed(6)}ms, allowed: 2000/minute`
        : words === 'hub-pulls'
          ? PULL_LIMIT
          : 'too many requests';
    const body = { errors: [{ code: 'TOOMANYREQUESTS', message }] };
    const headers = { 'Content-Type': 'application/json', ...retryAfter };
    return { status: 429, headers, body: Buffer.from(JSON.stringify(body)) };
  }
}
