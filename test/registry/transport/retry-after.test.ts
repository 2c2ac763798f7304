import { describe, expect, it } from 'vitest';
import { findRetryHint, tryParseGoDuration, tryParseRetryAfter } from '../../../src/registry/transport/retry.ts';
import { fc } from '../../support/property.ts';

const NOW = Date.parse('2026-01-02T03:04:05Z');

describe('Retry-After', () => {
  it.each([
    ['7', 7000],
    [' 0 ', 0],
    ['Fri, 02 Jan 2026 03:04:15 GMT', 10_000],
    ['Friday, 02-Jan-26 03:04:15 GMT', 10_000],
    ['Fri, 02 Jan 2026 03:04:00 GMT', 0],
    [undefined, undefined],
    ['', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['1'.repeat(100_000), undefined],
    ['2027', 2_027_000],
    ['January 2027', undefined],
    ['2027-01-01', undefined],
    ['soon', undefined],
    ['Fri, 52 Jan 2026 03:04:15 GMT', undefined],
    ['Monday', undefined],
  ])('of "%s" is %s ms', (value, expected) => {
    expect(tryParseRetryAfter(value, NOW)).toBe(expected);
  });
});

describe('a duration of Go', () => {
  it.each([
    ['10.305464ms', 10.305464],
    ['1.5s', 1500],
    ['1m2.5s', 62_500],
    ['1h', 3_600_000],
    ['500us', 0.5],
    ['500µs', 0.5],
    ['1000ns', 0.001],
    ['', undefined],
    ['5', undefined],
    ['s', undefined],
    ['-1s', undefined],
    ['1d', undefined],
    ['1s2', undefined],
    [`${'1s'.repeat(50_000)}x`, undefined],
  ])('written "%s" is %s ms', (text, expected) => {
    const duration = tryParseGoDuration(text);
    if (expected === undefined) expect(duration).toBeUndefined();
    else expect(duration).toBeCloseTo(expected, 6);
  });
});

describe('the hint in a body', () => {
  it.each([
    ['of GHCR', '{"errors":[{"message":"retry-after: 10.305464ms, allowed: 2000/minute"}]}', 1000],
    ['of more than a second', 'Retry-After: 1m3s, allowed: 44000/minute', 63_000],
    ['at the end of a sentence', 'retry-after: 2s.', 2000],
    ['without a unit', 'retry-after: 10', undefined],
    ['that is missing', 'toomanyrequests', undefined],
    ['that is too long', `retry-after: ${'9'.repeat(100)}s`, undefined],
  ])('%s is found', (_, body, expected) => {
    expect(findRetryHint(body)).toBe(expected);
  });
});

it('no text takes long or gives a time that is none', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      for (const time of [tryParseRetryAfter(text, NOW), tryParseGoDuration(text), findRetryHint(text)]) {
        expect(time === undefined || (Number.isFinite(time) && time >= 0)).toBe(true);
      }
    }),
  );
});
