import { InputError } from '../errors.ts';
import type { TagContext } from './context.ts';
import { findVersion, versionTextOfGitTag } from './find-version.ts';
import { type DottedNumber, type Release, tryParseDotted } from './release.ts';
import type { RuleOutcome } from './rule-result.ts';
import { isStable, tryParseVersion, tryParseVersionTag, type Version } from './version.ts';

/** Finds the version of an image whatever its rules ask for: a git tag that is no version stands in nobody's way. */
function versionOfImage({ versions, sourceTag }: TagContext): Version | undefined {
  try {
    return findVersion(versions)?.version;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const text = versions.input || versionTextOfGitTag(versions, undefined);
    return tryParseVersion(text ?? '') ?? tryParseVersionTag(sourceTag ?? '') ?? tryParseVersion(versions.label ?? '');
  }
}

/**
 * Finds the version that a build was given as a raw tag, by hand and without any other: the only full version among raw
 * values. A promotion has none, for its version is read in four places and nowhere else.
 */
function versionOfRawTags({ git }: TagContext, outcomes: readonly RuleOutcome[]): Version | undefined {
  if (git === undefined) return undefined;
  const raw = outcomes.flatMap(({ named }) => (named?.tag.kind === 'raw' ? [named.text] : []));
  const versions = raw.flatMap((text) => tryParseVersionTag(text) ?? []);
  const [first, ...others] = versions;
  return others.every(({ text }) => text === first?.text) ? first : undefined;
}

/** Finds dotted numbers in the name of a release. A source tag with one or two may be a line that moved. */
function dottedOfImage({ versions, sourceTag }: TagContext): DottedNumber | undefined {
  const source = tryParseDotted(sourceTag ?? '');
  return (
    tryParseDotted(versionTextOfGitTag(versions, undefined) ?? '') ??
    (source && source.parts.length > 2 ? source : undefined)
  );
}

/**
 * Finds which releases an image is, whichever rules speak of it: its version, those that rules name, the one that was given as
 * a raw tag, or else the dotted numbers of its git tag.
 *
 * @param readings the context as each rule reads it: in the family of one, a source tag may be a version that it is not
 * in that of another, as `1.2.3-alpine` is.
 * @returns the image's own first; empty if nothing is known, as for a branch.
 */
export function findReleases(
  readings: readonly TagContext[],
  { context, outcomes }: { readonly context: TagContext; readonly outcomes: readonly RuleOutcome[] },
): readonly Release[] {
  const image = [...readings, context].flatMap((reading) => versionOfImage(reading) ?? []);
  const named = outcomes.flatMap(({ lines, latest }) => [
    ...lines.map(({ version }) => version),
    ...(latest?.version === undefined ? [] : [latest.version]),
  ]);
  const stable = image.filter(isStable);
  const versions = [...(stable.length > 0 ? stable : image), ...named];
  if (versions.length > 0) return versions.map((version) => ({ version }));
  const raw = versionOfRawTags(context, outcomes);
  if (raw !== undefined) return [{ version: raw }];
  const dotted = dottedOfImage(context);
  return dotted === undefined ? [] : [{ dotted }];
}
