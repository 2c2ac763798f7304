import type { VersionSources } from './find-version.ts';
import type { Flavor } from './flavor.ts';
import type { TagRule } from './rule.ts';
import { isLiteral, namesIn, type TagTemplate, type Template } from './template.ts';

/** Whether any rule needs the image's version: otherwise, a git tag such as `2020-01-02` is not an error. */
export function needsVersion(rules: readonly TagRule[]): boolean {
  return rules.some(asksVersion);
}

/** Whether a rule needs the image's version. */
export function asksVersion(rule: TagRule): boolean {
  return readsGitTag(rule) || templatesOf(rule).some(namesVersion);
}

/** Whether rules of each type read the image's git tag, unless they have a value. */
const READ_GIT_TAG: Readonly<Record<TagRule['type'], boolean>> = {
  ...{ semver: true, pep440: true, match: true, channel: true },
  ...{ schedule: false, edge: false, ref: false, sha: false, date_seq: false, source: false, raw: false },
};

function readsGitTag(rule: TagRule): boolean {
  return READ_GIT_TAG[rule.type] && (!('value' in rule) || rule.value === undefined);
}

/** The templates of a rule that are filled in for an image. */
export function templatesOf(rule: TagRule): readonly TagTemplate[] {
  const value = 'value' in rule ? rule.value : undefined;
  return [rule.enable, rule.prefix, rule.suffix, value].filter((each) => each !== undefined);
}

/** Whether a template has the image's version or a part of it. */
export function namesVersion(template: TagTemplate): boolean {
  const names = namesIn(template);
  return names.has('version') || names.has('major') || names.has('minor') || names.has('patch');
}

/** The facts of the event that tags need. */
export interface EventNeeds {
  readonly commitDate: boolean;
  readonly defaultBranch: boolean;
}

/** The facts of the event that rules and flavor need. */
export function findEventNeeds(rules: readonly TagRule[], flavor: Flavor): EventNeeds {
  const templates: readonly Template<string>[] = [
    flavor.prefix,
    flavor.suffix,
    ...rules.flatMap((rule) => [...templatesOf(rule), ...(rule.type === 'schedule' ? [rule.pattern] : [])]),
  ];
  const names = new Set(templates.flatMap((each) => [...namesIn(each)]));
  const isEdge = rules.some((rule) => rule.type === 'edge' && rule.branch === undefined);
  return {
    commitDate: names.has('commit_date'),
    defaultBranch: isEdge || names.has('is_default_branch') || names.has('is_not_default_branch'),
  };
}

interface KnownOfImage extends Pick<VersionSources, 'input' | 'sourceTag'> {
  /** The input; undefined or empty if it is not given. */
  readonly revision: string | undefined;
  readonly flavor: Flavor;
}

/** A text that may be `latest` or a line, with something around it: no number within a word such as `s2`. */
const LINE_LIKE = /(?:^|[^a-zA-Z0-9])(?:latest(?![a-zA-Z0-9])|[vV]?[0-9])/;

/** Whether a rule may name a line by a text of its own: the image's version decides whether it moves. */
function mayNameLine(rule: TagRule, sourceTag: string): boolean {
  switch (rule.type) {
    case 'source':
      return LINE_LIKE.test(sourceTag);
    case 'match':
      return true;
    case 'raw':
      return !isLiteral(rule.value) || LINE_LIKE.test(rule.value.source);
    // Those of versions ask for the version anyway, and the others name a branch, a commit or a day.
    case 'semver':
    case 'pep440':
    case 'channel':
    case 'schedule':
    case 'edge':
    case 'ref':
    case 'sha':
    case 'date_seq':
      return false;
    default:
      return rule satisfies never;
  }
}

function needsRevision(rules: readonly TagRule[]): boolean {
  return rules.some((rule) => rule.type === 'sha' || templatesOf(rule).some((each) => namesIn(each).has('sha')));
}

/**
 * Whether the tags of an image depend on its labels, which take another request.
 *
 * Even a source tag that is a version is compared with the label: `1.2.3-alpine` may be a variant of 1.2.3. The input
 * suffices except for `match`, whose git tag must be on the image's revision. A text such as `latest` or `1.2` needs the
 * version, too: it stays if a higher one exists.
 */
export function dependsOnLabels(rules: readonly TagRule[], known: KnownOfImage): boolean {
  const { input = '', revision = '', sourceTag = '', flavor } = known;
  if (revision === '' && needsRevision(rules)) return true;
  if (rules.some(({ type }) => type === 'match')) return true;
  if (input !== '') return false;
  return needsVersion(rules) || flavor.latest === 'true' || rules.some((rule) => mayNameLine(rule, sourceTag));
}
