import { describe, expect, it } from 'vitest';
import { pauseOfLimit } from '../../src/github/client.ts';
import { GitHubRefusal } from '../../src/github/failure.ts';

const NOW = Date.UTC(2026, 10, 21);

function refusal(status: number, headers: Readonly<Record<string, string>>, message = 'No'): Error {
  return new GitHubRefusal({ status, header: (name) => headers[name], body: Buffer.from(message) });
}

describe('the pause of a limit', () => {
  it.each<[string, unknown, number | undefined]>([
    ['is what Retry-After says', refusal(429, { 'retry-after': '7' }), 7000],
    ['is what Retry-After says of a 403', refusal(403, { 'retry-after': '90' }), 90_000],
    ['is a second at least', refusal(429, { 'retry-after': '0' }), 1000],
    ['is a minute where a 429 says nothing', refusal(429, {}), 60_000],
    ['is a minute for a secondary limit', refusal(403, {}, 'You have exceeded a secondary rate limit.'), 60_000],
    [
      'lasts until the hour of the limit ends',
      refusal(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 30) }),
      30_000,
    ],
    ['is none where a permission is missing', refusal(403, { 'x-ratelimit-remaining': '4999' }), undefined],
    ['is none for other answers', refusal(503, { 'retry-after': '7' }), undefined],
    ['is none where there was no answer', Object.assign(new Error('aborted'), { status: 500 }), undefined],
    ['is none for what is no answer', undefined, undefined],
  ])('%s', (_, error, pause) => {
    expect(pauseOfLimit(error, NOW)).toBe(pause);
  });
});
