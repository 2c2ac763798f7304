import { described, eitherOf, isMapping, list, made, mapping, type Shape } from '../shape.ts';
import { COMMON_DEFAULTS, COMMON_FIELDS, type CommonSettings, checkNames, readCommon } from './common.ts';

/** The settings of a gate that has rules. */
interface RuleSettings<Rule> extends CommonSettings {
  readonly rules: readonly Rule[];
}

/** Makes a gate of rules with names: a list of them, or a mapping with "rules" and the keys that all gates have. */
export function rulesOf<Rule extends { readonly name: string }>(
  gate: string,
  rule: Shape<Rule>,
  example: string,
): Shape<RuleSettings<Rule>> {
  const several: Shape<readonly Rule[]> = made(
    list(rule, { kind: 'list of rules', example, least: 1, most: 20 }),
    (rules, field) => {
      checkNames(rules, (index) => field.at(index, 'name'));
      return rules;
    },
  );
  const bare: Shape<RuleSettings<Rule>> = made(several, (rules) => ({ ...COMMON_DEFAULTS, rules }));
  const withKeys: Shape<RuleSettings<Rule>> = made(
    mapping({
      kind: `the gate "${gate}"`,
      fields: { rules: described(several, 'The rules, if the gate has other keys.'), ...COMMON_FIELDS },
    }),
    ({ rules, ...says }) => ({ ...readCommon(says), rules }),
  );
  return eitherOf([bare, withKeys], (value) => (isMapping(value) ? withKeys : bare));
}
