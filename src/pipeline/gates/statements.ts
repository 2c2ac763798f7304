import { adviseWord } from '../../util/nearest.ts';
import { quote } from '../../util/safe-text.ts';
import { limit } from '../duration.ts';
import { made, oneOrMore, optional, type Shape, text, yesOrNo } from '../shape.ts';
import { SIGNATURE_FIELDS } from './common.ts';
import { SHORT_TYPES } from './predicate-types.ts';

/** What a statement has to be; times in ms. */
export interface StatementRule {
  /** Its name in the pipeline file. */
  readonly name: string;
  /** Predicate types, or the short names of {@link SHORT_TYPES}. */
  readonly types: readonly string[];
  readonly signedBy: readonly string[];
  readonly unsigned: boolean;
  /** Counted from the signature. */
  readonly maxAge: number | undefined;
  /** Whether each platform needs one of its own; otherwise one about the index is one about all. */
  readonly eachPlatform: boolean;
}

/** A rule that says nothing of them. */
export const STATEMENT_DEFAULTS: Omit<StatementRule, 'name' | 'types'> = {
  signedBy: [],
  unsigned: false,
  maxAge: undefined,
  eachPlatform: false,
};

/** The keys of a rule about statements. */
export const STATEMENT_FIELDS = {
  ...SIGNATURE_FIELDS,
  'max-age': optional(limit, 'How old it may be, counted from its signature; any age if nothing is said.'),
  'each-platform': optional(
    yesOrNo,
    'Each platform needs a statement about its own digest; otherwise, one about the whole image will do.',
    false,
  ),
};

const SHORT_NAMES = [...SHORT_TYPES.keys()];

/** Predicate types: addresses, or short names for those with several versions. */
export const predicateTypes: Shape<readonly string[]> = made(
  oneOrMore(text({ kind: 'predicate type', example: 'slsa-provenance, spdx, cyclonedx or its address' }), {
    kind: 'list of predicate types',
    example: 'slsa-provenance, spdx, cyclonedx, an address, or a list of them',
    least: 1,
  }),
  (items) =>
    items.flatMap(({ value, field }) => {
      if (SHORT_TYPES.has(value) || /^https?:\/\/[^\s*]+$/.test(value)) return [value];
      const remedy = `${adviseWord(value, SHORT_NAMES)}, or the address of the type`;
      return field.refuse(`there is no predicate type ${quote(value)}; ${remedy}`) ?? [];
    }),
);
