import * as z from 'zod/mini';

// Without this, zod would compile its checks at run time: nothing that we run is made of text.
z.config({ jitless: true });

/** The keys that each kind of mapping takes, by what the kind is called: for the nearest one to a key that is unknown. */
const KEYS = new Map<string, readonly string[]>();

/** Lists the keys of a kind of mapping. */
export function keysOfKind(kind: string): readonly string[] {
  return KEYS.get(kind) ?? [];
}

/** A message of the schema in its parts. */
interface Clause {
  readonly reason: string;
  readonly remedy: string;
}

/** The parts of messages, by the whole: zod keeps texts alone. */
const CLAUSES = new Map<string, Clause>();

/** Makes a message of what is wrong with a value and what to write; its parts are found again by {@link clauseOf}. */
function clause(reason: string, remedy: string): string {
  const message = `${reason}; ${remedy}`;
  CLAUSES.set(message, { reason, remedy });
  return message;
}

/** Returns the parts of a message that {@link clause} made; undefined for others. */
export function clauseOf(message: string): Clause | undefined {
  return CLAUSES.get(message);
}

function notA({ kind, example }: Words): string {
  return clause(`which is no ${kind}`, `write ${example}`);
}

/**
 * Makes a mapping that takes its keys and no others.
 *
 * @param kind what it is called, such as "an environment": the message of its errors.
 */
function mapping<Shape extends z.core.$ZodLooseShape>(kind: string, shape: Shape) {
  KEYS.set(kind, Object.keys(shape));
  return z.strictObject(shape, { error: kind });
}

/** Makes a mapping from names that people choose. */
function named<Value extends z.core.SomeType>(value: Value, { kind, example }: Words) {
  return z.record(z.string().check(z.regex(NAME)), value, { error: notA({ kind, example }) });
}

/** What a value must be, and how one is written, for errors. */
interface Words {
  /** Such as "list of platforms". */
  readonly kind: string;
  /** Such as "[linux/amd64, linux/arm64]". */
  readonly example: string;
}

/** The names of environments and hotfix routes: no host, no path and no flag is one. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Makes a text that is not empty. */
function text({ kind, example }: Words) {
  const error = notA({ kind, example });
  return z.string({ error }).check(z.minLength(1, { error }));
}

/** Makes a text of a grammar. */
function textLike(pattern: RegExp, { kind, example }: Words) {
  const error = notA({ kind, example });
  return z.string({ error }).check(z.regex(pattern, { error }));
}

/** How a list is written, and how long it may be. */
interface ListWords extends Words {
  /** Unless it says otherwise, {@link MOST_ITEMS}. */
  readonly most?: number;
}

/** A longer list in a file that people write is a mistake, or an attack. */
const MOST_ITEMS = 100;

function limit({ kind, most = MOST_ITEMS }: ListWords) {
  return z.maxLength(most, { error: clause(`which is too long for a ${kind}`, `write at most ${most}`) });
}

/** Makes a list. */
function list<Item extends z.core.SomeType>(item: Item, words: ListWords) {
  return z.array(item, { error: notA(words) }).check(limit(words));
}

/** Makes a list that is not empty, or the one item of it. */
function oneOrMore<Item extends z.core.SomeType>(item: Item, words: ListWords) {
  const error = notA(words);
  return z.union([item, z.array(item, { error }).check(z.minLength(1, { error }), limit(words))], { error });
}

/** Makes a list, or the one item of it. */
function oneOrAny<Item extends z.core.SomeType>(item: Item, words: ListWords) {
  return z.union([item, list(item, words)], { error: notA(words) });
}

/** Makes a value that may be left out, with what editors show for it. */
function optional<Value extends z.core.SomeType>(value: Value, description: string, standard?: unknown) {
  const shown = standard === undefined ? { description } : { description, default: standard };
  return z.optional(value).check(z.meta(shown));
}

/** The issuer of the identity tokens of GitHub Actions. */
export const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

const URL_WORDS = { kind: 'address', example: 'it as https://HOST' };

const address = textLike(/^https?:\/\/[^\s]+$/, URL_WORDS);

const signer = mapping('a signer', {
  identity: optional(
    text({ kind: 'identity', example: 'the address of a workflow and its ref' }),
    'The identity in the certificate, whole: of a workflow, its address with "@" and its ref. "*" stands for any text without "/", "**" for any text; neither stands for "@".',
  ),
  issuer: optional(
    textLike(/^https:\/\/[^\s]+$/, URL_WORDS),
    'Who issued the identity token that the certificate was given for.',
    GITHUB_ISSUER,
  ),
  'source-repository': optional(
    textLike(/^https:\/\/[^\s]+$/, { kind: 'address of a repository', example: 'it as https://github.com/OWNER/NAME' }),
    'The repository whose run signed, where the identity is that of a workflow which others call; "*" and "**" as in "identity".',
  ),
  'source-ref': optional(
    textLike(/^refs\/[^\s]+$/, { kind: 'ref', example: 'it as refs/heads/NAME or refs/tags/NAME' }),
    'The ref that the run was on, such as "refs/heads/main", where the identity is that of a workflow which others call; "*" and "**" as in "identity".',
  ),
  event: optional(
    textLike(/^[a-z_]+$/, { kind: 'event', example: 'the name of one, such as workflow_dispatch' }),
    'The event that started the run, such as "workflow_dispatch".',
  ),
  key: optional(
    text({ kind: 'public key', example: 'the path of a PEM file, or the PEM itself' }),
    'A public key: the path of a PEM file in the repository, or the PEM itself.',
  ),
}).check(
  z.meta({
    oneOf: [
      { required: ['identity'] },
      {
        required: ['key'],
        not: {
          anyOf: ['issuer', 'source-repository', 'source-ref', 'event'].map((name) => ({ required: [name] })),
        },
      },
    ],
  }),
);

/** Who may sign. */
const signers = list(signer, { kind: 'list of signers', example: 'a list of "identity: …" or "key: …"' });

/** How records are signed, and who may sign them. */
const signing = mapping('"signing"', {
  signers: optional(signers, 'Who may sign records, in every environment that names no signers of its own.'),
  sigstore: optional(
    z.enum(['auto', 'public-good', 'github']),
    'Which Sigstore signs without a key: "auto" takes the public one for public repositories and that of GitHub for others.',
    'auto',
  ),
  'fulcio-url': optional(address, 'The certificate authority of a Sigstore of your own.'),
  'rekor-url': optional(address, 'The transparency log of a Sigstore of your own; needs "fulcio-url".'),
  'timestamp-url': optional(address, 'The time-stamping authority of a Sigstore of your own; needs "fulcio-url".'),
  'signing-config': optional(
    text({ kind: 'path', example: 'the path of a file in the repository' }),
    'The signing config (JSON, version 0.2) of a Sigstore of your own, in place of its addresses: a path in the repository.',
  ),
  audience: optional(
    textLike(/^[!-~]{1,256}$/, { kind: 'audience', example: 'one word or address' }),
    'Whom the identity token is for that a Sigstore of your own gets: an address of its host, or a name that begins with "sigstore-". Without it, the address of its certificate authority.',
  ),
  'trusted-root': optional(
    oneOrMore(text({ kind: 'path', example: 'the path of a file in the repository' }), {
      kind: 'path',
      example: 'the path of a file, or a list of some',
    }),
    'Files with the trusted roots (JSON, or JSON lines) that signatures are checked with; a path in the repository, or several.',
  ),
});

/** A signer, as the file has it. */
export type SignerFile = z.output<typeof signer>;

/** The repositories that an environment may have: every one is compared with every other. */
const MOST_REPOSITORIES = 20;

/** The most approvals that a record can be asked for: more people than GitHub lets review. */
const MAX_APPROVALS = 100;

const APPROVALS = {
  error: clause('which is no number of approvals', `write a whole number from 0 to ${MAX_APPROVALS}`),
};

const yesOrNo = z.boolean({ error: clause('which is neither true nor false', 'write true or false') });

/** How promotions are recorded. */
const recordPolicy = z.enum(['auto', 'signed', 'unsigned']);

/** The name of an environment, where one is meant that there is. */
const environmentName = text({ kind: 'name of an environment', example: 'the name of one' });

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
const environment = mapping('an environment', {
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

/** So many images are a large organisation's; each is asked for at registries. */
const MAX_IMAGES = 10_000;

/** The environments that a file may have, and the hotfix routes. */
export const MOST_ENVIRONMENTS = 100;

const place = z.literal(['off', 'on', 'required', true, false]);

const gitHub = mapping('"github"', {
  deployments: optional(
    place,
    'Whether each promotion is a deployment at GitHub; "required" makes a failure there the run\'s.',
    'off',
  ),
  attestations: optional(place, 'Whether records go to the attestations API of GitHub as well.', 'off'),
  'storage-records': optional(place, 'Whether GitHub is told where the image is stored.', 'off'),
});

const hotfixRoute = mapping('a hotfix route', {
  from: environmentName.check(z.meta({ description: 'The environment that images come from.' })),
  to: environmentName.check(z.meta({ description: 'The environment that they go to.' })),
});

/** The pipeline file: the one definition, for the check and for editors. */
export const PIPELINE_FILE = mapping('the file', {
  version: z.literal(1).check(z.meta({ description: 'The version of this format.' })),
  images: optional(
    list(text({ kind: 'image', example: 'its name, such as shop/app' }), {
      kind: 'list of images',
      example: 'it as [shop/app, shop/web]',
      most: MAX_IMAGES,
    }),
    'The images that the command history shows where none is asked for.',
  ),
  record: optional(
    recordPolicy,
    'How promotions are recorded: "auto" signs where that can be done, "signed" fails where not.',
    'auto',
  ),
  signing: optional(signing, 'How records are signed, and who may sign them.'),
  ungoverned: optional(
    z.enum(['allow', 'warn', 'refuse']),
    'What becomes of promotions into repositories that no environment has: no route and no signer is asked for there.',
    'warn',
  ),
  github: optional(gitHub, 'The places at GitHub that hear of promotions.'),
  environments: named(environment, {
    kind: 'mapping of environments',
    example: 'the name of each with its "repository" below it',
  }).check(z.meta({ description: 'The environments, in order of promotion.', minProperties: 1 })),
  'hotfix-routes': optional(
    named(hotfixRoute, { kind: 'mapping of routes', example: 'the name of each with "from" and "to" below it' }),
    'Ways around the regular routes; each use needs a reason, and the record says so.',
  ),
});

/** What the pipeline file says when its shape is right. */
export type PipelineFile = z.output<typeof PIPELINE_FILE>;
