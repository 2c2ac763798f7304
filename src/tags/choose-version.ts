import { InputError } from '../errors.ts';
import { quote } from '../util/safe-text.ts';
import { type Affixes, NO_AFFIXES, takeOff } from './affixes.ts';
import { renderAffixes, sanitizePrefix, sanitizeSuffix } from './compose.ts';
import type { ExpressionScope } from './expressions.ts';
import {
  fillUp,
  hasText,
  isTagOfImage,
  notesOnVersion,
  textOfGitTag,
  textOfSourceTag,
  VERSION_LABEL,
  type VersionReading,
  type VersionSources,
} from './find-version.ts';
import { tryParseFullPep440, tryParsePep440 } from './pep440.ts';
import type { TagRule } from './rule.ts';
import { asksVersion, namesVersion } from './rule-needs.ts';
import { isEnabled, type RuleScope } from './rule-result.ts';
import { isSameRepository } from './same-repository.ts';
import { familyOf } from './semver-rule.ts';
import type { TagTemplate } from './template.ts';
import { splitVersion, tryParseVersion, tryParseVersionTag } from './version.ts';

/** How a rule that asks for the version of a promoted image reads it. */
interface Asking extends VersionReading {
  /** Semantic versions, those of PEP 440, or whatever an expression finds in the git tag. */
  readonly kind: 'semver' | 'pep440' | 'match';
  /** What any rule of the run puts around versions: what one of them names is no surprise. */
  readonly families: readonly Affixes[];
}

interface Said {
  readonly text: string;
  /** Without build metadata, or the local part of PEP 440. */
  readonly base: string;
}

function said(text: string | undefined): Said | undefined {
  return text === undefined ? undefined : { text, base: text.split('+', 1)[0] ?? '' };
}

/** Two are one version even if only one of them has build metadata. */
function isSame(left: Said, right: Said): boolean {
  if (left.text === right.text) return true;
  return left.base === right.base && (left.text === left.base || right.text === right.base);
}

function readTag({ kind }: Asking, text: string): Said | undefined {
  return said(kind === 'pep440' ? tryParseFullPep440(text)?.text : tryParseVersionTag(text)?.text);
}

function readLabel({ kind }: Asking, text: string): Said | undefined {
  return said(kind === 'pep440' ? tryParsePep440(text)?.text : tryParseVersion(text)?.text);
}

/** Reads the git tag of the event, whatever the image's commit is. */
function readGitTag(sources: VersionSources, asking: Asking): Said | undefined {
  if (asking.kind === 'match') {
    const { gitTag, tagPrefix = '' } = sources;
    if (gitTag === undefined || !gitTag.name.startsWith(tagPrefix)) return undefined;
    return said(splitVersion(gitTag.name, tagPrefix).version?.text);
  }
  const text = textOfGitTag(sources, asking.match) ?? '';
  return said(asking.kind === 'pep440' ? tryParsePep440(text)?.text : tryParseVersion(fillUp(text, asking))?.text);
}

/** Finds what surrounds a version in a tag, if anything, such as `-alpine`; a `v` right before it is a part of it. */
function findAround(tag: string, { text, base }: Said): Affixes | undefined {
  for (const version of [text.replace('+', '_'), base]) {
    for (let at = tag.indexOf(version); at >= 0; at = tag.indexOf(version, at + 1)) {
      const [prefix, suffix] = [tag.slice(0, at), tag.slice(at + version.length)];
      // 1.2.30 and 11.2.3 are other versions than 1.2.3, and 1.2.3_5 is a build of it.
      if (/[0-9]$/.test(prefix) || /^[0-9_]/.test(suffix)) continue;
      if (!/^[vV]?$/.test(prefix) || suffix !== '') return { prefix, suffix };
    }
  }
  return undefined;
}

/** Finds what surrounds the label's version in the source tag and is named by no rule. */
function findUnnamed(
  { sourceTag, affixes }: VersionSources,
  label: Said | undefined,
  asking: Asking,
): Affixes | undefined {
  if (sourceTag === undefined || label === undefined) return undefined;
  const families = [...asking.families, ...(affixes === undefined ? [] : [affixes])];
  const readings = [sourceTag, ...families.map((family) => takeOff(family, sourceTag))];
  const versions = readings.flatMap((text) => readTag(asking, text) ?? []);
  if (versions.some((version) => isSame(version, label))) return undefined;
  return findAround(sourceTag, label);
}

function describeAround({ prefix, suffix }: Affixes): string {
  const parts = [prefix && `${quote(prefix)} before it`, suffix && `${quote(suffix)} behind it`];
  return parts.filter(Boolean).join(' and ');
}

function writeAround({ prefix, suffix }: Affixes): string {
  return [prefix && `prefix=${prefix}`, suffix && `suffix=${suffix}`].filter(Boolean).join(',');
}

function refusalOf(
  sources: VersionSources,
  asking: Asking,
  { git, tag, label }: Readonly<Record<'git' | 'tag' | 'label', Said | undefined>>,
): string | undefined {
  const named = quote(sources.sourceTag ?? '');
  const around = findUnnamed(sources, label, asking);
  if (around !== undefined) {
    return `its tag ${named} is the version ${quote(label?.text ?? '')} of its ${sources.labelPlace ?? 'label'} with ${describeAround(around)}, which no tag rule names; add ${quote(writeAround(around))} to the tag rule if the tags of this image have that, or set the input "version"`;
  }
  if (!isTagOfImage(sources) || git === undefined || tag === undefined || isSame(git, tag)) return undefined;
  return `the git tag ${quote(sources.gitTag?.name ?? '')} on its commit and its tag ${named} name different versions; set the input "version" to the right one, or "tag-prefix" to what the git tags of this image begin with`;
}

/** Says who may have written the label that is the only source of a version; undefined if that is known. */
function warnOfLabel({ promoted, labelPlace = 'label' }: VersionSources, label: Said): string | undefined {
  if (promoted?.repository === undefined || isSameRepository(promoted.source, promoted.repository)) return undefined;
  const start = `The version ${label.text} of ${promoted.reference} comes only from its ${labelPlace} ${VERSION_LABEL}`;
  const remedy = 'set the input "version", or promote from a tag that is the version, to be sure';
  return promoted.source === undefined
    ? `${start}, and no label names the repository that it was built from: it may be the base image's; ${remedy}`
    : `${start}, and its label org.opencontainers.image.source is ${quote(promoted.source)} and not this repository: both may be the base image's; ${remedy}`;
}

/**
 * Compares what the git tag, the source tag and the labels say of the version of a promoted image. A contradiction is
 * refused ("REASON; CURE"), since the result of a wrong choice never moves again; notes are sentences.
 */
function chooseVersion(
  sources: VersionSources,
  asking: Asking,
): { readonly refusal?: string; readonly notes: readonly string[] } {
  const { promoted, input, gitTag, imageRevision } = sources;
  if (promoted === undefined || hasText(input)) return { notes: [] };
  const git = readGitTag(sources, asking);
  const tag = readTag(asking, textOfSourceTag(sources) ?? '');
  const label = readLabel(asking, sources.label ?? '');
  const refusal = refusalOf(sources, asking, { git, tag, label });
  if (refusal !== undefined) return { refusal, notes: [] };
  const counts = git !== undefined && isTagOfImage(sources);
  const isMatch = asking.kind === 'match';
  const notes: (string | undefined)[] = [];
  if (git !== undefined && imageRevision === undefined && (isMatch || tag === undefined || !isSame(git, tag))) {
    notes.push(
      `The git tag ${quote(gitTag?.name ?? '')} does not count for ${promoted.reference}: nothing says which commit that image was built from; if it was the commit of that tag, give its full SHA by the input "revision"`,
    );
  }
  // A regular expression reads the git tag and nothing else.
  if (isMatch) return { notes: notes.filter((note) => note !== undefined) };
  if (tag !== undefined && label !== undefined && !isSame(tag, label)) {
    notes.push(
      `The tag of ${promoted.reference} says that it is version ${tag.text}, and its ${sources.labelPlace ?? 'label'} ${VERSION_LABEL} says ${label.text}: the tag counts, as labels are often those of the base image`,
    );
  }
  if (!counts && tag === undefined) {
    notes.push(...(label === undefined ? notesOnVersion(sources) : [warnOfLabel(sources, label)]));
  }
  return { notes: notes.filter((note) => note !== undefined) };
}

function textAround(template: TagTemplate): Affixes {
  if (!namesVersion(template)) return NO_AFFIXES;
  const [first] = template.parts;
  const last = template.parts.at(-1);
  return {
    prefix: typeof first === 'string' ? sanitizePrefix(first) : '',
    suffix: typeof last === 'string' ? sanitizeSuffix(last) : '',
  };
}

/**
 * What a rule puts around versions in tags: its prefix and suffix or the flavor's, and the text of its pattern. Affixes
 * that are made of the version count as none, since they are unknown before it is.
 */
function familyOfRule(rule: TagRule, scope: ExpressionScope): Affixes {
  const { flavor } = scope.context;
  if ([rule.prefix ?? flavor.prefix, rule.suffix ?? flavor.suffix].some(namesVersion)) return NO_AFFIXES;
  const affixes = renderAffixes(rule, scope);
  // An expression in them is empty here: the rule gives no tag.
  if (typeof affixes === 'string') return NO_AFFIXES;
  switch (rule.type) {
    case 'semver':
    case 'pep440':
      return rule.pattern === undefined ? affixes : familyOf(rule.pattern, affixes);
    case 'raw': {
      const { prefix, suffix } = textAround(rule.value);
      return { prefix: `${affixes.prefix}${prefix}`, suffix: `${suffix}${affixes.suffix}` };
    }
    case 'match':
    case 'channel':
    case 'schedule':
    case 'edge':
    case 'ref':
    case 'sha':
    case 'date_seq':
    case 'source':
      return affixes;
    default:
      return rule satisfies never;
  }
}

/** How a rule reads a version, beside what surrounds it. */
function readingOf(rule: TagRule): VersionReading & Pick<Asking, 'kind'> {
  switch (rule.type) {
    case 'match':
      return { kind: 'match' };
    case 'pep440':
      return { kind: 'pep440', match: rule.match };
    case 'channel':
      return { kind: 'semver', match: rule.match };
    case 'semver':
      return { kind: 'semver', match: rule.match, coerce: rule.coerce };
    case 'raw':
    case 'schedule':
    case 'edge':
    case 'ref':
    case 'sha':
    case 'date_seq':
    case 'source':
      return { kind: 'semver' };
    default:
      return rule satisfies never;
  }
}

/** Lets a rule read the source tag without what the rule puts around versions; a build has no source. */
export function scopeOfRule(rule: TagRule, scope: RuleScope): RuleScope {
  const { versions } = scope.context;
  if (versions.promoted === undefined) return scope;
  return { ...scope, context: { ...scope.context, versions: { ...versions, affixes: familyOfRule(rule, scope) } } };
}

/** Checks that all sources of a promoted image's version agree; returns notes. @throws {InputError} if they do not. */
export function requireOneVersion(rules: readonly TagRule[], scope: RuleScope): readonly string[] {
  const { promoted } = scope.context.versions;
  if (promoted === undefined) return [];
  const asking = rules.filter((rule) => asksVersion(rule) && isEnabled(rule, scopeOfRule(rule, scope)));
  const families: readonly Affixes[] = asking.map((rule) => familyOfRule(rule, scope));
  const choices = asking.map((rule) =>
    chooseVersion(scopeOfRule(rule, scope).context.versions, { ...readingOf(rule), families }),
  );
  const rejections = new Set(choices.flatMap(({ refusal }) => refusal ?? []));
  if (rejections.size === 0) return [...new Set(choices.flatMap(({ notes }) => notes))];
  throw new InputError(`Cannot tell the version of ${promoted.reference}: ${[...rejections].join('; also, ')}`);
}
