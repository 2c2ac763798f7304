import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findRegistryProgram, type ProgramSearch, type RegistryProgram } from './registry-programs.ts';

const run = promisify(execFile);

/** cosign 3, built by Go. */
export const COSIGN: RegistryProgram = {
  title: 'cosign 3',
  names: ['cosign'],
  requiredBy: 'SEALIFT_REQUIRE_COSIGN',
  remedy: 'build it with "scripts/ci/build-test-programs cosign"',
};

/** A configuration of signing that names no service: no log and no time stamps (sigstore/protobuf-specs, sigstore_trustroot.proto). */
const NO_SERVICES = {
  mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
  rekorTlogConfig: {},
  tsaConfig: {},
};
/** Nobody listens there: whatever cosign wants to ask of the world fails at once, and loopback needs no proxy for it. */
const NO_PROXY_LISTENS = 'http://127.0.0.1:9';

/**
 * Returns the path of cosign, or undefined.
 *
 * @throws {Error} where it is missing and SEALIFT_REQUIRE_COSIGN is `1`.
 */
export function findCosign(env: ProgramSearch = process.env): string | undefined {
  return findRegistryProgram(COSIGN, env);
}

/** Runs cosign with nothing of the surrounding environment, in a folder of its own that is given. */
async function cosign(folder: string, args: readonly string[], passphrase = ''): Promise<string> {
  const program = findCosign({ ...process.env, [COSIGN.requiredBy]: '1' }) ?? '';
  const env = { PATH: '', HOME: folder, COSIGN_PASSWORD: passphrase, HTTPS_PROXY: NO_PROXY_LISTENS };
  return (await run(program, args, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 })).stdout;
}

async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'sealift-cosign-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A pair of keys, as PEM files. */
export interface CosignKeys {
  /** The private key, in cosign's own form. */
  readonly keyFile: string;
  readonly publicKeyFile: string;
}

/** Has cosign make a pair of keys in a folder. */
export async function generateKeyPair(folder: string, passphrase: string): Promise<CosignKeys> {
  await cosign(folder, ['generate-key-pair'], passphrase);
  return { keyFile: join(folder, 'cosign.key'), publicKeyFile: join(folder, 'cosign.pub') };
}

/** What cosign is to attest. */
export interface CosignAttestation {
  /** The image: `127.0.0.1:PORT/NAME@DIGEST`. */
  readonly image: string;
  readonly keyFile: string;
  readonly passphrase: string;
  readonly predicateType: string;
  readonly predicate: object;
  /** Whether it is kept under a tag, as before there were referrers. */
  readonly isTagged?: boolean;
}

/** Has cosign keep what it makes under tags, without a log. */
const TAGGED = ['--new-bundle-format=false', '--use-signing-config=false', '--tlog-upload=false'];

/** Has cosign sign a statement with a key, without log and time stamps, and attach it to an image. */
export function attest({ image, keyFile, passphrase, predicateType, predicate, isTagged }: CosignAttestation) {
  return inFolder(async (folder) => {
    const [config, predicateFile] = [join(folder, 'signing-config.json'), join(folder, 'predicate.json')];
    await writeFile(config, JSON.stringify(NO_SERVICES));
    await writeFile(predicateFile, JSON.stringify(predicate));
    const where = isTagged === true ? TAGGED : ['--signing-config', config];
    const how = ['--yes', '--key', keyFile, ...where, '--allow-http-registry'];
    await cosign(folder, ['attest', ...how, '--type', predicateType, '--predicate', predicateFile, image], passphrase);
  });
}

/** Has cosign sign an image with a key, and keep the signature under a tag. */
export function signTagged({ image, keyFile, passphrase }: Omit<CosignAttestation, 'predicateType' | 'predicate'>) {
  return inFolder(async (folder) => {
    await cosign(folder, ['sign', '--yes', '--key', keyFile, ...TAGGED, '--allow-http-registry', image], passphrase);
  });
}

/** What cosign is to sign a statement of, with a key and in a log. */
export interface CosignBlobAttestation extends Omit<CosignAttestation, 'image'> {
  readonly content: string;
  /** The address of a log of the second version of Rekor. */
  readonly rekorUrl: string;
  /** The root that the log is of. */
  readonly trustedRoot: object;
}

/** Has cosign sign a statement with a key and enter it into a log of the second version of Rekor; returns the bundle. */
export function attestBlob(wanted: CosignBlobAttestation): Promise<Buffer> {
  return inFolder(async (folder) => {
    const { keyFile, passphrase, predicateType, rekorUrl } = wanted;
    const validFor = { start: new Date(0).toISOString() };
    const config = {
      ...NO_SERVICES,
      rekorTlogUrls: [{ url: rekorUrl, majorApiVersion: 2, validFor, operator: 'test' }],
      rekorTlogConfig: { selector: 'ANY' },
    };
    const files = {
      config: JSON.stringify(config),
      root: JSON.stringify(wanted.trustedRoot),
      predicate: JSON.stringify(wanted.predicate),
      content: wanted.content,
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const how = ['--yes', '--key', keyFile, '--signing-config', 'config', '--trusted-root', 'root'];
    const what = ['--type', predicateType, '--predicate', 'predicate', '--bundle', 'bundle', 'content'];
    await cosign(folder, ['attest-blob', ...how, ...what], passphrase);
    return readFile(join(folder, 'bundle'));
  });
}

/** Whom cosign is to trust: a key, or a workflow whose certificates a root vouches for. */
export type CosignTrust =
  /** Logs and time stamps count only by a root. */
  | { readonly publicKeyFile: string; readonly trustedRoot?: object }
  | { readonly trustedRoot: object; readonly identity: string; readonly issuer: string; readonly hasLog: boolean };

/** What cosign is to verify. */
export interface CosignVerification {
  /** The image: `127.0.0.1:PORT/NAME@DIGEST`. */
  readonly image: string;
  readonly predicateType: string;
  readonly trust: CosignTrust;
  /** A policy in CUE that the statements must meet, all of them. */
  readonly policy?: string;
  /** Whether it looks under its tags, as it does by itself only where nothing is attached. */
  readonly isTagged?: boolean;
}

async function trustArguments(folder: string, trust: CosignTrust): Promise<readonly string[]> {
  const file = join(folder, 'trusted_root.json');
  if (trust.trustedRoot !== undefined) await writeFile(file, JSON.stringify(trust.trustedRoot));
  if ('publicKeyFile' in trust) {
    const root = trust.trustedRoot === undefined ? ['--insecure-ignore-tlog'] : ['--trusted-root', file];
    return ['--key', trust.publicKeyFile, ...root];
  }
  const witness = trust.hasLog ? [] : ['--insecure-ignore-tlog', '--insecure-ignore-sct', '--use-signed-timestamps'];
  const signer = ['--certificate-identity', trust.identity, '--certificate-oidc-issuer', trust.issuer];
  return ['--trusted-root', file, ...signer, ...witness];
}

/**
 * Has cosign find and verify what is attached to an image.
 *
 * @returns the statements that hold.
 * @throws {Error} with cosign's words where there are none.
 */
export function verifyAttestation({
  image,
  predicateType,
  trust,
  policy,
  isTagged = false,
}: CosignVerification): Promise<readonly unknown[]> {
  return inFolder(async (folder) => {
    const file = join(folder, 'policy.cue');
    if (policy !== undefined) await writeFile(file, policy);
    const asked = policy === undefined ? [] : ['--policy', file];
    const where = isTagged ? ['--new-bundle-format=false'] : [];
    const by = [...(await trustArguments(folder, trust)), '--allow-http-registry', ...where];
    const how = [...by, '--type', predicateType, ...asked];
    const lines = (await cosign(folder, ['verify-attestation', ...how, image])).trim().split('\n');
    return lines.map((line) => JSON.parse(Buffer.from(JSON.parse(line).payload, 'base64').toString()));
  });
}

/**
 * Has cosign verify a bundle that holds a statement, whatever the statement is of.
 *
 * @throws {Error} with cosign's words if it does not hold.
 */
export function verifyBundle(
  bundle: { readonly dsseEnvelope: { readonly payload: string } },
  trust: CosignTrust,
): Promise<void> {
  return inFolder(async (folder) => {
    const file = join(folder, 'bundle.json');
    await writeFile(file, JSON.stringify(bundle));
    const { predicateType } = JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString());
    const how = [...(await trustArguments(folder, trust)), '--bundle', file, '--check-claims=false'];
    await cosign(folder, ['verify-blob-attestation', ...how, '--type', predicateType]);
  });
}

/**
 * Has cosign verify the signatures of an image.
 *
 * @throws {Error} with cosign's words where there are none that hold.
 */
export function verifySignature({
  image,
  trust,
  isTagged = false,
}: Pick<CosignVerification, 'image' | 'trust' | 'isTagged'>): Promise<string> {
  return inFolder(async (folder) => {
    const where = isTagged ? ['--new-bundle-format=false'] : [];
    const how = [...(await trustArguments(folder, trust)), '--allow-http-registry', ...where];
    return cosign(folder, ['verify', ...how, image]);
  });
}
