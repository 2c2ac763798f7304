import { matchesGlob } from '../attestation/glob.ts';
import { quote } from '../util/text-safe-text.ts';
import type { Checker } from './checker.ts';
import type { Path } from './locate.ts';
import type { PipelineFile } from './schema-schema.ts';
import { GITHUB_ISSUER, type SignerFile } from './signing-schema.ts';

/** What signers are checked with. */
export interface CallerRules {
  readonly file: PipelineFile;
  readonly checker: Checker;
  /** The repository of the run, such as `https://github.com/acme/shop`; undefined where that is not known. */
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
    const cure = `add "source-repository: ${server}/${owner}/${name}"`;
    if (pinnedOwner.toLowerCase() !== owner?.toLowerCase()) {
      const reason = `${quote(identity)} is a workflow of ${quote(pinnedOwner)}, and whoever may call it signs as it`;
      checker.value([...path, 'identity'], `${reason}; ${cure}`);
    } else if (!matchesGlob(name?.toLowerCase() ?? '', pinnedName.toLowerCase())) {
      warnings.push(
        `The signer ${quote(identity)} is a workflow of another repository, whose callers all sign as it; ${cure}, or of all that may call it`,
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
