import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';
import { APPROVAL_FIELDS, readApprovals } from './approvals.ts';
import { limit } from './duration.ts';
import type { EnvironmentDraft } from './environment-draft.ts';
import type { Field } from './field.ts';
import { GATE_IDS, type GateId } from './gate-id.ts';
import type { HotfixRoute } from './pipeline.ts';
import {
  choice,
  described,
  list,
  mapping,
  named,
  oneOrMore,
  optional,
  type Shape,
  text,
  type ValueOf,
} from './shape.ts';

const environmentName = text({ kind: 'name of an environment', example: 'the name of one' });

/** The environments that an image may come from. */
export const FROM = oneOrMore(environmentName, { kind: 'list of environments', example: 'the name of one, or a list' });

const gateName = choice(GATE_IDS);

/** What no route bypasses, and why. */
const ALWAYS: ReadonlyMap<unknown, string> = new Map([
  ['signatures', 'signatures are verified on every route'],
  ['platforms', 'the platforms of an environment are required on every route'],
  ['deny', 'what "deny" lists is refused on every route'],
]);

const skippedGate: Shape<GateId> = {
  ...gateName,
  read(value, field) {
    const reason = ALWAYS.get(value);
    return reason === undefined ? gateName.read(value, field) : field.refuse(`${reason}; remove it from "skips"`);
  },
};

/** Hotfix routes. */
export const HOTFIX_ROUTES = named(
  mapping({
    kind: 'a hotfix route',
    fields: {
      from: described(environmentName, 'The environment that images come from.'),
      to: described(environmentName, 'The environment that they go to.'),
      skips: optional(
        list(skippedGate, { kind: 'list of gates', example: 'it as [vulnerabilities, windows]', least: 1 }),
        'Gates of that environment that it bypasses; they are judged and recorded all the same.',
      ),
      needs: optional(
        mapping({ kind: '"needs"', fields: APPROVAL_FIELDS }),
        'The approvals that it needs besides a reason.',
      ),
      expires: optional(
        limit,
        'How long an image may stay that came this way, unless a regular promotion of the same digest follows.',
      ),
    },
  }),
  { kind: 'mapping of routes', example: 'the name of each with "from" and "to" below it' },
);

function checkName(name: string, field: Field, environments: readonly EnvironmentDraft[]): boolean {
  const names = environments.map((each) => each.name);
  if (names.includes(name)) return true;
  field.refuse(`there is no environment ${quote(name)}; ${adviseWord(name, names)}`);
  return false;
}

/** A cycle that an environment is on or leads to, against the direction of promotion. */
function findCycle(start: string, environments: readonly EnvironmentDraft[]): readonly string[] | undefined {
  const done = new Set<string>();
  const search = (name: string, way: readonly string[]): readonly string[] | undefined => {
    const before = way.indexOf(name);
    if (before >= 0) return way.slice(before);
    if (done.has(name)) return undefined;
    for (const from of environments.find((each) => each.name === name)?.from ?? []) {
      const cycle = search(from, [...way, name]);
      if (cycle !== undefined) return cycle;
    }
    done.add(name);
    return undefined;
  };
  return search(start, []);
}

function checkCycles(environments: readonly EnvironmentDraft[]): void {
  const told = new Set<string>();
  const hasStart = environments.some(({ from }) => from.length === 0);
  for (const { name } of environments) {
    const cycle = findCycle(name, environments);
    if (cycle === undefined || cycle.some((each) => told.has(each))) continue;
    for (const each of cycle) told.add(each);
    const [first = name] = cycle;
    const way = [first, ...[...cycle].reverse()].join(' → ');
    const remedy = hasStart ? 'remove one of these from a "from"' : 'write "from: []" where images are built';
    environments
      .find((each) => each.name === first)
      ?.field.at('from')
      .refuseKey(`these routes form a cycle, ${way}; ${remedy}`);
  }
}

/** Checks that sources exist, without cycles, and that all environments but the first have a `from`. */
export function checkRoutes(environments: readonly EnvironmentDraft[]): void {
  environments.forEach(({ name, from, sources, field }, position) => {
    const before = environments[position - 1];
    if (before !== undefined && !field.at('from').isThere) {
      field.refuseKey(
        `no "from" says where the images of ${name} come from; add "from: ${before.name}", or "from: []" if they are built there`,
      );
    }
    sources.forEach(({ value, field: at }, index) => {
      if (checkName(value, at, environments) && from.indexOf(value) < index) {
        at.refuse(`${quote(value)} is listed twice; remove one of them`);
      }
    });
  });
  checkCycles(environments);
}

/** Checks that a route skips gates that exist, each once. */
function checkSkips(skips: readonly GateId[], { name, gates }: EnvironmentDraft, field: Field): void {
  skips.forEach((gate, index) => {
    if (skips.indexOf(gate) < index) field.at(index).refuse(`${quote(gate)} is listed twice; remove one of them`);
    else if (gates[gate] === undefined) field.at(index).refuse(`${name} has no gate ${quote(gate)}; remove it`);
  });
}

/** Reads the hotfix routes; what is wrong is noted. */
export function readHotfixRoutes(
  given: ValueOf<typeof HOTFIX_ROUTES> | undefined,
  environments: readonly EnvironmentDraft[],
  field: Field,
): readonly HotfixRoute[] {
  const read: HotfixRoute[] = [];
  for (const [name, { from, to, skips = [], needs, expires }] of given ?? []) {
    const at = field.at(name);
    const isFromKnown = checkName(from, at.at('from'), environments);
    if (!checkName(to, at.at('to'), environments) || !isFromKnown) continue;
    const target = environments.find((each) => each.name === to);
    const same = read.find((other) => other.from === from && other.to === to);
    const what = `the hotfix route ${name}`;
    if (from === to) at.refuseKey(`${what} leads from ${from} to ${from}; name two environments`);
    else if (target?.from.includes(from)) {
      at.refuseKey(`${what} is a regular route: ${to} takes images from ${from} anyway; remove it`);
    } else if (target?.from.length === 0) {
      at.at('to').refuse(`${what} leads into ${to}, where images are built; name an environment that images come into`);
    } else if (same !== undefined) {
      at.refuseKey(`the hotfix routes ${same.name} and ${name} are the same; remove one of them`);
    } else {
      if (target !== undefined) checkSkips(skips, target, at.at('skips'));
      const approvals = needs && readApprovals(needs, at.at('needs'));
      read.push({ name, from, to, skips, needs: approvals, expires });
    }
  }
  return read;
}
