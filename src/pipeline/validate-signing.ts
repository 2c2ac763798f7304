import { formatList } from '../util/format.ts';
import type { Checker } from './checker.ts';
import type { Path } from './locate.ts';
import type { HotfixRoute } from './pipeline.ts';
import type { EnvironmentDraft } from './read-environment.ts';
import type { PipelineFile } from './schema-schema.ts';

/** What signatures are checked with. */
export interface SignatureRules {
  readonly file: PipelineFile;
  readonly environments: readonly EnvironmentDraft[];
  readonly hotfixRoutes: readonly HotfixRoute[];
  readonly checker: Checker;
}

const CURE = 'name who may sign below "signing: signers:"';

/** Tells whether the file names signers of an environment, right or wrong: what is wrong is told at its own place. */
function namesSigners({ name }: EnvironmentDraft, { signing, environments }: PipelineFile): boolean {
  return (environments[name]?.signers ?? signing?.signers ?? []).length > 0;
}

function checkSource(
  source: EnvironmentDraft,
  { name, rules }: { readonly name: string; readonly rules: SignatureRules },
): void {
  const { file, checker } = rules;
  const at = ['environments', name, 'requires', 'signed'];
  if (source.record === 'unsigned') {
    checker.value(
      at,
      `${name} asks for signed records of ${source.name}, which has "record: unsigned"; change one of the two`,
    );
  } else if (!namesSigners(source, file)) {
    checker.value(
      at,
      `${name} asks for signed records of ${source.name}, and the file does not say who may sign them; ${CURE}`,
    );
  }
}

/** Checks that records that must be signed have signers; what all say at one place is told once. */
function checkRecords({ file, environments, checker }: SignatureRules): void {
  const lacking = environments.filter((each) => each.record === 'signed' && !namesSigners(each, file));
  const tell = (path: Path, names: readonly string[]): undefined =>
    checker.value(
      path,
      `the records of ${formatList(names)} must be signed, and the file does not say who may sign them; ${CURE}`,
    );
  const own = lacking.filter(({ name }) => file.environments[name]?.record !== undefined);
  const inherited = lacking.filter((each) => !own.includes(each));
  if (inherited.length > 0) {
    tell(
      ['record'],
      inherited.map(({ name }) => name),
    );
  }
  for (const { name } of own) tell(['environments', name, 'record'], [name]);
}

/**
 * Checks that unsigned records are not asked for where signers are named: they would not count, and nothing could leave
 * the environment. Into one where images are built no route leads, and nobody asks for its records.
 */
function checkUnsigned({ file, environments, checker }: SignatureRules): void {
  for (const environment of environments) {
    const { name, record, from } = environment;
    if (record !== 'unsigned' || from.length === 0 || !namesSigners(environment, file)) continue;
    const own = file.environments[name];
    const at = own?.record === undefined ? ['record'] : ['environments', name, 'record'];
    const cure = own?.signers === undefined ? `add "signers: []" to ${name}` : 'leave out its "signers"';
    checker.value(
      at,
      `${name} has "record: unsigned", and where signers are named only what they signed counts; ${cure}, or have its records signed`,
    );
  }
}

/** Checks that signatures are asked for only where the file says whose, and requirements only where something comes from. */
export function checkSignatures(rules: SignatureRules): void {
  const { file, environments, hotfixRoutes, checker } = rules;
  checkRecords(rules);
  checkUnsigned(rules);
  for (const { name, from, requires } of environments) {
    if (file.environments[name]?.requires !== undefined && from.length === 0) {
      const message = `images are built in ${name}, so that there is no environment before it to require anything of; leave "requires" out`;
      checker.key(['environments', name, 'requires'], message);
    } else if (requires.signed) {
      const sources = [...from, ...hotfixRoutes.flatMap((route) => (route.to === name ? route.from : []))];
      for (const source of environments) {
        if (sources.includes(source.name)) checkSource(source, { name, rules });
      }
    }
  }
}
