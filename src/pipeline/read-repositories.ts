import { isSealiftError } from '../errors.ts';
import { quote } from '../util/text-safe-text.ts';
import type { Checker } from './checker.ts';
import type { EnvironmentFile } from './environment-schema.ts';
import type { Path } from './locate.ts';
import { expandTemplate, IMAGE_PLACEHOLDER, type RepositoryTemplate } from './repository-template.ts';
import { canOverlap } from './template-overlap.ts';
import { canonicalTemplate } from './templates.ts';

/** Names to try a template with: the shortest, and one with a slash. */
const SAMPLES = ['a', 'a/a'];

/** Returns what the parser of repositories says, without naming the repository once more. */
function clauseOf(error: unknown): string {
  if (isSealiftError(error) && error.words !== undefined) return `${error.words.reason}; ${error.words.remedy}`;
  return error instanceof Error ? error.message : String(error);
}

/** Says in a clause with a cure what is wrong with a template, or returns undefined. */
function judgeTemplate({ text, hasPlaceholder }: RepositoryTemplate): string | undefined {
  const [host = ''] = text.split('/');
  if (text.split(IMAGE_PLACEHOLDER).length > 2) return `it has ${IMAGE_PLACEHOLDER} twice; leave one of the two out`;
  if (host.includes(IMAGE_PLACEHOLDER)) {
    return `the registry has ${IMAGE_PLACEHOLDER} in its name; write the registry out, and ${IMAGE_PLACEHOLDER} behind it`;
  }
  const other = /\$?\{\{?[^}]*\}?\}?/.exec(text.replace(IMAGE_PLACEHOLDER, ''))?.[0];
  if (other !== undefined) return `${quote(other)} stands for nothing here; write ${IMAGE_PLACEHOLDER}, or a name`;
  const lower = text.toLowerCase();
  if (text.slice(host.length) !== lower.slice(host.length)) {
    return `a repository is written in lower case; write ${quote(lower)}`;
  }
  try {
    for (const image of hasPlaceholder ? SAMPLES : ['']) expandTemplate({ text, hasPlaceholder }, image);
    return undefined;
  } catch (error) {
    return clauseOf(error);
  }
}

/** Reads a repository with or without the placeholder; what is wrong with it goes to the checker. */
export function readTemplate(text: string, { checker, path }: { readonly checker: Checker; readonly path: Path }) {
  const template: RepositoryTemplate = { text, hasPlaceholder: text.includes(IMAGE_PLACEHOLDER) };
  const reason = judgeTemplate(template);
  if (reason === undefined) return template;
  return checker.value(path, `the repository ${quote(text)} cannot be used: ${reason}`);
}

/** A template, and the way to it in the file. */
export interface PlacedTemplate {
  readonly template: RepositoryTemplate;
  readonly path: Path;
}

/** Reads the repositories of an environment, those that can be used; what is wrong goes to the checker. */
export function readRepositories(
  { repository }: EnvironmentFile,
  { checker, path }: { readonly checker: Checker; readonly path: Path },
): readonly PlacedTemplate[] {
  const at = [...path, 'repository'];
  const texts =
    typeof repository === 'string'
      ? [{ text: repository, path: at }]
      : repository.map((text, index) => ({ text, path: [...at, index] }));
  const read: PlacedTemplate[] = [];
  for (const { text, path: place } of texts) {
    const template = readTemplate(text, { checker, path: place });
    if (template === undefined) continue;
    const before = read.find((earlier) => canOverlap(earlier.template, template));
    if (before === undefined) read.push({ template, path: place });
    else if (canonicalTemplate(before.template) === canonicalTemplate(template)) {
      checker.value(place, `the repository ${quote(text)} is there twice; leave one out`);
    } else {
      checker.value(
        place,
        `${quote(text)} and ${quote(before.template.text)} can be one repository, as ${IMAGE_PLACEHOLDER} may hold "/"; choose names that cannot meet`,
      );
    }
  }
  return read;
}
