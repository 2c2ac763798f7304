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

/** Where tokens come from, and how Distribution knows them. */
export interface DistributionTokens {
  readonly realm: string;
  readonly service: string;
  readonly issuer: string;
  /** The certificate (PEM) of the key that tokens are signed with. */
  readonly certificateFile: string;
}

/** A certificate with its key, as PEM files. */
export interface DistributionTls {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** What a test decides. */
export interface DistributionSettings {
  /** Users of HTTP Basic. */
  readonly users?: Readonly<Record<string, DistributionPassword>>;
  readonly tokens?: DistributionTokens;
  readonly tls?: DistributionTls;
  /** Whether it deletes manifests and tags; true by default. */
  readonly deletes?: boolean;
}

/** What the configuration says. */
export interface DistributionConfig extends DistributionSettings {
  /** Where content and configuration lie. */
  readonly folder: string;
  /** `127.0.0.1:PORT`. */
  readonly host: string;
}

async function authOf({ folder, users, tokens }: DistributionConfig): Promise<Record<string, unknown>> {
  if (tokens !== undefined) {
    const { realm, service, issuer, certificateFile } = tokens;
    return { auth: { token: { realm, service, issuer, rootcertbundle: certificateFile } } };
  }
  if (users === undefined) return {};
  const path = join(folder, 'htpasswd');
  const lines = Object.entries(users).map(([user, password]) => `${user}:${HASHES[password]}\n`);
  await writeFile(path, lines.join(''));
  return { auth: { htpasswd: { realm: 'sealift test registry', path } } };
}

/** Writes the configuration of CNCF Distribution 2 or 3 and returns its path (distribution, "Configuring a registry"). */
export async function writeDistributionConfig(settings: DistributionConfig): Promise<string> {
  const { folder, host, tls } = settings;
  const config = {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: join(folder, 'data') },
      delete: { enabled: settings.deletes ?? true },
      maintenance: { uploadpurging: { enabled: false } },
    },
    http: {
      addr: host,
      ...(tls === undefined ? {} : { tls: { certificate: tls.certificateFile, key: tls.keyFile } }),
    },
    ...(await authOf(settings)),
  };
  // JSON is YAML, and needs no writer of its own.
  const file = join(folder, 'config.yml');
  await writeFile(file, JSON.stringify(config));
  return file;
}
