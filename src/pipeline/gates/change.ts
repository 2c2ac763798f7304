import { choice, described, list, made, mapping, optional, type Shape } from '../shape.ts';
import { COMMON_DEFAULTS, COMMON_FIELDS, type CommonSettings, readCommon } from './common.ts';
import { compilePattern, type Pattern, pattern } from './pattern.ts';

/** Where the number of a change may be written. */
export type ChangeSource = 'reason' | 'approval';

/** The gate `change` of the pipeline file. */
export interface ChangeSettings extends CommonSettings {
  /** Of RE2. */
  readonly pattern: Pattern;
  /** As it is written, for sentences. */
  readonly source: string;
  readonly in: readonly ChangeSource[];
}

/** The settings of a gate that says nothing of them, but for the pattern, which it has to have. */
export const CHANGE_DEFAULTS: Omit<ChangeSettings, 'pattern' | 'source'> = {
  ...COMMON_DEFAULTS,
  in: ['reason', 'approval'],
};

/** Makes the settings of a pattern. */
export function changeSettings(source: string, more: Partial<ChangeSettings> = {}): ChangeSettings {
  return { ...CHANGE_DEFAULTS, pattern: compilePattern(source), source, ...more };
}

/** The gate `change`. */
export const CHANGE: Shape<ChangeSettings> = made(
  mapping({
    kind: 'the gate "change"',
    fields: {
      pattern: described(
        pattern,
        'How the number of a change looks: a regular expression of RE2, such as "^CHG[0-9]{7}$". A word of the text must match, or the whole text.',
      ),
      in: optional(
        list(choice(['reason', 'approval']), { kind: 'list of places', example: 'it as [reason]', least: 1, most: 2 }),
        'Where the number may be: in the input "reason", or in the comment of an approval.',
        [...CHANGE_DEFAULTS.in],
      ),
      ...COMMON_FIELDS,
    },
  }),
  (says) => ({
    ...readCommon(says),
    pattern: says.pattern,
    source: says.pattern.source,
    in: says.in ?? CHANGE_DEFAULTS.in,
  }),
);
