import type { Env } from '../event/payload.ts';
import { quote, safeText } from '../util/safe-text.ts';
import { UsageError } from './usage-error.ts';

/** The files of the runner, which are for actions. */
const OF_ACTIONS: readonly string[] = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STEP_SUMMARY'];

/**
 * Copies variables. On Windows their names have no case, and `Path` is usual: a copy has to find it as `PATH`, too.
 *
 * @param platform as `process.platform` says it.
 */
function copyVariables(given: Env, platform: NodeJS.Platform): Record<string, string | undefined> {
  const entries = Object.entries(given).map(
    ([name, value]) => [platform === 'win32' ? name.toUpperCase() : name, value] as const,
  );
  return Object.fromEntries(entries.filter(([name]) => !OF_ACTIONS.includes(name)));
}

/** What a run of the command line sees of its environment; a ref stands for a push of it. */
export function environmentOf(
  ref: string | undefined,
  given: Env,
  { cwd, platform }: { readonly cwd: string; readonly platform: NodeJS.Platform },
): Env {
  const own = { ...copyVariables(given, platform), GITHUB_WORKSPACE: cwd };
  if (ref === undefined) return own;
  if (!/^refs\/(?:heads|tags)\/./.test(ref)) {
    throw new UsageError(
      `Cannot take --ref ${quote(ref)}: it is not a full ref; write "refs/heads/${safeText(ref, 60)}" for a branch, or "refs/tags/${safeText(ref, 60)}" for a git tag`,
    );
  }
  return { ...own, GITHUB_REF: ref, GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: undefined };
}
