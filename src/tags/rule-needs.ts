import type { VersionSources } from './find-version.ts';
import type { Flavor } from './flavor.ts';
import type { TagRule } from './rule.ts';
import { isLiteral, namesIn, type TagTemplate, type Template } from './template.ts';

/**
 * Whether any rule needs the image's version. Where none does, a git tag such as `2020-01-02`, which begins as
 * a version does, stands in nobody's way.
 */
export function needsVersion(rules: readonly TagRule[]): boolean {
  return rules.some(asksVersion);
}

/** Whether a rule needs the image's version. */
export function asksVersion(rule: TagRule): boolean {
  return readsGitTag(rule) || templatesOf(rule).some(namesVersion);
}

/** The types that read the image's git tag where they have no value of their own. */
const VERSION_TYPES: ReadonlySet<TagRule['type']> = new Set<TagRule['type']>(['semver', 'pep440', 'match', 'channel']);

function readsGitTag(rule: TagRule): boolean {
  return VERSION_TYPES.has(rule.type) && (!('value' in rule) || rule.value === undefined);
}

/** Lists the templates of a rule that are filled in for an image. */
export function templatesOf(rule: TagRule): readonly TagTemplate[] {
  const value = 'value' in rule ? rule.value : undefined;
  return [rule.enable, rule.prefix, rule.suffix, value].filter((each) => each !== undefined);
}

/** Whether the image's version, or a part of it, is filled into a template. */
export function namesVersion(template: TagTemplate): boolean {
  const names = namesIn(template);
  return names.has('version') || names.has('major') || names.has('minor') || names.has('patch');
}

/** What the tags of a run need to know of its event. */
export interface EventNeeds {
  /** The date of the commit. */
  readonly commitDate: boolean;
  /** Which branch is the default one. */
  readonly defaultBranch: boolean;
}

/** Finds what the rules and the flavor need to know of the event. */
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

/** What is known of an image before its labels are. */
interface KnownOfImage extends Pick<VersionSources, 'input' | 'sourceTag'> {
  /** The input `revision`; undefined or empty if it is not given. */
  readonly revision: string | undefined;
  readonly flavor: Flavor;
}

/** A text that may be `latest` or the line of a version, with something around it: no number within a word such as `s2`. */
const LINE_LIKE = /(?:^|[^a-zA-Z0-9])(?:latest(?![a-zA-Z0-9])|[vV]?[0-9])/;

/** Whether a rule may name a moving tag of versions by a text of its own: the image's version decides whether it moves. */
function mayNameLine(rule: TagRule, sourceTag: string): boolean {
  if (rule.type === 'source') return LINE_LIKE.test(sourceTag);
  if (rule.type === 'match') return true;
  return rule.type === 'raw' && (!isLiteral(rule.value) || LINE_LIKE.test(rule.value.source));
}

function needsRevision(rules: readonly TagRule[]): boolean {
  return rules.some((rule) => rule.type === 'sha' || templatesOf(rule).some((each) => namesIn(each).has('sha')));
}

/**
 * Whether the tags of an image depend on its labels, which take a request more than its manifests.
 *
 * Even a source tag that is a version is held against the label: `1.2.3-alpine` may be a variant of 1.2.3. Only the
 * input says it all, but to `match`, which reads the git tag, and that counts on the image's revision alone. A text such
 * as `latest` or `1.2` needs the version too: it stays if a higher one is there.
 */
export function dependsOnLabels(rules: readonly TagRule[], known: KnownOfImage): boolean {
  const { input = '', revision = '', sourceTag = '', flavor } = known;
  if (revision === '' && needsRevision(rules)) return true;
  if (rules.some(({ type }) => type === 'match')) return true;
  if (input !== '') return false;
  return needsVersion(rules) || flavor.latest === 'true' || rules.some((rule) => mayNameLine(rule, sourceTag));
}
