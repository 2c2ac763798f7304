import { readFileSync } from 'node:fs';
import type { InputName } from '../faces/inputs.ts';
import { quote } from '../util/safe-text.ts';
import { explainSystemError } from '../util/system-error.ts';
import type { Run } from './arguments.ts';
import { secretFlag, secretsOf, secretVariable } from './flags.ts';
import { UsageError } from './usage-error.ts';

type Env = Readonly<Record<string, string | undefined>>;

function readSecretFile(name: InputName, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new UsageError(
      `Cannot read --${secretFlag(name)} ${quote(path)}: ${explainSystemError(error, 'read')}; name a file that you can read`,
    );
  }
}

/** Reads the secrets of a command: from files that are named, or from the environment. */
export function readSecrets({ command, secretFiles }: Run, environment: Env): ReadonlyMap<InputName, string> {
  const secrets = new Map<InputName, string>();
  for (const name of secretsOf(command)) {
    const path = secretFiles.get(name);
    const fallback = name === 'github-token' ? environment['GITHUB_TOKEN'] : undefined;
    const secret = path === undefined ? (environment[secretVariable(name)] ?? fallback) : readSecretFile(name, path);
    if (secret !== undefined) secrets.set(name, secret);
  }
  return secrets;
}
