import { InputError } from '../errors.ts';
import { quote } from '../util/text-safe-text.ts';
import { renderText } from './compose.ts';
import type { TagRule } from './rule.ts';
import type { RuleScope } from './rule-result.ts';

/**
 * Whether a rule counts in this run.
 *
 * @throws {InputError} if its switch comes to anything else than `true` or `false`.
 */
export function isEnabled(rule: TagRule, scope: RuleScope): boolean {
  const { text } = renderText(rule.enable, scope);
  if (text === 'true' || text === 'false') return text === 'true';
  throw new InputError(
    `Cannot read tag rule on line ${rule.line}, ${quote(rule.text)}: enable comes to ${quote(text)}; write an expression that comes to "true" or "false"`,
  );
}
