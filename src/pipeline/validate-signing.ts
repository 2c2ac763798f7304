import { matchesGlob } from '../attestation/glob.ts';
import { formatList } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import type { HotfixRoute } from './pipeline.ts';
import type { EnvironmentDraft } from './read-environment.ts';
import { GITHUB_ISSUER, type PipelineFile, type SignerFile } from './schema.ts';
import type { Checker, Path } from './yaml.ts';

/** What signatures are checked with. */
interface SignatureRules {
  readonly file: PipelineFile;
  readonly environments: readonly EnvironmentDraft[];
  readonly hotfixRoutes: readonly HotfixRoute[];
  readonly checker: Checker;
}

const REMEDY = 'name who may sign below "signing: signers:"';

/** Whether the file names signers of an environment, right or wrong: what is wrong is told at its own place. */
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
      `${name} asks for signed records of ${source.name}, and the file does not say who may sign them; ${REMEDY}`,
    );
  }
}

/** Checks that records that must be signed have signers; what all say at one place is told once. */
function checkRecords({ file, environments, checker }: SignatureRules): void {
  const lacking = environments.filter((each) => each.record === 'signed' && !namesSigners(each, file));
  const tell = (path: Path, names: readonly string[]): undefined =>
    checker.value(
      path,
      `the records of ${formatList(names)} must be signed, and the file does not say who may sign them; ${REMEDY}`,
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
    const remedy = own?.signers === undefined ? `add "signers: []" to ${name}` : 'leave out its "signers"';
    checker.value(
      at,
      `${name} has "record: unsigned", and where signers are named only what they signed counts; ${remedy}, or have its records signed`,
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

/** What signers are checked with. */
interface CallerRules {
  readonly file: PipelineFile;
  readonly checker: Checker;
  /** The repository of the run, such as `https://github.com/acme/shop`; undefined if that is not known. */
  readonly repository: string | undefined;
}

/** Takes owner and name out of an address of a repository, or of a workflow in one. */
const ADDRESS = /^(https:\/\/[^/]+)\/([^/]+)\/([^/@]+)/;

/**
 * Checks signers that are workflows of other repositories: whoever may call such a workflow signs as it.
 *
 * Anybody can call a public workflow, so that one of another owner needs `source-repository`; of the same owner, it may
 * be meant.
 *
 * @returns warnings, each a sentence.
 */
export function checkCallers({ file, checker, repository }: CallerRules): readonly string[] {
  const [, server, owner, name] = ADDRESS.exec(repository ?? '') ?? [];
  if (server === undefined || owner === undefined || name === undefined) return [];
  const warnings: string[] = [];

  function check(signer: SignerFile, path: Path): void {
    const { identity, issuer = GITHUB_ISSUER, 'source-repository': caller } = signer;
    if (identity === undefined || caller !== undefined || issuer !== GITHUB_ISSUER) return;
    const [, host, pinnedOwner = '', pinnedName = ''] = ADDRESS.exec(identity) ?? [];
    if (host?.toLowerCase() !== server?.toLowerCase()) return;
    const remedy = `add "source-repository: ${server}/${owner}/${name}"`;
    if (pinnedOwner.toLowerCase() !== owner?.toLowerCase()) {
      const reason = `${quote(identity)} is a workflow of ${quote(pinnedOwner)}, and whoever may call it signs as it`;
      checker.value([...path, 'identity'], `${reason}; ${remedy}`);
    } else if (!matchesGlob(name?.toLowerCase() ?? '', pinnedName.toLowerCase())) {
      warnings.push(
        `The signer ${quote(identity)} is a workflow of another repository, whose callers all sign as it; ${remedy}, or of all that may call it`,
      );
    }
  }

  (file.signing?.signers ?? []).forEach((signer, index) => {
    check(signer, ['signing', 'signers', index]);
  });
  for (const [environment, { signers = [] }] of Object.entries(file.environments)) {
    signers.forEach((signer, index) => {
      check(signer, ['environments', environment, 'signers', index]);
    });
  }
  return [...new Set(warnings)];
}
