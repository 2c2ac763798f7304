import { limit } from './duration.ts';
import type { Field } from './field.ts';
import { choice, count, described, list, made, mapping, optional, text, type ValueOf } from './shape.ts';

/** Which images of an environment are kept. */
export interface RetentionRules {
  /** So many of those that ran last; undefined: none for that. */
  readonly last: number | undefined;
  /** Those that came within that time (ms); undefined: none for that. */
  readonly days: number | undefined;
  /** Patterns for tags; one that begins with `!` takes out what others match. */
  readonly tags: readonly string[];
  /** Whether every moving tag keeps its image, or only the marker, `latest` and branches. */
  readonly moving: 'all' | 'current';
  /** Whether what a later environment runs, or also what it keeps, is kept. */
  readonly downstream: 'current' | 'kept' | 'none';
  /** Whether an image is archived before it is destroyed. */
  readonly archive: 'no' | 'yes' | 'required';
}

/** How a run learns what clusters run. */
export type InUseRules =
  /** A list of each cluster must be there, no older than `maxAge` (ms). */
  | { readonly kind: 'required'; readonly clusters: readonly string[]; readonly maxAge: number }
  | { readonly kind: 'optional' };

/** How much space may be used (bytes). */
export interface CapacityRules {
  readonly max: number;
  /** What is left after images went because of it. */
  readonly target: number;
  /** Where equal content takes space once. */
  readonly scope: 'registry' | 'project' | 'repository';
}

/** What holds for the retention of all environments. */
export interface RetentionPolicy {
  /** How long an image is marked before it is destroyed (ms). */
  readonly grace: number;
  /** Undefined only if no environment has rules. */
  readonly inUse: InUseRules | undefined;
  /** The most that may go of an environment at once: whichever is less. */
  readonly maxDelete: { readonly images: number; readonly percent: number };
  /** The template has `{environment}` beside `{image}`. */
  readonly archive: { readonly to: string } | { readonly layout: string } | undefined;
  readonly capacity: CapacityRules | undefined;
}

/** More images than anybody rolls back over. */
const MOST_LAST = 1000;

const pattern = made(
  text({ kind: 'pattern', example: 'one such as "*.0.0"' }, /^!?[A-Za-z0-9_*][A-Za-z0-9_.*-]{0,127}$/),
  (written, field) =>
    /^!?\*+$/.test(written)
      ? field.refuse(`${field.name} fits every tag; name the tags that are meant, such as "*.0.0"`)
      : written,
);

/** The rules of an environment for what it keeps. */
export const RETENTION_RULES = mapping({
  kind: '"retention"',
  fields: {
    keep: described(
      mapping({
        kind: '"keep"',
        fields: {
          last: optional(
            count('number of images', MOST_LAST),
            'So many of the images that ran last, with the one that runs now.',
          ),
          days: optional(limit, 'The images that came within that time: a number and d, such as 90d.'),
          tags: optional(
            list(pattern, { kind: 'list of patterns', example: 'a list such as ["*.0.0"]' }),
            'The images with a tag that fits: "*" is any text, and a pattern that begins with "!" takes out what others fit.',
          ),
          moving: optional(
            choice(['all', 'current']),
            'Whether every moving tag keeps its image, or only the tag of the environment, "latest" and branches.',
            'all',
          ),
          downstream: optional(
            choice(['current', 'kept', 'none']),
            'Whether what a later environment runs is kept here, or all that it keeps.',
            'current',
          ),
        },
      }),
      'What is kept; "last" or "days" is needed.',
    ),
    archive: optional(
      choice(['no', 'yes', 'required']),
      'Whether an image is archived before it is destroyed; if it is required, nothing is destroyed without.',
      'no',
    ),
  },
});

/** Reads what an environment keeps; what is wrong is noted. */
export function readRetentionRules(
  given: ValueOf<typeof RETENTION_RULES> | undefined,
  field: Field,
): RetentionRules | undefined {
  if (given === undefined) return undefined;
  const { keep, archive = 'no' } = given;
  const at = field.at('keep');
  if (keep.last === 0) {
    at.at('last').refuse(
      '"last" is 0, and what runs is always kept; write at least 1, or 2 so that a rollback is possible',
    );
  }
  if (keep.last === undefined && keep.days === undefined) {
    at.refuse('"keep" says neither how many images nor how long; write "last", such as "last: 10", or "days: 90d"');
  }
  const tags = keep.tags ?? [];
  if (tags.length > 0 && tags.every((each) => each.startsWith('!'))) {
    at.at('tags').refuse('"tags" only takes out, and nothing is in; write what is kept before it, such as "*.0.0"');
  }
  return {
    ...{ last: keep.last, days: keep.days, tags, archive },
    moving: keep.moving ?? 'all',
    downstream: keep.downstream ?? 'current',
  };
}
