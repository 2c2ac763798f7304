import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { InputError } from '../../errors.ts';
import { openServiceClient } from '../../registry/transport/service-client.ts';
import { decryptCosignKey } from './cosign-key.ts';
import { checkServiceUrl } from './endpoints.ts';
import type { ServiceLimits } from './service.ts';
import { createStatementSigner, type Signer, signFailure } from './sign-statement.ts';
import type { RecordSigner } from './signer.ts';

/** What signs, and what witnesses the time. */
interface KeySignerOptions {
  /** The private key, as PEM; see `readPrivateKey`. */
  readonly key: string;
  readonly passphrase: string | undefined;
  /** Where a time-stamping authority is; without one, the time is not witnessed. */
  readonly timestampUrl?: string | undefined;
  /** Where the variables of proxies are; there are none by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** How patient one is with it. */
  readonly limits?: ServiceLimits;
}

/**
 * Makes what signs with a private key. No log hears of it.
 *
 * @throws {InputError} if the key cannot be used; so does signing, where the time-stamping authority does not do its
 * part.
 */
export async function createKeySigner(options: KeySignerOptions): Promise<RecordSigner> {
  const privateKey = await readPrivateKey(options.key, options.passphrase);
  const timestampUrl = options.timestampUrl && checkServiceUrl(options.timestampUrl, 'timestamp-url');
  const publicKey = createPublicKey(privateKey);
  // The name by which cosign knows a key (sigstore/sigstore-go, pkg/sign/keys.go).
  const hint = createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('base64');
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const algorithm = publicKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  const signer: Signer = {
    sign: async (data) => ({
      signature: sign(algorithm, data, privateKey),
      key: { kind: 'public-key', pem, hint },
    }),
  };
  const openWitness = async (url: string) => {
    // What reads time stamps is loaded only for them.
    const { createStampWitness } = await import('./timestamp.ts');
    const client = openServiceClient(options.environment ?? {});
    return createStampWitness({ name: 'the time-stamping authority', url, client, limits: options.limits });
  };
  const witnesses = timestampUrl ? [await openWitness(timestampUrl)] : [];
  const signStatement = createStatementSigner(signer, witnesses);
  return {
    name: `key ${hint}`,
    who: { kind: 'key', pem },
    // The key is there already.
    async prepare() {},
    async sign(statement) {
      try {
        return await signStatement(statement);
      } catch (error) {
        throw signFailure(error);
      }
    },
  };
}

/** The longest text that is read as a key, in characters: an RSA key of 16,384 bits has 13,000. */
const MAX_TEXT = 32 * 1024;

/** The encapsulation boundary of PEM (RFC 7468, section 2). */
const LABEL = /-----BEGIN ([A-Z0-9 ]{1,64})-----/g;

/** cosign's own form; the second name is that of its first version. */
const COSIGN_LABELS: ReadonlySet<string> = new Set(['ENCRYPTED SIGSTORE PRIVATE KEY', 'ENCRYPTED COSIGN PRIVATE KEY']);

/** Forms that Node reads (RFC 5958, RFC 5915, RFC 8017). */
const LABELS: ReadonlySet<string> = new Set([
  'PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'EC PRIVATE KEY',
  'RSA PRIVATE KEY',
]);

const PUBLIC_LABELS = /^(?:RSA )?PUBLIC KEY$|^CERTIFICATE$/;

/** Keys in the forms before PKCS#8 are encrypted in a way of their own (RFC 1421, section 4.6.1.1). */
const OLD_ENCRYPTION = /^Proc-Type: 4,ENCRYPTED\s*$/m;

/** The shortest RSA key that is taken, in bits (NIST SP 800-57, part 1). */
const MIN_RSA = 2048;

const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1']);

const KINDS = 'ECDSA on P-256 or P-384, Ed25519, or RSA with 2048 bits or more';

const GIVE_KEY = 'give the PEM of a private key, such as that of "cosign generate-key-pair"';

const GIVE_PASSPHRASE = 'give the right one';

/** Never shows anything of the key: not its text, and no message of a parser about it. */
function failure(reason: string, remedy: string): InputError {
  return new InputError(`Cannot use the signing key: ${reason}; ${remedy}`);
}

/** Finds what a text says that it holds: of several parts the private key, beside which there may be parameters. */
function labelOf(text: string): string {
  const labels = [...text.matchAll(LABEL)].map(([, label]) => label ?? '');
  const label = labels.find((candidate) => /PRIVATE KEY/.test(candidate));
  if (label !== undefined) return label;
  if (labels.some((candidate) => PUBLIC_LABELS.test(candidate))) {
    throw failure('it is a public key or a certificate', GIVE_KEY);
  }
  throw failure('it is no PEM', GIVE_KEY);
}

function contentOf(text: string, label: string): Buffer {
  const start = text.indexOf(`-----BEGIN ${label}-----`) + `-----BEGIN ${label}-----`.length;
  const end = text.indexOf(`-----END ${label}-----`, start);
  if (end < 0) throw failure('its PEM has no end', GIVE_KEY);
  return Buffer.from(text.slice(start, end), 'base64');
}

async function openCosignKey(content: Buffer, passphrase: string | undefined): Promise<KeyObject> {
  // A key may have been made with an empty passphrase.
  const opened = await decryptCosignKey(content, passphrase ?? '');
  if (opened.kind === 'open') return createPrivateKey({ key: Buffer.from(opened.der), format: 'der', type: 'pkcs8' });
  if (opened.kind === 'unknown') throw failure('it is not in the form that cosign writes', GIVE_KEY);
  if (!passphrase) throw failure('it has a passphrase, and none is given', 'give the passphrase');
  throw failure('its passphrase is wrong, or the key is damaged', GIVE_PASSPHRASE);
}

function openKey(text: string, label: string, passphrase: string | undefined): KeyObject {
  const isShut = label === 'ENCRYPTED PRIVATE KEY' || OLD_ENCRYPTION.test(text);
  if (isShut && !passphrase) throw failure('it has a passphrase, and none is given', 'give the passphrase');
  try {
    return createPrivateKey({ key: text, format: 'pem', ...(passphrase ? { passphrase } : {}) });
  } catch {
    if (isShut) throw failure('its passphrase is wrong, or the key is damaged', GIVE_PASSPHRASE);
    throw failure('it does not parse', GIVE_KEY);
  }
}

function isSupported(key: KeyObject): boolean {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ec':
      return CURVES.has(namedCurve ?? '');
    case 'rsa':
      return modulusLength >= MIN_RSA;
    default:
      return key.asymmetricKeyType === 'ed25519';
  }
}

/**
 * Reads a private key: PKCS#8, with a passphrase or not, SEC1, PKCS#1, or cosign's own form.
 *
 * @param text PEM.
 * @param passphrase empty or undefined if there is none.
 * @throws {InputError} if it cannot be read or is of a kind that is not supported; nothing of the key is in the message.
 */
export async function readPrivateKey(text: string, passphrase: string | undefined): Promise<KeyObject> {
  if (text.length > MAX_TEXT) throw failure('it is longer than any key', GIVE_KEY);
  const label = labelOf(text);
  const isCosign = COSIGN_LABELS.has(label);
  if (!isCosign && !LABELS.has(label)) {
    throw failure('it is in a form that is not supported, such as that of OpenSSH', `give PKCS#8: ${KINDS}`);
  }
  const key = isCosign ? await openCosignKey(contentOf(text, label), passphrase) : openKey(text, label, passphrase);
  if (isSupported(key)) return key;
  throw failure('it is of a kind that is not supported', `give a key for ${KINDS}`);
}
