import { adviseWord } from '../../util/nearest.ts';
import { quote } from '../../util/safe-text.ts';
import type { Field } from '../field.ts';
import { GATE_IDS } from '../gate-id.ts';
import {
  type Item,
  isMapping,
  mapping,
  NAME,
  named,
  oneOrMore,
  optional,
  type Shape,
  text,
  type ValueOf,
} from '../shape.ts';
import { ATTESTATIONS, type AttestationSettings } from './attestations.ts';
import { BASE, type BaseSettings } from './base.ts';
import { CHANGE, type ChangeSettings } from './change.ts';
import { checkOnce } from './common.ts';
import { CONFIG, type ConfigSettings } from './config.ts';
import { LABELS, type LabelSettings } from './labels.ts';
import { LICENCES, type LicenceSettings, resolveBom } from './licences.ts';
import { PEOPLE, type PeopleSettings } from './people.ts';
import { TESTS, type TestSettings } from './tests.ts';
import { VULNERABILITIES, type VulnerabilitySettings } from './vulnerabilities.ts';
import { WINDOWS, type WindowSettings } from './windows.ts';

/** The gates of an environment; one that is undefined is not asked for. */
export interface GateSettings {
  readonly vulnerabilities?: VulnerabilitySettings | undefined;
  readonly base?: BaseSettings | undefined;
  readonly config?: ConfigSettings | undefined;
  readonly labels?: LabelSettings | undefined;
  readonly attestations?: AttestationSettings | undefined;
  readonly licences?: LicenceSettings | undefined;
  readonly tests?: TestSettings | undefined;
  readonly windows?: WindowSettings | undefined;
  readonly people?: PeopleSettings | undefined;
  readonly change?: ChangeSettings | undefined;
}

const SHAPES = {
  vulnerabilities: VULNERABILITIES,
  base: BASE,
  config: CONFIG,
  labels: LABELS,
  attestations: ATTESTATIONS,
  licences: LICENCES,
  tests: TESTS,
  windows: WINDOWS,
  people: PEOPLE,
  change: CHANGE,
};

/** Names the definition of a shape in the schema: gates are in sets, too. */
function optionalGate<Value>(name: keyof typeof SHAPES, shape: Shape<Value>, description: string) {
  return optional({ ...shape, schema: { allOf: [{ $ref: `#/definitions/${name}` }] } }, description);
}

const FIELDS = {
  vulnerabilities: optionalGate('vulnerabilities', VULNERABILITIES, 'What scanners found in each platform.'),
  base: optionalGate('base', BASE, 'The base image that each platform stands on, proven by its layers.'),
  config: optionalGate('config', CONFIG, 'What the image says of how it runs, and whether it gives secrets away.'),
  labels: optionalGate('labels', LABELS, 'The labels of each platform: true, a value, or a pattern.'),
  attestations: optionalGate('attestations', ATTESTATIONS, 'Signed statements that must be there, such as an SBOM.'),
  licences: optionalGate('licences', LICENCES, 'The licences of the packages, by an SBOM.'),
  tests: optionalGate('tests', TESTS, 'Tests that must have passed, by signed results or by GitHub.'),
  windows: optionalGate('windows', WINDOWS, 'When promotions are let in.'),
  people: optionalGate('people', PEOPLE, 'Approvals by people who did not do the work.'),
  change: optionalGate('change', CHANGE, 'The number of a change, in the reason or in an approval.'),
};

const setName = text({ kind: 'name of a gate set', example: 'the name of one' }, NAME);

const GATES = mapping({
  kind: '"gates"',
  fields: {
    use: optional(
      oneOrMore(setName, { kind: 'list of gate sets', example: 'the name of one, or a list of them', least: 1 }),
      'Gate sets, in order: a gate of a later one replaces the whole gate of that name, and so do those below.',
    ),
    ...FIELDS,
  },
});

const gateSet = mapping({ kind: 'a gate set', fields: FIELDS });

const GATE_SETS = named<ValueOf<typeof gateSet>>(
  {
    ...gateSet,
    read(value, field) {
      if (!isMapping(value) || value['use'] === undefined) return gateSet.read(value, field);
      const { use: _, ...gates } = value;
      field.at('use').refuseKey('a gate set cannot use others; list all of them in the "use" of environments');
      return gateSet.read(gates, field);
    },
  },
  { kind: 'mapping of gate sets', example: 'the name of each with its gates below it' },
);

/** What the JSON Schema refers to. */
export const GATE_DEFINITIONS: Readonly<Record<string, Shape<unknown>['schema']>> = {
  gates: GATES.schema,
  'gate-sets': GATE_SETS.schema,
  ...Object.fromEntries(GATE_IDS.map((id) => [id, SHAPES[id].schema])),
};

/** The gates of a set, as they were read. */
type GatesRead = Omit<ValueOf<typeof GATES>, 'use'>;

function checkUse(use: readonly Item[], names: readonly string[]): void {
  for (const { value, field } of use) {
    if (!names.includes(value)) field.refuse(`there is no gate set ${quote(value)}; ${adviseWord(value, names)}`);
  }
  checkOnce(use);
}

/** Puts gates together: a later one replaces all of the gate of that name. */
export function mergeGates<Gates extends object>(parts: readonly Gates[]): Partial<Gates> {
  const merged: Partial<Gates> = {};
  for (const part of parts) {
    const given = Object.entries(part).filter(([, gate]) => gate !== undefined);
    Object.assign(merged, Object.fromEntries(given));
  }
  return merged;
}

/** Gates of a set or of an environment, and where they stand. */
interface Part {
  readonly gates: Partial<GatesRead>;
  readonly field: Field;
}

/** Puts the gates of an environment together, and checks what they need of each other. */
function finish(environment: string, parts: readonly Part[]): GateSettings {
  const { licences, ...settings } = mergeGates(parts.map(({ gates }) => gates));
  if (settings.vulnerabilities?.layers === 'app' && settings.base === undefined) {
    parts
      .findLast(({ gates }) => gates.vulnerabilities !== undefined)
      ?.field.at('vulnerabilities', 'layers')
      .refuse(
        `"layers: app" needs to know the base, and ${environment} has no gate "base"; add it, or judge all layers`,
      );
  }
  if (licences === undefined) return settings;
  return { ...settings, licences: resolveBom(licences, settings.attestations, environment) };
}

/** Looks up the signers that gates name. */
function checkSigners(root: Field): void {
  const known = root.at('evidence').keys;
  for (const { value, field } of root.notes.signers) {
    if (known.includes(value)) continue;
    const remedy = known.length === 0 ? `add it: "evidence: { ${value}: { identity: … } }"` : adviseWord(value, known);
    field.refuse(`"evidence" has no signer ${quote(value)}; ${remedy}`);
  }
}

/**
 * Reads the gates of all environments, with the sets that they use; what is wrong is noted.
 *
 * @returns the gates by the name of the environment.
 */
export function readGates(root: Field): ReadonlyMap<string, GateSettings> {
  const setsField = root.at('gate-sets');
  const given = root.notes.gates.find(({ field }) => field.path[0] === 'gate-sets');
  const sets = (given && GATE_SETS.read(given.value, setsField)) ?? new Map<string, GatesRead>();
  const names = isMapping(given?.value) ? setsField.keys : [];
  const all = new Map<string, GateSettings>();
  for (const { value, field } of root.notes.gates) {
    const [section, environment] = field.path;
    if (section !== 'environments' || typeof environment !== 'string') continue;
    const read = GATES.read(value, field);
    if (read === undefined) continue;
    const { use = [], ...gates } = read;
    checkUse(use, names);
    const used = use.flatMap(({ value: name }): readonly Part[] => {
      const set = sets.get(name);
      return set === undefined ? [] : [{ gates: set, field: setsField.at(name) }];
    });
    all.set(environment, finish(environment, [...used, { gates, field }]));
  }
  checkSigners(root);
  return all;
}
