import * as z from 'zod/mini';
import { clause, list, mapping, oneOrAny, oneOrMore, optional, text, textLike } from './schema.ts';
import { signers } from './signing-schema.ts';

/** The repositories that an environment may have: every one is compared with every other. */
const MOST_REPOSITORIES = 20;

/** The most approvals that a record can be asked for: more people than GitHub lets review. */
const MAX_APPROVALS = 100;

const APPROVALS = {
  error: clause('which is no number of approvals', `write a whole number from 0 to ${MAX_APPROVALS}`),
};

const yesOrNo = z.boolean({ error: clause('which is neither true nor false', 'write true or false') });

/** How promotions are recorded. */
export const recordPolicy = z.enum(['auto', 'signed', 'unsigned']);

/** The name of an environment, where one is meant that there is. */
export const environmentName = text({ kind: 'name of an environment', example: 'the name of one' });

const requirements = mapping('"requires"', {
  signed: optional(yesOrNo, 'That record must be signed.', false),
  approvals: optional(
    z.int(APPROVALS).check(z.gte(0, APPROVALS), z.lte(MAX_APPROVALS, APPROVALS)),
    'So many people beside the actor must have approved its run.',
    0,
  ),
  age: optional(
    textLike(/^[0-9]{1,6}[smhd]$/, { kind: 'duration', example: 'a number and s, m, h or d, such as 24h' }),
    'So old it must be: a number and s, m, h or d.',
  ),
  'another-actor': optional(
    yesOrNo,
    'Somebody else must have started its run than starts that which promotes the image on.',
    false,
  ),
});

/** An environment. */
export const environment = mapping('an environment', {
  repository: oneOrMore(text({ kind: 'repository', example: 'it as "registry.example.com/p/{image}"' }), {
    kind: 'repository',
    example: 'it as "registry.example.com/p/{image}", or a list of such',
    most: MOST_REPOSITORIES,
  }).check(
    z.meta({
      description:
        'Where its images are: a repository with {image} for the name of the image, or several, which all get them.',
    }),
  ),
  from: optional(
    oneOrAny(environmentName, { kind: 'list of environments', example: 'the name of one, or a list' }),
    'The environment, or environments, that an image may come from; [] where images are built.',
  ),
  tag: optional(
    text({ kind: 'tag', example: 'the name of one' }),
    'The moving tag that marks what is in this environment; needed where environments share a repository.',
  ),
  tags: optional(
    text({ kind: 'text with tag rules', example: 'one rule a line below "tags: |"' }),
    'The tag rules for what enters, one a line, in place of those of the input "tags".',
  ),
  platforms: optional(
    list(text({ kind: 'platform', example: 'it as linux/amd64' }), {
      kind: 'list of platforms',
      example: 'it as [linux/amd64, linux/arm64]',
    }),
    'The platforms that an image must have.',
  ),
  record: optional(recordPolicy, 'How promotions into this environment are recorded.'),
  requires: optional(requirements, 'What the record of the environment that an image comes from must say.'),
  signers: optional(signers, 'Who may sign the records of this environment, in place of those of "signing".'),
  formerly: optional(
    oneOrMore(text({ kind: 'former name', example: 'the name that it had, or its repository then' }), {
      kind: 'list of former names',
      example: 'the name that it had, or a list of such',
      most: MOST_REPOSITORIES,
    }),
    'Names that it had before, and repositories that its images were in: their records count here, by the signers of today.',
  ),
  'github-environment': optional(
    text({ kind: 'name', example: 'the name of an environment of GitHub' }),
    'The environment of GitHub that a job must run in to promote into this one.',
  ),
});

/** An environment, as the file has it. */
export type EnvironmentFile = z.output<typeof environment>;
