import { homedir } from 'node:os';

/**
 * The folder that has `.docker`, as Docker finds it: on Windows by `USERPROFILE`, even where a shell has set `HOME`.
 *
 * @param platform as `process.platform` says it.
 */
export function findHome(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  return environment[platform === 'win32' ? 'USERPROFILE' : 'HOME'] || homedir();
}
