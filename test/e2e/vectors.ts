import type { Vector } from './vector.ts';
import { DAY_VECTORS } from './vectors-day.ts';
import { EVENT_VECTORS } from './vectors-event.ts';
import { VERSION_VECTORS } from './vectors-version.ts';

/** The whole table. */
export const VECTORS: readonly Vector[] = [...VERSION_VECTORS, ...EVENT_VECTORS, ...DAY_VECTORS];

/** Vectors that are races, and where they are run. */
export const RACES: readonly { readonly id: string; readonly meaning: string; readonly file: string }[] = [
  {
    id: '70',
    meaning: 'never share a number of the day and never overwrite one',
    file: 'race.test.ts',
  },
];
