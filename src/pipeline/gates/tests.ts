import { quote } from '../../util/safe-text.ts';
import type { Field } from '../field.ts';
import { choice, described, list, made, mapping, optional, type Shape, text, type ValueOf } from '../shape.ts';
import { COMMON_DEFAULTS, type CommonSettings, readSignature, ruleName } from './common.ts';
import { rulesOf } from './rules.ts';
import { STATEMENT_DEFAULTS, STATEMENT_FIELDS, type StatementRule } from './statements.ts';
import { TEST_RESULT } from './vocabulary.ts';

/** A test result that has to be attested. */
export interface AttestedTestRule extends StatementRule {
  readonly from: 'attestation';
  /** Tests that have to be among those that passed. */
  readonly require: readonly string[];
  /** What the statement is about: this image, or the commit that it was built from. */
  readonly of: 'image' | 'revision';
}

/** A rule about what GitHub says of the commit of an image. */
export interface GitHubRule {
  readonly name: string;
  readonly maxAge: number | undefined;
  /** Conclusions besides `success` that pass, such as `neutral` and `skipped`. */
  readonly allow: readonly ('neutral' | 'skipped')[];
}

/** A check run that has to have succeeded. */
export interface CheckRule extends GitHubRule {
  readonly from: 'checks';
  /** The name of the check. */
  readonly check: string;
  /** The slug of the app: any app may use any name. */
  readonly app: string;
}

/** A workflow that has to have succeeded. */
export interface WorkflowRule extends GitHubRule {
  readonly from: 'workflow';
  /** The name of its file. */
  readonly workflow: string;
  readonly event: string | undefined;
  readonly branch: string | undefined;
}

/** A rule of the gate `tests`. */
export type TestRule = AttestedTestRule | CheckRule | WorkflowRule;

/** A rule that says nothing of them. */
export const TEST_DEFAULTS: Omit<AttestedTestRule, 'name'> = {
  ...STATEMENT_DEFAULTS,
  from: 'attestation',
  types: [TEST_RESULT],
  require: [],
  of: 'image',
};

/** The gate `tests` of the pipeline file. */
export interface TestSettings extends CommonSettings {
  readonly rules: readonly TestRule[];
}

/** The settings of a gate that says nothing of them. */
export const TEST_GATE_DEFAULTS: TestSettings = { ...COMMON_DEFAULTS, rules: [] };

const shape = mapping({
  kind: 'a rule of "tests"',
  fields: {
    name: described(ruleName, 'Its name, for people.'),
    from: optional(
      choice(['attestation', 'checks', 'workflow']),
      'Where the result is: a signed statement (in-toto test-result), the check runs of the commit, or runs of a workflow.',
      'attestation',
    ),
    ...STATEMENT_FIELDS,
    require: optional(
      list(text({ kind: 'name of a test', example: 'the name of one' }), {
        kind: 'list of tests',
        example: 'it as [login, transfer]',
        least: 1,
        most: 1000,
      }),
      'The tests that must be among those that passed.',
    ),
    of: optional(
      choice(['image', 'revision']),
      'What the statement is about: this image, or the commit that it was built from.',
      'image',
    ),
    check: optional(
      text({ kind: 'name of a check', example: 'the name of one' }),
      'With "checks": the name of the check; that of the rule if nothing is said.',
    ),
    app: optional(
      text({ kind: 'app', example: 'its slug, such as github-actions' }, /^[a-z0-9][a-z0-9-]{0,99}$/),
      'With "checks": the slug of the app that made it, because any app may use any name.',
    ),
    workflow: optional(
      text({ kind: 'workflow', example: 'the name of its file, such as ci.yml' }, /^[^/\s]+\.ya?ml$/),
      'With "workflow": the name of its file in .github/workflows.',
    ),
    event: optional(
      text({ kind: 'event', example: 'the name of one, such as push' }, /^[a-z_]+$/),
      'With "workflow": the event that started the run.',
    ),
    branch: optional(
      text({ kind: 'branch', example: 'the name of one, such as main' }, /^(?!refs\/)\S+$/),
      'With "workflow": the branch that it ran on.',
    ),
    allow: optional(
      list(choice(['neutral', 'skipped']), { kind: 'list of conclusions', example: 'it as [skipped]', least: 1 }),
      'With "checks" or "workflow": the conclusions that pass besides "success".',
    ),
  },
});

type TestFile = ValueOf<typeof shape>;

/** The keys of each kind of rule, besides those of all. */
const KEYS = {
  attestation: ['signed-by', 'unsigned', 'each-platform', 'require', 'of'],
  checks: ['check', 'app', 'allow'],
  workflow: ['workflow', 'event', 'branch', 'allow'],
} as const;

const ALL_KEYS = [...new Set([...KEYS.attestation, ...KEYS.checks, ...KEYS.workflow])];

function checkKeys(says: TestFile, from: TestRule['from'], field: Field): void {
  const own: readonly string[] = KEYS[from];
  for (const key of ALL_KEYS) {
    if (says[key] === undefined || own.includes(key)) continue;
    const [kind] = (['attestation', 'checks', 'workflow'] as const).filter((each) =>
      (KEYS[each] as readonly string[]).includes(key),
    );
    field
      .at(key)
      .refuseKey(
        `${quote(key)} is of rules with "from: ${kind}", and this one has "from: ${from}"; remove one of the two`,
      );
  }
}

function requireKey(value: string | undefined, field: Field, remedy: string): string {
  if (value !== undefined) return value;
  const { path } = field;
  field.refuse(`${quote(String(path.at(-1)))} is missing in this rule; ${remedy}`);
  return '';
}

const rule: Shape<TestRule> = made(shape, (says, field): TestRule => {
  const { from = TEST_DEFAULTS.from, name } = says;
  checkKeys(says, from, field);
  const gitHub = { name, maxAge: says['max-age'], allow: says.allow ?? [] };
  if (from === 'checks') {
    const app = requireKey(
      says.app,
      field.at('app'),
      'add "app: github-actions", or the slug of the app that makes it',
    );
    return { ...gitHub, from, check: says.check ?? name, app };
  }
  if (from === 'workflow') {
    const workflow = requireKey(says.workflow, field.at('workflow'), 'add the name of its file, such as ci.yml');
    return { ...gitHub, from, workflow, event: says.event, branch: says.branch };
  }
  return {
    ...{ name, from, types: TEST_DEFAULTS.types },
    ...readSignature(says, field),
    maxAge: says['max-age'],
    eachPlatform: says['each-platform'] ?? STATEMENT_DEFAULTS.eachPlatform,
    require: says.require ?? TEST_DEFAULTS.require,
    of: says.of ?? TEST_DEFAULTS.of,
  };
});

/** The gate `tests`. */
export const TESTS: Shape<TestSettings> = rulesOf('tests', rule, 'it as "- { name: sit, signed-by: sit }"');
