import { describe, expect, it } from 'vitest';
import { accepts } from './media-types.ts';

const TYPE = 'application/vnd.oci.image.index.v1+json';

describe('accepts', () => {
  it.each([
    [TYPE, true],
    [`text/plain,${TYPE}`, true],
    [`text/plain, ${TYPE} ; q=0.1`, true],
    ['*/*', true],
    ['application/*;q=0.5', true],
    [`${TYPE};q=0`, false],
    [`${TYPE}; q=0.000`, false],
    ['text/*', false],
    ['application/json', false],
    ['', false],
    [undefined, false],
  ])('judges %s', (header, expected) => {
    expect(accepts(header, TYPE)).toBe(expected);
  });
});
