import { PolicyError } from '../errors.ts';
import { formatFaults, type GateResult } from '../policy/gates/gate.ts';
import { foreign, listSome } from '../policy/gates/words.ts';

/** What the gates say of one image. */
export interface JudgedImage {
  /** As people know it, such as `shop/app:1.2.3`. */
  readonly name: string;
  readonly results: readonly GateResult[];
}

/** More lines of one refusal are not shown. */
const MAX_LINES = 200;

/** Whether a verdict keeps an image out. */
export function isRefusal({ verdict }: GateResult): boolean {
  return verdict === 'fail' || verdict === 'error';
}

/** What does not refuse, in the order in which it is told: what a route skipped first. */
const MARKS = { bypassed: '»', warn: '!', waived: '~', pass: '✓' } as const;

/** Names the gates that do not refuse, those with the same verdict in a line. */
function describeOthers(results: readonly GateResult[]): readonly string[] {
  return Object.entries(MARKS).flatMap(([verdict, mark]) => {
    const gates = results
      .filter((result) => result.verdict === verdict)
      .map(({ gate, notes }) => {
        const words = [...(verdict === 'pass' ? [] : [verdict]), ...notes.slice(0, 1)];
        return words.length === 0 ? gate : `${gate} (${words.join(', ')})`;
      });
    return gates.length === 0 ? [] : [`${mark} ${gates.join(', ')}`];
  });
}

/** Writes what the gates say of an image: what refuses with all its faults, then what does not. */
function describe(results: readonly GateResult[]): readonly string[] {
  const refusing = results.filter(isRefusal);
  const width = Math.max(...refusing.map(({ gate }) => gate.length));
  const lines = refusing.flatMap((result) =>
    formatFaults(result.faults)
      .filter(({ verdict }) => verdict === 'fail' || verdict === 'error')
      .map(({ verdict, text }) => `${verdict === 'fail' ? '✗' : '?'} ${result.gate.padEnd(width)}  ${text}`),
  );
  return [...lines, ...describeOthers(results)];
}

function count(results: readonly GateResult[]): string {
  const { length } = results.filter(isRefusal);
  return length === 1 ? 'a gate says no' : `${length} gates say no`;
}

function promoting(what: string, environment: string): string {
  return `promote ${what} to ${environment}`;
}

/**
 * Makes the one refusal of all that the gates have against some images; undefined if they let all of them in.
 *
 * @param act what cannot be done with them; to promote them by default.
 */
export function refusalOf(
  environment: string,
  images: readonly JudgedImage[],
  act: (what: string, environment: string) => string = promoting,
): PolicyError | undefined {
  const refused = images.filter(({ results }) => results.some(isRefusal));
  const [first] = refused;
  if (first === undefined) return undefined;
  const groups = Map.groupBy(refused, ({ results }) => describe(results).join('\n'));
  const name = foreign(environment);
  if (images.length === 1) {
    return new PolicyError(`Cannot ${act(foreign(first.name), name)}: ${count(first.results)}.`, {
      lines: describe(first.results),
    });
  }
  const blocks = [...groups.values()].flatMap((alike) => [
    `${listSome(alike.map((each) => foreign(each.name)))}: ${count(alike[0]?.results ?? [])}.`,
    ...describe(alike[0]?.results ?? []).map((line) => `  ${line}`),
  ]);
  const rest = blocks.length - MAX_LINES;
  return new PolicyError(`Cannot ${act(`${refused.length} of ${images.length} images`, name)}: gates say no.`, {
    lines: [
      ...blocks.slice(0, MAX_LINES),
      ...(rest > 0 ? [`and ${rest} more lines; the output "checks" has all of them`] : []),
    ],
  });
}
