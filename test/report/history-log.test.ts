import { expect, it } from 'vitest';
import type { EnvironmentHistory } from '../../src/history/image-history.ts';
import { describeHistory } from '../../src/report/history-log.ts';
import { environment, placement, repository } from '../history/histories.ts';

const NO_CURRENT = { current: undefined };
const IMAGES = [placement('a', ['i1']), placement('b', ['i2']), placement('c', ['i3'])];
const left = (counts: object) => ({ ...NO_CURRENT, leftOut: { tags: 0, digests: 0, refusedTags: 0, ...counts } });

it.each<readonly [string, EnvironmentHistory['repositories'], string]>([
  ['with nothing in it', [repository('r.io/d/app', [])], 'has nothing yet'],
  [
    'whose images say nothing of which one runs',
    [repository('r.io/d/app', IMAGES, NO_CURRENT)],
    'has 3 images, none known to run',
  ],
  [
    'with two repositories of the same images',
    [repository('r.io/d/app', IMAGES, NO_CURRENT), repository('r.io/e/app', IMAGES, NO_CURRENT)],
    'has 3 images, none known to run',
  ],
  [
    'with more images than are shown',
    [repository('r.io/d/app', IMAGES, left({ digests: 4 }))],
    'has 7 images, none known to run',
  ],
  ['whose tags were not read', [repository('r.io/d/app', [], left({ refusedTags: 2 }))], 'has tags that were not read'],
  [
    'that cannot be read',
    [repository('r.io/d/app', [], { ...NO_CURRENT, error: 'Cannot list: x; y' })],
    'cannot be read',
  ],
])('an environment %s is told so', (_, repositories, words) => {
  const history = { image: 'app', requested: undefined, environments: [environment('d', repositories)] };
  expect(describeHistory(history, (text) => text)).toBe(`d ${words}`);
});
