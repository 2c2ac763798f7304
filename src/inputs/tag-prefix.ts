import { InputError } from '../errors.ts';
import { quote } from '../util/text-safe-text.ts';

/** What no name of a git tag holds (git, "git-check-ref-format"). */
const NOT_IN_NAMES = /[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|^[/.]/u;

const REFS = /^refs\/tags\//;

/**
 * Parses the input `tag-prefix`: a literal text, and no pattern.
 *
 * @example parseTagPrefix('app/') // 'app/'
 * @throws {InputError} where no git tag can begin with it.
 */
export function parseTagPrefix(text: string): string {
  const refuse = (reason: string, cure: string): never => {
    throw new InputError(`Cannot use tag-prefix ${quote(text)}: ${reason}; ${cure}`);
  };
  if (REFS.test(text)) {
    refuse('it is compared with the names of git tags', `write ${quote(text.replace(REFS, ''))}`);
  }
  const [wrong] = NOT_IN_NAMES.exec(text) ?? [];
  if (wrong === undefined) return text;
  return refuse(
    `it is a literal text, and no git tag can have ${quote(wrong)} there`,
    'write what the git tags begin with, such as "app/"',
  );
}
