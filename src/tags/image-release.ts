import { InputError } from '../errors.ts';
import type { TagContext } from './context.ts';
import { findVersion, versionTextOfGitTag } from './find-version.ts';
import { type DottedNumber, newestFirst, type Release, tryParseDotted } from './release.ts';
import type { RuleOutcome } from './rule-result.ts';
import { isStable, tryParseVersion, tryParseVersionTag, type Version } from './version.ts';

/** The version of an image whatever its rules ask for: a git tag that is not a version is not an error here. */
function versionOfImage({ versions, sourceTag }: TagContext): Version | undefined {
  try {
    return findVersion(versions)?.version;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const text = versions.input || versionTextOfGitTag(versions, undefined);
    return tryParseVersion(text ?? '') ?? tryParseVersionTag(sourceTag ?? '') ?? tryParseVersion(versions.label ?? '');
  }
}

/** The only full version among the raw tags of a build. A promotion has none: its version has four other sources. */
function versionOfRawTags({ git }: TagContext, outcomes: readonly RuleOutcome[]): Version | undefined {
  if (git === undefined) return undefined;
  const raw = outcomes.flatMap(({ named }) => (named?.tag.kind === 'raw' ? [named.text] : []));
  const versions = raw.flatMap((text) => tryParseVersionTag(text) ?? []);
  const [first, ...others] = versions;
  return others.every(({ text }) => text === first?.text) ? first : undefined;
}

/** The dotted numbers of a release's name. A source tag with one or two may be a line that moved. */
function dottedOfImage({ versions, sourceTag }: TagContext): DottedNumber | undefined {
  const source = tryParseDotted(sourceTag ?? '');
  return (
    tryParseDotted(versionTextOfGitTag(versions, undefined) ?? '') ??
    (source && source.parts.length > 2 ? source : undefined)
  );
}

/**
 * Finds which releases an image is: its version, then those that rules name, the newest first; the one given as a raw
 * tag, or else the dotted numbers of its git tag; empty if nothing is known, as for a branch.
 *
 * @param readings the context as each rule reads it: `1.2.3-alpine` may be a version only in the family of one.
 */
export function findReleases(
  readings: readonly TagContext[],
  { context, outcomes }: { readonly context: TagContext; readonly outcomes: readonly RuleOutcome[] },
): readonly Release[] {
  const image = [...readings, context].flatMap((reading) => versionOfImage(reading) ?? []);
  const named = outcomes.flatMap(({ lines, latest }) => [...lines, latest].flatMap((each) => each?.version ?? []));
  const stable = image.filter(isStable);
  const versions = [...newestFirst(stable.length > 0 ? stable : image), ...newestFirst(named)];
  if (versions.length > 0) return versions.map((version) => ({ version }));
  const raw = versionOfRawTags(context, outcomes);
  if (raw !== undefined) return [{ version: raw }];
  const dotted = dottedOfImage(context);
  return dotted === undefined ? [] : [{ dotted }];
}
