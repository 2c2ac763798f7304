import { described, isMapping, MOST_NAMES, made, mapping, refuseValue, type Shape } from '../shape.ts';
import { COMMON_DEFAULTS, COMMON_FIELDS, COMMON_KEYS, type CommonSettings, glob, readCommon } from './common.ts';
import { type Pattern, pattern } from './pattern.ts';

/** What a label has to be: there, a text in which `*` stands for any part without `/` (`**` for any), or like a pattern. */
export type LabelRule = true | string | Pattern;

/** The gate `labels` of the pipeline file. */
export interface LabelSettings extends CommonSettings {
  readonly labels: ReadonlyMap<string, LabelRule>;
}

/** The settings of a gate that says nothing of them. */
export const LABEL_DEFAULTS: LabelSettings = { ...COMMON_DEFAULTS, labels: new Map() };

const value = glob('value', 'true, or its value');

const like = made(
  mapping({
    kind: 'a label',
    fields: {
      pattern: described(
        pattern,
        'A regular expression of RE2, which is found anywhere in the value unless it has "^" and "$".',
      ),
    },
  }),
  (says) => says.pattern,
);

const rule: Shape<LabelRule> = {
  schema: { anyOf: [{ const: true }, value.schema, like.schema] },
  remedy: 'write true, a value, or { pattern: "…" }',
  read(given, field) {
    if (given === true) return true;
    if (typeof given === 'string' && given !== '') return value.read(given, field);
    if (isMapping(given)) return like.read(given, field);
    return refuseValue(
      given,
      field,
      'which does not say what the label must be; write true, a value in quotes, or { pattern: "…" }',
    );
  },
};

const common = mapping({ kind: 'the gate "labels"', fields: COMMON_FIELDS });

/** The gate `labels`: beside the keys that all gates have, each key is a label. */
export const LABELS: Shape<LabelSettings> = {
  schema: { ...common.schema, additionalProperties: rule.schema },
  remedy: 'write the name of each label with "true" or its value',
  read(given, field) {
    if (!isMapping(given)) {
      return refuseValue(given, field, 'which is not a mapping of labels; write "NAME: true" for each below it');
    }
    const { keys } = field;
    const own = keys.filter((key) => !COMMON_KEYS.includes(key));
    if (own.length === 0) return field.refuse('"labels" names no label; write "NAME: true" for each');
    if (own.length > MOST_NAMES) {
      return field.refuseKey(`"labels" has ${own.length} labels in it; write at most ${MOST_NAMES}`);
    }
    const before = field.findings.length;
    const says = common.read(Object.fromEntries(Object.entries(given).filter(([key]) => !own.includes(key))), field);
    const labels = new Map<string, LabelRule>();
    for (const key of own) {
      const read = rule.read(given[key], field.at(key));
      if (read !== undefined) labels.set(key, read);
    }
    if (says === undefined || field.findings.length > before) return undefined;
    return { ...readCommon(says), labels };
  },
};
