import { fc } from '../support/property.ts';

/** An environment of a random pipeline. */
export interface RandomEnvironment {
  readonly name: string;
  /** Names below the registry; `app` or `web` goes behind them. */
  readonly repositories: readonly string[];
  readonly from: readonly string[];
  readonly signed: boolean;
  readonly anotherActor: boolean;
  /** Minutes. */
  readonly age: number;
}

/** A random pipeline, as a model and as the text of its file. */
export interface RandomPipeline {
  readonly environments: readonly RandomEnvironment[];
  readonly hotfixes: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  /** How all records are made: by a pinned key, by a key that nobody pinned, or by nobody. */
  readonly record: 'signed' | 'auto' | 'unpinned' | 'unsigned';
  readonly text: string;
}

/** What is tried or done to a world; numbers pick among what there is. */
export type Step =
  | {
      readonly kind: 'promote';
      readonly from: number;
      readonly to: number;
      readonly image: number;
      readonly name: string;
      /** The name that it would have at its destination, where that is written out. */
      readonly toName: string;
      readonly fromForm: 'name' | 'repository' | 'outside';
      readonly toForm: 'name' | 'repository' | 'outside';
      readonly pick: number;
      readonly reason: string | undefined;
      readonly actor: string;
      readonly minutes: number;
    }
  | { readonly kind: 'push'; readonly to: number; readonly pick: number; readonly image: number; readonly name: string }
  /** Copies a record to wherever: to the same image there, or to another one. */
  | {
      readonly kind: 'move';
      readonly record: number;
      readonly to: number;
      readonly pick: number;
      readonly image: number | undefined;
      readonly name: string;
    }
  | {
      readonly kind: 'forge';
      readonly to: number;
      readonly from: number;
      readonly image: number;
      readonly name: string;
      readonly signs: boolean;
    };

interface Draft {
  readonly parents: readonly boolean[];
  readonly isOrigin: boolean;
  readonly hasTwo: boolean;
  readonly signed: boolean;
  readonly anotherActor: boolean;
  readonly age: number;
}

function write({ environments, hotfixes, record }: Omit<RandomPipeline, 'text'>): string {
  const lines = environments.map(({ name, repositories, from, signed, anotherActor, age }) => {
    const places = repositories.map((place) => `"HOST/${place}/{image}"`).join(', ');
    const asked = `signed: ${signed}, another-actor: ${anotherActor}, age: ${age}m`;
    const requires = from.length === 0 ? '' : `, requires: { ${asked} }`;
    return `  ${name}: { repository: [${places}], from: [${from.join(', ')}]${requires} }`;
  });
  const policy = record === 'unpinned' ? 'auto' : record;
  const signing = record === 'unpinned' || record === 'unsigned' ? '' : 'signing:\n  signers:\n    - key: ops.pub\n';
  const ways = hotfixes.map(({ name, from, to }) => `  ${name}: { from: ${from}, to: ${to} }\n`).join('');
  const routes = ways === '' ? '' : `hotfix-routes:\n${ways}`;
  return `version: 1\nrecord: ${policy}\n${signing}environments:\n${lines.join('\n')}\n${routes}`;
}

function build(
  drafts: readonly Draft[],
  ways: readonly (readonly [number, number])[],
  record: RandomPipeline['record'],
): RandomPipeline {
  const canSign = record === 'signed' || record === 'auto';
  const environments = drafts.map((draft, index): RandomEnvironment => {
    const parents = drafts.slice(0, index).flatMap((_, each) => (draft.parents[each] === true ? [`e${each}`] : []));
    const from =
      index === 0 || (draft.isOrigin && index === 1) ? [] : parents.length === 0 ? [`e${index - 1}`] : parents;
    const repositories = [`e${index}`, ...(draft.hasTwo ? [`e${index}-dc2`] : [])];
    const { anotherActor, age } = draft;
    return { name: `e${index}`, repositories, from, signed: canSign && draft.signed, anotherActor, age };
  });
  const hotfixes = ways.flatMap(([left, right], index) => {
    const [from, to] = [environments[left % drafts.length], environments[right % drafts.length]];
    if (from === undefined || to === undefined || from === to) return [];
    if (to.from.length === 0 || to.from.includes(from.name)) return [];
    return [{ name: `h${index}`, from: from.name, to: to.name }];
  });
  const unique = hotfixes.filter(
    ({ from, to }, index) => hotfixes.findIndex((each) => each.from === from && each.to === to) === index,
  );
  const model = { environments, hotfixes: unique, record };
  return { ...model, text: write(model) };
}

/** Seldom: most of what is drawn is to be possible. */
const seldom = fc.nat(9).map((number) => number === 0);

/** Draws pipelines of two to six environments. */
export const pipelines: fc.Arbitrary<RandomPipeline> = fc
  .tuple(
    fc.array(
      fc.record({
        parents: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        isOrigin: seldom,
        hasTwo: fc.nat(2).map((number) => number === 0),
        signed: fc.boolean(),
        anotherActor: seldom,
        age: fc.constantFrom(0, 0, 0, 0, 3),
      }),
      { minLength: 2, maxLength: 6, size: 'max' },
    ),
    fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 3 }),
    fc.constantFrom<RandomPipeline['record']>('signed', 'signed', 'auto', 'unpinned', 'unsigned'),
  )
  .map(([drafts, ways, record]) => build(drafts, ways, record));

const name = fc.nat(9).map((number) => (number === 9 ? 'web' : 'app'));
const form = fc.constantFrom<'name' | 'repository' | 'outside'>(
  'name',
  'name',
  'name',
  'repository',
  'repository',
  'outside',
);

/** Draws what happens: most of it promotions, most of these one stage further. */
export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('promote' as const),
        from: fc.nat(9),
        to: fc.nat(9),
        image: fc.nat(1),
        name,
        toName: name,
        fromForm: form,
        toForm: form,
        pick: fc.nat(1),
        reason: fc.constantFrom(undefined, 'CVE', ' '),
        actor: fc.constantFrom('li', 'wang'),
        minutes: fc.nat(4),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('push' as const),
        to: fc.nat(5),
        pick: fc.nat(1),
        image: fc.nat(1),
        name,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('move' as const),
        record: fc.nat(50),
        to: fc.nat(5),
        pick: fc.nat(1),
        image: fc.option(fc.nat(1), { nil: undefined }),
        name,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('forge' as const),
        to: fc.nat(5),
        from: fc.nat(5),
        image: fc.nat(1),
        name,
        signs: fc.boolean(),
      }),
    },
  ),
  { minLength: 6, maxLength: 18, size: 'max' },
);
