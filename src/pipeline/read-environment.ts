import type { SignerPin } from '../attestation/verify/verifier.ts';
import { isReservedTag, isTag, type Tag } from '../oci/tag.ts';
import { parseTagRules } from '../tags/parse-rules.ts';
import type { TagRule } from '../tags/rule.ts';
import { quote } from '../util/text-safe-text.ts';
import type { Checker } from './checker.ts';
import type { EnvironmentFile } from './environment-schema.ts';
import type { Path } from './locate.ts';
import type { Environment, RecordPolicy, Requirements } from './pipeline.ts';
import { correctPlatform } from './platform.ts';
import { type FormerItem, readFormer } from './read-former.ts';
import { type PlacedTemplate, readRepositories } from './read-repositories.ts';
import { readSigners } from './read-signers.ts';
import type { ReferredFiles } from './referred-file.ts';

/** Milliseconds of a unit of time. */
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** GitHub takes no longer name of an environment (characters). */
const LONGEST_NAME = 255;

/** An environment as it was read; its repositories are those that can be used. */
export interface EnvironmentDraft extends Omit<Environment, 'repositories'> {
  readonly templates: readonly PlacedTemplate[];
  readonly saysFrom: boolean;
  /** What `formerly` lists, each with its place. */
  readonly formerly: readonly FormerItem[];
}

/** Where an environment is, and what holds for those that say nothing else. */
export interface EnvironmentPlace {
  readonly name: string;
  readonly checker: Checker;
  readonly files: ReferredFiles;
  readonly record: RecordPolicy;
  readonly signers: readonly SignerPin[];
}

interface Place {
  readonly checker: Checker;
  readonly path: Path;
}

function readTag(tag: string | undefined, { checker, path }: Place): Tag | undefined {
  if (tag === undefined) return undefined;
  if (!isTag(tag)) {
    return checker.value(
      path,
      `${quote(tag)} is no tag: letters, digits, "_", "." and "-", at most 128, and none of the last two first; choose another`,
    );
  }
  if (isReservedTag(tag)) {
    return checker.value(path, `the tag ${quote(tag)} is one that tools keep for signatures; choose another`);
  }
  return tag;
}

/** Reads tag rules line by line, so that every wrong one is told at its place. */
function readRules(text: string | undefined, { checker, path }: Place): readonly TagRule[] | undefined {
  if (text === undefined) return undefined;
  let isRight = true;
  text.split('\n').forEach((line, index) => {
    try {
      parseTagRules(line);
    } catch (error) {
      isRight = false;
      const sentence = error instanceof Error ? error.message : String(error);
      const message = sentence.replace(/^Cannot read tag rule on line 1, /, 'the tag rule ');
      checker.line(path, { line: index + 1, message });
    }
  });
  const rules = isRight ? parseTagRules(text) : [];
  if (isRight && rules.length === 0) checker.value(path, '"tags" has no rule in it; write one a line, or leave it out');
  return rules;
}

function readPlatforms(platforms: readonly string[], { checker, path }: Place): readonly string[] {
  platforms.forEach((platform, index) => {
    const right = correctPlatform(platform);
    const at = [...path, index];
    if (right !== undefined) checker.value(at, `there is no platform ${quote(platform)}; write ${quote(right)}`);
    else if (platforms.indexOf(platform) < index) checker.value(at, `${quote(platform)} is there twice; leave one out`);
  });
  return platforms;
}

function readRequirements(requires: EnvironmentFile['requires'] = {}): Requirements {
  const [, count = '0', unit = 's'] = /^([0-9]+)([smhd])$/.exec(requires.age ?? '') ?? [];
  return {
    signed: requires.signed ?? false,
    approvals: requires.approvals ?? 0,
    age: Number(count) * (UNITS[unit] ?? 0),
    anotherActor: requires['another-actor'] ?? false,
  };
}

function readName(name: string | undefined, { checker, path }: Place): string | undefined {
  if (name === undefined || (name.length <= LONGEST_NAME && name.trim() === name && !name.includes('\n'))) return name;
  return checker.value(
    path,
    `"github-environment" is no name of an environment of GitHub: one line of at most ${LONGEST_NAME} characters, no spaces at its ends; copy it from the settings`,
  );
}

/** Reads an environment by itself; what is wrong goes to the checker. */
export function readEnvironment(file: EnvironmentFile, place: EnvironmentPlace): EnvironmentDraft {
  const { name, checker, files } = place;
  const path = ['environments', name];
  const at = (key: string): Place => ({ checker, path: [...path, key] });
  const { from } = file;
  return {
    name,
    templates: readRepositories(file, { checker, path }),
    from: typeof from === 'string' ? [from] : (from ?? []),
    saysFrom: from !== undefined,
    ...readFormer(file, { checker, path }),
    tag: readTag(file.tag, at('tag')),
    rules: readRules(file.tags, at('tags')),
    platforms: readPlatforms(file.platforms ?? [], at('platforms')),
    record: file.record ?? place.record,
    requires: readRequirements(file.requires),
    signers: file.signers === undefined ? place.signers : readSigners(file.signers, { ...at('signers'), files }),
    gitHubEnvironment: readName(file['github-environment'], at('github-environment')),
  };
}
