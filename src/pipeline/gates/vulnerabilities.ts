import { DAY } from '../../util/time.ts';
import { duration, limit } from '../duration.ts';
import type { Field } from '../field.ts';
import {
  choice,
  described,
  list,
  made,
  mapping,
  optional,
  refuseValue,
  type Shape,
  text,
  type ValueOf,
  yesOrNo,
} from '../shape.ts';
import {
  COMMON_DEFAULTS,
  COMMON_FIELDS,
  type CommonSettings,
  checkOnce,
  itemsOf,
  readCommon,
  readSignature,
  repositoryPath,
  SIGNATURE_FIELDS,
  signedBy,
} from './common.ts';
import { JUSTIFICATIONS, type RatedSeverity, SEVERITIES } from './vocabulary.ts';

/** Where reports come from, and which count. */
export interface ReportSettings {
  /** Statements attached to the image, the registry's own scans, or files of the job. */
  readonly from: 'attestation' | 'registry' | 'file';
  /** Names under `evidence`; required for attestations, unless `unsigned`. */
  readonly signedBy: readonly string[];
  /** Whether a report that nobody signed counts. */
  readonly unsigned: boolean;
  readonly maxAge: number;
  readonly databaseMaxAge: number | undefined;
  /** With `witness`, the time of the signature stands in for one that the report does not tell. */
  readonly time: 'report' | 'witness';
}

/** Whose VEX statements count, and which reasons. */
export interface VexSettings {
  readonly signedBy: readonly string[];
  /** The justifications that take a finding out; `impact_statement` takes a reason in words too. */
  readonly accept: readonly string[];
}

/** What of a severity fails: all, what has a fix, nothing, or more than a number. */
export type Threshold = 'any' | 'fixable' | 'none' | number;

/** The gate `vulnerabilities` of the pipeline file; times in ms. */
export interface VulnerabilitySettings extends CommonSettings, ReportSettings {
  readonly fail: Readonly<Partial<Record<RatedSeverity, Threshold | undefined>>>;
  /** What an unknown severity counts as. */
  readonly unknown: RatedSeverity;
  /** How long after its publication, or its fix, a finding is only a warning. */
  readonly grace: Readonly<Partial<Record<RatedSeverity, number | undefined>>>;
  /** Ids that always fail, waived or not. */
  readonly deny: readonly string[];
  readonly knownExploited: 'deny' | undefined;
  /** The path of a list of ids that are known to be exploited, for reports that do not tell. */
  readonly knownExploitedList: string | undefined;
  /** The EPSS score, from 0 to 1, from which on a finding fails. */
  readonly epss: number | undefined;
  /** With `app`, what the base brings is not judged. */
  readonly layers: 'all' | 'app';
  readonly endOfLife: 'fail' | 'warn';
  /** Whether what was taken out at the time of the scan stays out. */
  readonly trustSuppressed: boolean;
  /** The path of the file of waivers. */
  readonly waivers: string | undefined;
  readonly maxWaiver: number;
  readonly vex: VexSettings | undefined;
}

/** The settings of a gate that says nothing of them. */
export const VULNERABILITY_DEFAULTS: VulnerabilitySettings = {
  ...COMMON_DEFAULTS,
  from: 'attestation',
  signedBy: [],
  unsigned: false,
  maxAge: 7 * DAY,
  databaseMaxAge: undefined,
  time: 'report',
  fail: { critical: 'any', high: 'fixable' },
  unknown: 'high',
  grace: {},
  deny: [],
  knownExploited: undefined,
  knownExploitedList: undefined,
  epss: undefined,
  layers: 'all',
  endOfLife: 'fail',
  trustSuppressed: false,
  waivers: undefined,
  maxWaiver: 90 * DAY,
  vex: undefined,
};

/** More findings of one severity than anybody allows. */
const MOST_FINDINGS = 10_000;

const words = choice(['any', 'fixable', 'none']);

const threshold: Shape<Threshold> = {
  schema: { anyOf: [words.schema, { type: 'integer', minimum: 0, maximum: MOST_FINDINGS }] },
  remedy: 'write any, fixable, none or a number',
  read(value, field) {
    if (typeof value === 'string') return words.read(value, field);
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_FINDINGS) return value;
    const clause = `which is neither a word nor a number of findings; write any, fixable, none or a number from 0 to ${MOST_FINDINGS}`;
    return refuseValue(value, field, clause);
  },
};

/** Makes a mapping from severities. */
function bySeverity<Value>(kind: string, shape: Shape<Value>, tell: (severity: string) => string) {
  const of = (severity: RatedSeverity) => optional(shape, tell(severity));
  return made(
    mapping({
      kind,
      fields: {
        critical: of('critical'),
        high: of('high'),
        medium: of('medium'),
        low: of('low'),
        negligible: of('negligible'),
      },
    }),
    (says, field) =>
      Object.values(says).every((each) => each === undefined)
        ? field.refuse(`${field.name} names no severity; write "critical: …" below it, or leave it out`)
        : says,
  );
}

const severity = choice(SEVERITIES);

const ids = list(text({ kind: 'id', example: 'it as CVE-2026-1111' }, /^[A-Za-z][A-Za-z0-9._:-]{3,99}$/), {
  kind: 'list of ids',
  example: 'it as [CVE-2026-1111]',
  most: 5000,
});

const score: Shape<number> = {
  schema: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
  remedy: 'write a number above 0, at most 1',
  read: (value, field) =>
    typeof value === 'number' && value > 0 && value <= 1
      ? value
      : refuseValue(value, field, 'which is not a score of EPSS; write a number above 0, at most 1, such as 0.5'),
};

const vex = mapping({
  kind: '"vex"',
  fields: {
    'signed-by': described(signedBy, 'Who signs the statements: a name of "evidence", or several.'),
    accept: optional(
      list(choice([...JUSTIFICATIONS, 'impact_statement']), {
        kind: 'list of justifications',
        example: 'it as [component_not_present]',
        least: 1,
      }),
      'The justifications of OpenVEX that clear a finding; "impact_statement" takes a reason in words, too.',
      [...JUSTIFICATIONS],
    ),
  },
});

const shape = mapping({
  kind: 'the gate "vulnerabilities"',
  fields: {
    from: optional(
      choice(['attestation', 'registry', 'file']),
      'Where reports come from: statements attached to the image, the scans of its registry, or the input "evidence-files".',
      'attestation',
    ),
    ...SIGNATURE_FIELDS,
    'max-age': optional(limit, 'How old a report may be: the oldest time that it tells counts.', '7d'),
    'db-max-age': optional(
      limit,
      'How old the database of the scanner may have been; a report that does not say fails.',
    ),
    time: optional(
      choice(['report', 'witness']),
      'With "witness", the time of the signature counts if a report does not tell its own.',
      'report',
    ),
    fail: optional(
      bySeverity(
        '"fail"',
        threshold,
        (each) => `What fails of severity ${each}: any, fixable, none, or more than a number.`,
      ),
      'What fails, by severity. It replaces the default; what it does not name passes.',
    ),
    unknown: optional(severity, 'The severity that an unknown one counts as.', 'high'),
    grace: optional(
      bySeverity('"grace"', duration, (each) => `How long a finding of severity ${each} is only a warning.`),
      'How long after its publication, or its fix, a finding is only a warning.',
    ),
    deny: optional(ids, 'Vulnerabilities that always fail: no waiver, VEX statement or route excuses them.'),
    'known-exploited': optional(
      choice(['deny']),
      'With "deny", what is known to be exploited fails, waived or not; the report, or a list, has to tell.',
    ),
    'known-exploited-list': optional(
      repositoryPath,
      'A file with ids that are known to be exploited, for reports that do not tell: a path in the repository.',
    ),
    epss: optional(score, 'The EPSS score from which on a finding fails, whatever its severity.'),
    layers: optional(choice(['all', 'app']), 'With "app", what the base image brings is not judged.', 'all'),
    'end-of-life': optional(
      choice(['fail', 'warn']),
      'Whether an operating system past its end of life fails: few findings are known for it.',
      'fail',
    ),
    'trust-suppressed': optional(yesOrNo, 'Whether what was suppressed at the time of the scan stays out.', false),
    waivers: optional(
      repositoryPath,
      'The file of waivers, each with an end and a reason, or a .trivyignore.yaml: a path in the repository.',
    ),
    'max-waiver': optional(limit, 'How long a waiver may hold, at most.', '90d'),
    vex: optional(vex, 'Whose VEX statements clear findings.'),
    ...COMMON_FIELDS,
  },
});

/** Reads where reports come from, and whose count. */
function readSource(says: ValueOf<typeof shape>, field: Field): Pick<ReportSettings, 'from' | 'signedBy' | 'unsigned'> {
  const { from = VULNERABILITY_DEFAULTS.from, 'signed-by': names = [], unsigned = false } = says;
  if (from === 'attestation') return { from, ...readSignature(says, field) };
  const what = from === 'registry' ? 'scans of a registry' : 'reports of the same job';
  if (names.length > 0) field.at('signed-by').refuseKey(`${what} are not signed; remove "signed-by"`);
  if (from === 'registry' && unsigned) {
    field.at('unsigned').refuseKey(`${what} are requested with your credentials, and never signed; remove "unsigned"`);
  }
  if (from === 'file' && !unsigned) {
    field.at('from').refuse(`${what} are not signed; add "unsigned: true"`);
  }
  return { from, signedBy: [], unsigned: from === 'file' };
}

/** The gate `vulnerabilities`. */
export const VULNERABILITIES: Shape<VulnerabilitySettings> = made(shape, (says, field) => {
  const standard = VULNERABILITY_DEFAULTS;
  const listed = says['known-exploited-list'];
  if (listed !== undefined && says['known-exploited'] === undefined) {
    field
      .at('known-exploited-list')
      .refuseKey('"known-exploited-list" has no effect by itself; add "known-exploited: deny", or remove it');
  }
  if (says['max-waiver'] !== undefined && says.waivers === undefined) {
    field.at('max-waiver').refuseKey('"max-waiver" has no effect without "waivers"; add that, or remove it');
  }
  checkOnce(itemsOf(says.deny ?? [], field.at('deny')));
  return {
    ...readCommon(says),
    ...readSource(says, field),
    maxAge: says['max-age'] ?? standard.maxAge,
    databaseMaxAge: says['db-max-age'],
    time: says.time ?? standard.time,
    fail: says.fail ?? standard.fail,
    unknown: says.unknown ?? standard.unknown,
    grace: says.grace ?? standard.grace,
    deny: says.deny ?? standard.deny,
    knownExploited: says['known-exploited'],
    knownExploitedList: listed,
    epss: says.epss,
    layers: says.layers ?? standard.layers,
    endOfLife: says['end-of-life'] ?? standard.endOfLife,
    trustSuppressed: says['trust-suppressed'] ?? standard.trustSuppressed,
    waivers: says.waivers,
    maxWaiver: says['max-waiver'] ?? standard.maxWaiver,
    vex: says.vex && { signedBy: says.vex['signed-by'], accept: says.vex.accept ?? JUSTIFICATIONS },
  };
});
