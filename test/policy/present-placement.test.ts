import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { presentPlacement } from '../../src/policy/valid-promotions.ts';
import type { VerifiedPromotion } from '../../src/policy/verify-promotion.ts';
import { unsignedTo } from './promotions.ts';

const OTHER = digestOf(Buffer.from('another image'));

function promoted(minute: number, tags: readonly string[], took: readonly string[] = []): VerifiedPromotion {
  const replaced = new Map(took.map((tag) => [tag, OTHER]));
  const destination = { uri: 'r.io/s2/app', environment: 's2', tags, replaced };
  return unsignedTo('s2', { time: new Date(minute * 60_000), destination });
}

describe('the present placement of an image', () => {
  const first = promoted(1, ['1.2.3', 'latest'], ['latest']);
  it.each<readonly [string, readonly VerifiedPromotion[], VerifiedPromotion | undefined]>([
    ['is none without a promotion', [], undefined],
    ['began with its only promotion', [first], first],
    ['goes on where it gets more tags', [promoted(5, ['1.2.3', 'stable'], ['stable']), first], first],
    ['goes on where the same promotion was recorded again', [promoted(5, ['1.2.3', 'latest']), first], first],
  ])('%s', (_, promotions, expected) => {
    expect(presentPlacement(promotions)).toBe(expected);
  });

  it('began anew when the image took back a tag that it had lost', () => {
    const back = promoted(9, ['1.2.3', 'latest'], ['latest']);
    const more = promoted(12, ['1.2.3', '20260301_02']);
    expect(presentPlacement([more, back, first])).toBe(back);
    expect(presentPlacement([first, back])).toBe(back);
    const again = promoted(20, ['latest'], ['latest']);
    expect(presentPlacement([first, back, more, again])).toBe(again);
  });
});
