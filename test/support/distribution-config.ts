import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Passwords with their bcrypt hashes, the only form that CNCF Distribution reads.
 *
 * Node has no bcrypt, so the hashes were made once (crypt(3), cost 5); these passwords guard nothing but tests.
 */
const HASHES = {
  'correct-horse': '$2y$05$/bBDJ0o40kYCdYbf1RgUGOrjjsq63.J.hwsX8HtYzGZgcYV7VsaLO',
  'battery-staple': '$2y$05$FUbFnXr9QFHWl2tR1tDYVOHS5SmfabIqxRR0TciS8EtQX.B/mBtXe',
} as const;

/** A password that a real registry's user can have in a test. */
export type DistributionPassword = keyof typeof HASHES;

/** What the configuration says. */
export interface DistributionConfig {
  /** Where content and configuration lie. */
  readonly folder: string;
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly users?: Readonly<Record<string, DistributionPassword>>;
}

/** Writes the configuration of CNCF Distribution 2 or 3 and returns its path (distribution, "Configuring a registry"). */
export async function writeDistributionConfig({ folder, host, users }: DistributionConfig): Promise<string> {
  const config: Record<string, unknown> = {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: join(folder, 'data') },
      delete: { enabled: true },
      maintenance: { uploadpurging: { enabled: false } },
    },
    http: { addr: host },
  };
  if (users !== undefined) {
    const path = join(folder, 'htpasswd');
    const lines = Object.entries(users).map(([user, password]) => `${user}:${HASHES[password]}\n`);
    await writeFile(path, lines.join(''));
    config['auth'] = { htpasswd: { realm: 'sealift test registry', path } };
  }
  // JSON is YAML, and needs no writer of its own.
  const file = join(folder, 'config.yml');
  await writeFile(file, JSON.stringify(config));
  return file;
}
