import { isReservedTag, isTag, type Tag } from '../oci/reference.ts';
import { parseTagRules } from '../tags/parse-rules.ts';
import type { TagRule } from '../tags/rule.ts';
import type { ReferredFiles } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import type { EnvironmentDraft } from './environment-draft.ts';
import type { Field } from './field.ts';
import { FORMERLY, readFormer } from './former.ts';
import type { GateSettings } from './gates/gates.ts';
import { GATES } from './gates-section.ts';
import { checkPlatforms, PLATFORMS } from './platforms.ts';
import { RECORD } from './record.ts';
import { REPOSITORY, readRepositories } from './repositories.ts';
import { REQUIREMENTS, readRequirements } from './requirements.ts';
import { RETENTION_RULES, readRetentionRules } from './retention.ts';
import { ROLLBACK, readRollback } from './rollback.ts';
import { FROM } from './routes.ts';
import { described, mapping, named, optional, text, type ValueOf, yesOrNo } from './shape.ts';
import { readSigners, SIGNERS } from './signers.ts';

const environment = mapping({
  kind: 'an environment',
  fields: {
    repository: described(
      REPOSITORY,
      'Where its images are: a repository with {image} for the name of the image, or several, which all get them.',
    ),
    from: optional(FROM, 'The environment, or environments, that an image may come from; [] where images are built.'),
    tag: optional(
      text({ kind: 'tag', example: 'the name of one' }),
      'The moving tag that marks what is in this environment; needed where environments share a repository.',
    ),
    tags: optional(
      text({ kind: 'text with tag rules', example: 'one rule a line below "tags: |"' }),
      'The tag rules for what enters, one a line, in place of those of the input "tags".',
    ),
    platforms: optional(PLATFORMS, 'The platforms that an image must have.'),
    record: optional(RECORD, 'How promotions into this environment are recorded.'),
    requires: optional(REQUIREMENTS, 'What the record of the environment that an image comes from must say.'),
    signers: optional(SIGNERS, 'Who may sign the records of this environment, in place of those of "signing".'),
    formerly: optional(
      FORMERLY,
      'Names that it had before, and repositories that its images were in: their records count here, by the signers of today.',
    ),
    gates: optional(GATES, 'What an image must pass before it may enter.'),
    admission: optional(
      yesOrNo,
      'Whether a promotion writes statements that Kyverno and others admit images by.',
      false,
    ),
    'github-environment': optional(
      text({ kind: 'name', example: 'the name of an environment of GitHub' }),
      'The environment of GitHub that a job must run in to promote into this one.',
    ),
    rollback: optional(ROLLBACK, 'How far rollbacks may go, and what their run must have.'),
    retention: optional(RETENTION_RULES, 'Which images are kept; without it, nothing here ever goes.'),
  },
});

/** The environments, in order of promotion. */
export const ENVIRONMENTS = described(
  named(environment, { kind: 'mapping of environments', example: 'the name of each with its "repository" below it' }),
  'The environments, in order of promotion.',
  { minProperties: 1 },
);

function readTag(tag: string | undefined, field: Field): Tag | undefined {
  if (tag === undefined) return undefined;
  if (!isTag(tag)) {
    return field.refuse(
      `${quote(tag)} is not a valid tag: use letters, digits, "_", "." and "-", at most 128, not beginning with "." or "-"; choose another`,
    );
  }
  if (!isReservedTag(tag)) return tag;
  return field.refuse(`the tag ${quote(tag)} is reserved for signatures; choose another`);
}

/** Reads tag rules line by line, so that each wrong one is reported at its place. */
function readRules(given: string | undefined, field: Field): readonly TagRule[] | undefined {
  if (given === undefined) return undefined;
  let isRight = true;
  given.split('\n').forEach((line, index) => {
    try {
      parseTagRules(line);
    } catch (error) {
      isRight = false;
      const sentence = error instanceof Error ? error.message : String(error);
      field.refuseLine(index + 1, sentence.replace(/^Cannot read tag rule on line 1, /, 'the tag rule '));
    }
  });
  const rules = isRight ? parseTagRules(given) : [];
  if (isRight && rules.length === 0) field.refuse('"tags" has no rule in it; write one a line, or leave it out');
  return rules;
}

/** GitHub's limit for the name of an environment (characters). */
const LONGEST_NAME = 255;

function readGitHubName(name: string | undefined, field: Field): string | undefined {
  if (name === undefined || (name.length <= LONGEST_NAME && name.trim() === name && !name.includes('\n'))) return name;
  return field.refuse(
    `"github-environment" is not a valid name of a GitHub environment: it has one line of at most ${LONGEST_NAME} characters, no spaces at its ends; copy it from the settings`,
  );
}

/** Reads the environments, each by itself; what is wrong is noted. */
export function readEnvironments(
  given: ValueOf<typeof ENVIRONMENTS>,
  field: Field,
  {
    files,
    defaults,
    gates,
  }: {
    readonly files: ReferredFiles;
    readonly defaults: Pick<EnvironmentDraft, 'record' | 'signers' | 'namesSigners'>;
    readonly gates: ReadonlyMap<string, GateSettings>;
  },
): readonly EnvironmentDraft[] {
  return [...given].map(([name, says]) => {
    const own = field.at(name);
    const { from: sources = [], platforms = [], signers } = says;
    checkPlatforms(platforms, own.at('platforms'));
    return {
      ...{ name, field: own, sources, platforms },
      templates: readRepositories(says.repository),
      from: sources.map(({ value }) => value),
      ...readFormer(says.formerly),
      tag: readTag(says.tag, own.at('tag')),
      rules: readRules(says.tags, own.at('tags')),
      record: says.record ?? defaults.record,
      requires: readRequirements(says.requires),
      signers: signers === undefined ? defaults.signers : readSigners(signers, own.at('signers'), files),
      namesSigners: signers === undefined ? defaults.namesSigners : signers.length > 0,
      gates: gates.get(name) ?? {},
      admission: says.admission ?? false,
      gitHubEnvironment: readGitHubName(says['github-environment'], own.at('github-environment')),
      rollback: readRollback(says.rollback, (name) => readGitHubName(name, own.at('rollback', 'github-environment'))),
      retention: readRetentionRules(says.retention, own.at('retention')),
    };
  });
}
