import type { TrustedSigner } from '../attestation/verify/verifier.ts';
import { isSealiftError } from '../errors.ts';
import { isReservedTag, isTag, type Tag } from '../oci/reference.ts';
import { parseTagRules } from '../tags/parse-rules.ts';
import type { TagRule } from '../tags/rule.ts';
import { nearest } from '../util/nearest.ts';
import type { ReferredFiles } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import {
  type Environment,
  expandTemplate,
  IMAGE_PLACEHOLDER,
  type RecordPolicy,
  type RepositoryTemplate,
  type Requirements,
} from './pipeline.ts';
import { readSigners } from './read-signing.ts';
import { type EnvironmentFile, NAME } from './schema.ts';
import { canOverlap, canonicalTemplate } from './templates.ts';
import type { Checker, Path } from './yaml.ts';

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
interface EnvironmentPlace {
  readonly name: string;
  readonly checker: Checker;
  readonly files: ReferredFiles;
  readonly record: RecordPolicy;
  readonly signers: readonly TrustedSigner[];
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
function readTemplate(text: string, { checker, path }: { readonly checker: Checker; readonly path: Path }) {
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
function readRepositories(
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

/** The architectures of Go, which images are named by (image-spec, config.md, "architecture"), that have operating systems to run on. */
const ARCHITECTURES = [
  ...['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips', 'mips64', 'mips64le', 'mipsle', 'ppc64', 'ppc64le'],
  ...['riscv64', 's390x', 'wasm', 'unknown'],
];

const SYSTEMS = [
  'linux',
  'windows',
  'darwin',
  'freebsd',
  'netbsd',
  'openbsd',
  'dragonfly',
  'solaris',
  'aix',
  'wasip1',
  'unknown',
];

/** What other tools call them (uname -m). */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  i386: '386',
  armv7l: 'arm/v7',
};

const PLATFORM = /^([a-z0-9]+)\/([a-z0-9_]+)(\/v[0-9]+(?:\.[0-9]+)?)?$/;

/** Says in a cure how a platform is written that is not one, or returns undefined if it is. */
function correctPlatform(text: string): string | undefined {
  const [, system, architecture, variant = ''] = PLATFORM.exec(text) ?? [];
  if (system === undefined || architecture === undefined) {
    const word = text.toLowerCase().split('/').at(-1) ?? '';
    return `linux/${OTHER_NAMES[word] ?? nearest(word, ARCHITECTURES, 2) ?? 'amd64'}`;
  }
  if (SYSTEMS.includes(system) && ARCHITECTURES.includes(architecture)) return undefined;
  const near = OTHER_NAMES[architecture] ?? nearest(architecture, ARCHITECTURES) ?? 'amd64';
  return `${nearest(system, SYSTEMS) ?? 'linux'}/${near}${variant}`;
}

/** An item of `formerly` and the way to it in the file: a name, or a repository, which has a `/` in it. */
export type FormerItem =
  | { readonly kind: 'name'; readonly name: string; readonly path: Path }
  | ({ readonly kind: 'repository' } & PlacedTemplate);

function readItem(text: string, path: Path, checker: Checker): FormerItem | undefined {
  if (text.includes('/')) {
    const template = readTemplate(text, { checker, path });
    return template && { kind: 'repository', template, path };
  }
  if (NAME.test(text)) return { kind: 'name', name: text, path };
  return checker.value(
    path,
    `${quote(text)} is neither a name that an environment can have had nor a repository; write one of them`,
  );
}

/** Reads what an environment was called before, and where its images were; what is wrong goes to the checker. */
function readFormer(
  { formerly }: EnvironmentFile,
  { checker, path }: { readonly checker: Checker; readonly path: Path },
): Pick<Environment, 'formerNames' | 'formerRepositories'> & { readonly formerly: readonly FormerItem[] } {
  const at = [...path, 'formerly'];
  const texts = typeof formerly === 'string' ? [formerly] : (formerly ?? []);
  const items = texts.flatMap((text, index) => {
    return readItem(text, typeof formerly === 'string' ? at : [...at, index], checker) ?? [];
  });
  return {
    formerly: items,
    formerNames: items.flatMap((item) => (item.kind === 'name' ? [item.name] : [])),
    formerRepositories: items.flatMap((item) => (item.kind === 'repository' ? [item.template] : [])),
  };
}
