import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { findProgram } from '../../../test/support/programs.ts';

const VERSION = /v?\d+\.\d+\.\d+[\w.+-]*/;

/** Where programs are looked for: where Go puts what it installs, and on PATH. */
function searchPath(): string {
  const { GOBIN, GOPATH, PATH = '' } = process.env;
  return [GOBIN ?? join(GOPATH ?? join(homedir(), 'go'), 'bin'), PATH].join(delimiter);
}

/** Returns the path of a program, or its bare name where it is not installed. */
export function programPath(name: string): string {
  return findProgram([name], searchPath()) ?? name;
}

/** Asks a program, by its name or path, for its version and returns the first thing in the answer that looks like one, or undefined. */
export function askVersion(name: string, args: readonly string[]): string | undefined {
  const program = isAbsolute(name) ? name : findProgram([name], searchPath());
  if (program === undefined) return undefined;
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const version = VERSION.exec(stdout)?.[0];
  // What "go install" built knows its version only by its module.
  if (version !== undefined && !version.includes('unknown')) return version;
  const modules = spawnSync('go', ['version', '-m', program], { encoding: 'utf8' }).stdout ?? '';
  return VERSION.exec(/^\s+mod\s.*$/m.exec(modules)?.[0] ?? '')?.[0] ?? 'of an unknown version';
}
