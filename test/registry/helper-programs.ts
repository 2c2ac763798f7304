import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Writes a credential helper as a shell script into a folder, and returns the script's path. */
export async function writeHelper(folder: string, suffix: string, script: string): Promise<string> {
  const path = join(folder, `docker-credential-${suffix}`);
  await mkdir(folder, { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

/** The script of a helper that gives a user and a secret to whoever asks. */
export function answering(username: string, secret: string): string {
  return `cat >/dev/null; printf '%s' '${JSON.stringify({ ServerURL: 'x', Username: username, Secret: secret })}'`;
}

/** Returns PATH with a folder before all others. */
export function pathWith(folder: string): string {
  return [folder, process.env['PATH'] ?? ''].join(delimiter);
}
