import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { findProgram } from '../support/programs.ts';

const run = promisify(execFile);

/** A program of others that reads a manifest from a registry. */
export interface Judge {
  readonly name: string;
  /** Returns the digest of the bytes that it reads, computed here. */
  digestOf(host: string, name: string): Promise<string>;
}

function judge(name: string, args: (host: string, reference: string) => readonly string[]): readonly Judge[] {
  const program = findProgram([name]);
  if (program === undefined) return [];
  return [
    {
      name,
      async digestOf(host, reference) {
        const { stdout } = await run(program, args(host, reference), { encoding: 'buffer' });
        return `sha256:${createHash('sha256').update(stdout).digest('hex')}`;
      },
    },
  ];
}

/** The judges that this machine has. */
export const JUDGES: readonly Judge[] = [
  ...judge('skopeo', (host, name) => ['inspect', '--raw', '--tls-verify=false', `docker://${host}/${name}`]),
  ...judge('crane', (host, name) => ['manifest', '--insecure', `${host}/${name}`]),
  ...judge('regctl', (host, name) => [
    ...['--host', `reg=${host},tls=disabled`],
    ...['manifest', 'get', '--format', 'raw-body', `${host}/${name}`],
  ]),
];
