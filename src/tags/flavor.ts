import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';
import { type InputLine, linesOf, refuseLine, splitFields } from './rule-line.ts';
import { literalTemplate, parseTemplate, TAG_LANGUAGE, type TagTemplate, TemplateError } from './template.ts';

/** What holds for all rules that do not say otherwise (docker/metadata-action, input `flavor`). */
export interface Flavor {
  /** Whether `latest` is given: by what the rules find, always, or never. */
  readonly latest: 'auto' | 'true' | 'false';
  readonly prefix: TagTemplate;
  readonly suffix: TagTemplate;
  /** Whether the prefix stands before `latest` too. */
  readonly prefixLatest: boolean;
  /** Whether the suffix stands after `latest` too. */
  readonly suffixLatest: boolean;
}

/** The flavor where the input is empty. */
export const NO_FLAVOR: Flavor = {
  latest: 'auto',
  prefix: literalTemplate(''),
  suffix: literalTemplate(''),
  prefixLatest: false,
  suffixLatest: false,
};

const KEYS = ['latest', 'prefix', 'suffix', 'onlatest'];

function refuse(line: InputLine, reason: string, remedy: string): never {
  refuseLine('flavor', line, reason, remedy);
}

function readTemplate(line: InputLine, value: string): TagTemplate {
  try {
    return parseTemplate(value, TAG_LANGUAGE);
  } catch (error) {
    if (error instanceof TemplateError) refuse(line, error.reason, error.remedy);
    throw error;
  }
}

/** Reads the fields of one line: `onlatest` belongs to the prefix or suffix before it. */
function readLine(line: InputLine, flavor: Flavor): Flavor {
  let changed = flavor;
  let owner: 'prefix' | 'suffix' | undefined;
  for (const field of splitFields(line.text) ??
    refuse(line, 'its quotes are not around a whole field', 'write "prefix=a,b"')) {
    const equals = field.indexOf('=');
    const key = field.slice(0, Math.max(0, equals)).trim().toLowerCase();
    const value = field.slice(equals + 1).trim();
    if (equals < 0) refuse(line, `${quote(field)} has no value`, 'write it as key=value, such as "latest=auto"');
    if (key === 'latest') {
      const latest = (['auto', 'true', 'false'] as const).find((word) => word === value);
      if (latest === undefined)
        refuse(line, `latest is ${quote(value)}`, 'write "latest=auto", "latest=true" or "latest=false"');
      changed = { ...changed, latest };
    } else if (key === 'prefix' || key === 'suffix') {
      owner = key;
      changed = { ...changed, [key]: readTemplate(line, value) };
    } else if (key === 'onlatest') {
      if (owner === undefined)
        refuse(line, 'onlatest follows neither prefix nor suffix', 'write "prefix=TEXT,onlatest=true"');
      if (value !== 'true' && value !== 'false')
        refuse(line, `onlatest is ${quote(value)}`, 'write "onlatest=true" or "onlatest=false"');
      changed = { ...changed, [owner === 'prefix' ? 'prefixLatest' : 'suffixLatest']: value === 'true' };
    } else {
      refuse(line, `there is no key ${quote(key)}`, adviseWord(key, KEYS));
    }
  }
  return changed;
}

/**
 * Parses the input `flavor`: `latest=…`, `prefix=…` and `suffix=…`, each a line or together, `onlatest` after an affix.
 *
 * @example parseFlavor('latest=false\nsuffix=-alpine,onlatest=true').suffixLatest // true
 * @throws {InputError} that names the line, what is wrong with it and the nearest valid form.
 */
export function parseFlavor(text: string): Flavor {
  return linesOf(text).reduce((flavor, line) => readLine(line, flavor), NO_FLAVOR);
}
