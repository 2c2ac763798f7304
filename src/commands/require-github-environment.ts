import type { RunFacts } from '../attestation/predicates/promotion.ts';
import { PolicyError } from '../errors.ts';
import type { Passage } from '../policy/passage.ts';
import { quote } from '../util/text-safe-text.ts';

/**
 * Requires that the job runs in the environment of GitHub that a destination asks for.
 *
 * The identity token says so, and no variable of the runner: anybody can set those.
 *
 * @throws {PolicyError} where the job runs elsewhere, or where no token says.
 */
export function requireGitHubEnvironment({ destination }: Passage, run: RunFacts): void {
  const { gitHubEnvironment: required, name } = destination;
  if (required === undefined) return;
  const actual = run.isFromToken === true ? run.environment : undefined;
  if (actual === required) return;
  const why =
    run.isFromToken !== true
      ? 'there is no identity token that says where this one runs'
      : `this one runs in ${actual === undefined ? 'none' : quote(actual)}`;
  const cure =
    run.isFromToken !== true
      ? 'give the job "permissions: id-token: write"'
      : `give the job "environment: ${required}"`;
  throw new PolicyError(
    `Cannot promote to ${name}: only a job in GitHub's environment ${quote(required)} may, and ${why}; ${cure}`,
  );
}
