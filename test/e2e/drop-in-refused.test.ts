import { afterAll, describe, expect, it } from 'vitest';
import { openBatch } from '../support/action-batch.ts';
import { readEventFixture } from '../support/events.ts';

/** One mistake: what is given, and the sentence that it is refused with. */
interface Mistake {
  readonly name: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly sentence: string;
}

/** A mistake in a tag rule; the rule stands on line 3, behind a comment and a good one. */
function rule(name: string, text: string, complaint: string): Mistake {
  const tags = `# tags\ntype=sha\n${text}`;
  return {
    name,
    inputs: { tags },
    sentence: `Cannot read tag rule on line 3, "${text.replaceAll('"', "'")}": ${complaint}`,
  };
}

function line(input: string, name: string, text: string, complaint: string): Mistake {
  const doing = input === 'images' ? 'image' : input;
  return {
    name,
    inputs: { [input]: text },
    sentence: `Cannot read ${doing} on line 1, "${text.replaceAll('"', "'")}": ${complaint}`,
  };
}

const RULES: readonly Mistake[] = [
  rule('an unknown type', 'type=smever', 'there is no type "smever"; write "semver"'),
  rule('an unknown attribute', 'type=sha,formt=long', 'there is no attribute "formt" for type=sha; write "format"'),
  rule(
    'an attribute of another type',
    'type=sha,event=tag',
    'there is no attribute "event" for type=sha; write one of "',
  ),
  rule('an attribute twice', 'type=sha,format=long,format=short', 'the attribute "format" occurs twice; remove one'),
  rule('an attribute without a value', 'type=sha,format', '"format" has no value; write "format=VALUE"'),
  rule('an attribute without a name', 'type=sha,=long', '"=long" names no attribute; write it as attribute=value'),
  rule('a comma too many', 'type=sha,,format=long', 'there is nothing between two commas or before the first; remove'),
  rule('a quote too many', 'type=raw,"value=a', 'its quotes are not around a whole field; write '),
  rule('a comma in a pattern', 'type=match,pattern=\\d{1,3}', '"3}" has no value; write '),
  rule('a raw rule without a value', 'type=raw', 'a raw tag needs a value; write it as "value=TAG"'),
  rule('a ref without an event', 'type=ref', 'it has no event; write "event=branch", "event=tag" or "event=pr"'),
  rule('an unknown event', 'type=ref,event=brunch', 'there is no event "brunch"; write "event=branch"'),
  rule('an unknown format', 'type=sha,format=longer', 'there is no format "longer"; write "format=long"'),
  rule('a match without a pattern', 'type=match', 'it has no pattern; write "pattern=v(.*)"'),
  rule(
    'a broken regular expression',
    'type=match,pattern=v(',
    'its pattern "v(" is not a regular expression; write one such',
  ),
  rule(
    'a group that is none',
    'type=match,pattern=v(.*),group=x',
    'its group is "x"; write a whole number from 0 to 99',
  ),
  rule('a pep440 rule without a pattern', 'type=pep440', 'it has no pattern; write "pattern={{version}}"'),
  rule('a priority that is none', 'type=sha,priority=high', 'its priority is "high"; write a whole number from '),
  rule('a switch in upper case', 'type=sha,enable=TRUE', 'enable is "TRUE"; write "enable=true" or "enable=false"'),
  rule('a switch that comes to something else', 'type=sha,enable={{sha}}', 'enable comes to "860c190"; write '),
  rule(
    'a switch that is none',
    'type=sha,immutable=yes',
    'immutable is "yes"; write "immutable=true" or "immutable=false"',
  ),
  rule('a separator of two characters', 'type=date_seq,separator=--', 'its separator is "--"; write one letter, digit'),
  rule('a width of nothing', 'type=date_seq,width=0', 'its width is "0"; write a whole number from 1 to 9'),
  rule(
    'an unknown zone',
    'type=date_seq,tz=Europe/Zurch',
    'there is no time zone "Europe/Zurch"; write "Europe/Zurich"',
  ),
  rule('an unknown expression', 'type=raw,value={{brunch}}', 'there is no expression "{{brunch}}"; write "{{branch}}"'),
  rule('an expression without an end', 'type=raw,value={{branch', '"{{branch" has no end; write "}}" behind it, or '),
  rule('a date without a format', 'type=raw,value={{date}}', '"{{date}}" has no format; write "{{date \'YYYYMMDD\'}}"'),
  rule(
    'a format without quotes',
    'type=raw,value={{date YYYY}}',
    'the format of "{{date YYYY}}" is not in quotes; write ',
  ),
  rule(
    'an expression with an argument',
    'type=raw,value={{sha 12}}',
    '"{{sha 12}}" has more than a name, and "sha" takes',
  ),
  rule('a block', 'type=raw,value={{#if a}}b{{/if}}', '"{{#if a}}" is more than a plain expression, and '),
  rule('an expression in a pattern', 'type=semver,pattern={{branch}}', 'there is no expression "{{branch}}"; write '),
  rule(
    'a version that is none',
    'type=semver,value=1.2',
    'its value "1.2" is not a version, because it is not a semantic version',
  ),
];

const LINES: readonly Mistake[] = [
  line('flavor', 'an unknown key', 'lates=auto', 'there is no key "lates"; write "latest"'),
  line(
    'flavor',
    'a key without a value',
    'latest',
    '"latest" has no value; write it as key=value, such as "latest=auto"',
  ),
  line('flavor', 'a word that is none', 'latest=maybe', 'latest is "maybe"; write "latest=auto", "latest=true" or '),
  line('flavor', 'an onlatest of its own', 'onlatest=true', 'onlatest follows neither prefix nor suffix; write '),
  line('flavor', 'an onlatest that is none', 'prefix=a,onlatest=x', 'onlatest is "x"; write "onlatest=true" or '),
  line('flavor', 'an unknown expression', 'prefix={{x}}', 'there is no expression "{{x}}"; write one of "{{'),
  line(
    'labels',
    'a blank and no sign',
    'my key',
    'there is a blank in its key "my key"; write it as key=value, without',
  ),
  line('labels', 'no key', '=me', 'there is no key before its "="; write it as key=value'),
  line(
    'labels',
    'a blank in the key',
    'my key=me',
    'there is a blank in its key "my key"; write it as key=value, without',
  ),
  line(
    'labels',
    'half a quote',
    '"a=b',
    'its quotes are not around the whole entry; write it as "key=value", or without',
  ),
  line('labels', 'an unknown expression', 'a={{shar}}', 'there is no expression "{{shar}}"; write "{{sha}}"'),
  line('annotations', 'no key', '=me', 'there is no key before its "="; write it as key=value'),
  line('images', 'a tag', 'ghcr.io/a/b:1', 'an image must not carry a tag; write "ghcr.io/a/b"'),
  line('images', 'an unknown attribute', 'nme=ghcr.io/a/b', 'there is no attribute "nme"; write "name"'),
  line('images', 'a switch that is none', 'name=a/b,enable=1', 'enable is "1"; write "enable=true" or "enable=false"'),
  line('images', 'no name', 'enable=true', 'it names no image; write "name=ghcr.io/shop/app"'),
  line('images', 'two names', 'name=a/b,name=c/d', 'the attribute "name" is there twice; write one image a line'),
];

const VALUES: readonly Mistake[] = [
  {
    name: 'an image with a digest',
    inputs: { images: `ghcr.io/a/b@sha256:${'a'.repeat(64)}` },
    sentence: 'Cannot read image on line 1, "ghcr.io/a/b@sha256:',
  },
  {
    name: 'an image with a blank',
    inputs: { images: 'ghcr.io/a/b\nghcr.io/a /c' },
    sentence: 'Cannot read ',
  },
  {
    name: 'no image where the registry is to be asked',
    inputs: { images: '', 'existing-tags': 'registry' },
    sentence:
      'Cannot compute tags: no image says where the existing tags are; list a repository in "images", or set existing-tags to "none"',
  },
  {
    name: 'a mistake on a later line of labels',
    inputs: { labels: '# mine\n\na=b\n"c=d\ne"\n=nonsense' },
    sentence: 'Cannot read labels on line 6, "=nonsense": there is no key before its "="; ',
  },
  {
    name: 'an unknown context',
    inputs: { context: 'gti' },
    sentence: 'Cannot use context "gti": it must be one of "workflow", "git"; write "git"',
  },
  {
    name: 'an unknown source of existing tags',
    inputs: { 'existing-tags': 'regsitry' },
    sentence: 'Cannot use existing-tags "regsitry": it must be one of "registry", "git", "none"; write "registry"',
  },
  {
    name: 'an unknown word for if-tag-exists',
    inputs: { 'if-tag-exists': 'overwrite' },
    sentence: 'Cannot use if-tag-exists "overwrite": it must be one of "fail", "skip"; write ',
  },
  {
    name: 'a version of two parts',
    inputs: { version: 'v1.2' },
    sentence:
      'Cannot read version "v1.2" of the input "version": it is not a semantic version MAJOR.MINOR.PATCH; write it in full, such as "1.2.0"',
  },
  {
    name: 'a shortened revision',
    inputs: { revision: '860c190' },
    sentence: 'Cannot use revision "860c190": it is not 40 or 64 lower-case hexadecimal digits; give the full SHA',
  },
  {
    name: 'an unknown level',
    env: { DOCKER_METADATA_ANNOTATIONS_LEVELS: 'manifest,indx' },
    sentence: 'Cannot use DOCKER_METADATA_ANNOTATIONS_LEVELS "manifest,indx": there is no level "indx"; write "index"',
  },
  {
    name: 'a level too few',
    env: { DOCKER_METADATA_ANNOTATIONS_LEVELS: 'manifest,' },
    sentence:
      'Cannot use DOCKER_METADATA_ANNOTATIONS_LEVELS "manifest,": there is nothing between two commas or at an end; ',
  },
  {
    name: 'a level with half a platform',
    env: { DOCKER_METADATA_ANNOTATIONS_LEVELS: 'index[linux' },
    sentence:
      'Cannot use DOCKER_METADATA_ANNOTATIONS_LEVELS "index[linux": "index[linux" is no index of a platform; write it as "index[linux/amd64]"',
  },
  {
    name: 'a switch that is none',
    env: { DOCKER_METADATA_SET_OUTPUT_ENV: 'nope' },
    sentence: 'Cannot use DOCKER_METADATA_SET_OUTPUT_ENV "nope": it is neither "true" nor "false"; write one of them',
  },
  {
    name: 'a reserved tag',
    inputs: { tags: `type=raw,value=sha256-${'a'.repeat(64)}.sig` },
    sentence: 'Cannot use tag "sha256-',
  },
  {
    name: 'a tag prefix that looks like a regular expression',
    inputs: { 'tag-prefix': 'app/v.*' },
    sentence:
      'Cannot use tag-prefix "app/v.*": it is a literal text, and no git tag can have "*" there; write what the git tags begin with, such as "app/"',
  },
  {
    name: 'a tag prefix that is a ref',
    inputs: { 'tag-prefix': 'refs/tags/app/' },
    sentence: 'Cannot use tag-prefix "refs/tags/app/": it is compared with the names of git tags; write "app/"',
  },
];

const INPUTS = { command: 'tags', 'existing-tags': 'none', images: 'ghcr.io/acme/app', tags: 'type=sha' };

const batch = openBatch();
afterAll(() => batch[Symbol.asyncDispose]());

describe.each([
  { of: 'a tag rule', mistakes: RULES },
  { of: 'flavor, labels, annotations and images', mistakes: LINES },
  { of: 'other inputs', mistakes: VALUES },
])('a mistake in $of', ({ mistakes }) => {
  it.each(mistakes)('$name is refused in one sentence', async ({ inputs = {}, env = {}, sentence }) => {
    const recorded = readEventFixture('push-branch', env);
    const run = await batch.run({ inputs: { ...INPUTS, ...inputs }, ...recorded });
    const errors = run.stdout.split('\n').filter((each) => each.startsWith('::error'));
    expect(errors).toHaveLength(1);
    const error = (errors[0] ?? '').slice('::error::'.length);
    expect(error.slice(0, sentence.length)).toBe(sentence);
    expect(error).toMatch(/^Cannot [^\n]+: [^\n]+; [^\n]+[^.\s]$/);
    expect(run).toMatchObject({ exitCode: 1, stderr: '', output: '' });
    expect(run.summary).toContain('Sealift stopped');
  });
});
