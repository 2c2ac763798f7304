import { createPublicKey, type KeyObject } from 'node:crypto';
import type { SigstoreRequest } from '../attestation/sign/endpoints.ts';
import type { TrustedSigner } from '../attestation/verify/verifier.ts';
import type { ReferredFiles } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import type { SigningPolicy } from './pipeline.ts';
import { GITHUB_ISSUER, type PipelineFile, type SignerFile } from './schema.ts';
import type { Checker, Path } from './yaml.ts';

type SigningFile = NonNullable<PipelineFile['signing']>;

const ADDRESSES = ['fulcio-url', 'rekor-url', 'timestamp-url'] as const;

/** The hosts to which plain HTTP may be spoken: this machine. */
const LOOPBACK = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])$/;

/** How records are signed, as the file has it, and what its reading needs. */
interface SigningPlace {
  readonly signing: SigningFile;
  readonly checker: Checker;
  readonly files: ReferredFiles;
}

/** Says in a clause with a cure what is wrong with an address, or returns undefined. */
function judgeAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return 'which is no address; write it as https://HOST';
  if (url.username !== '' || url.password !== '') return 'which holds credentials; leave them out';
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) return 'which is not encrypted; write it with https://';
  return undefined;
}

/** Shows an address without the credentials that it may hold. */
function showAddress(text: string): string {
  return quote(text.replace(/\/\/[^/]*@/, '//…@'));
}

/** Reads a signing config, which has all addresses; what it says is looked at when it is used, at that time. */
function readConfig(path: string, { signing, checker, files }: SigningPlace): SigstoreRequest {
  const at = ['signing', 'signing-config'];
  const other = (['sigstore', ...ADDRESSES] as const).find((name) => signing[name] !== undefined);
  if (other !== undefined) {
    checker.key(['signing', other], `"signing-config" names all addresses; leave out "${other}"`);
  }
  if (signing['trusted-root'] === undefined) {
    checker.key(
      at,
      'what a Sigstore of your own signs is checked with its own trusted root; add "trusted-root" with the path of its file',
    );
  }
  const file = files.get(path);
  const bytes = file?.kind === 'read' ? file.bytes : new Uint8Array();
  if (file?.kind !== 'read') {
    const reason = file?.reason ?? 'it was not read';
    checker.value(at, `the signing config ${quote(path)} cannot be read: ${reason}; name a file of the repository`);
  } else if (!isJson(Buffer.from(bytes).toString('utf8'))) {
    checker.value(at, `the signing config ${quote(path)} is not JSON; get it from whoever runs that Sigstore`);
  }
  return { kind: 'config', path, bytes };
}

/** The host of an audience that is an address, with a scheme or without; undefined if it is a word. */
function hostOf(audience: string): string | undefined {
  if (!/[.:/]/.test(audience)) return undefined;
  return URL.parse(audience.includes('://') ? audience : `https://${audience}`)?.host;
}

/** An audience that nobody else would take for theirs. */
const OWN_NAME = /^sigstore-[A-Za-z0-9_-]+$/;

/**
 * Reads whom tokens are for: never somebody whose tokens are worth more than what they are asked for, such as the public
 * Sigstore or a cloud, because the Sigstore that gets them could use them there.
 */
function readAudience({ signing, checker }: SigningPlace): string | undefined {
  const { audience, 'fulcio-url': fulcioUrl } = signing;
  if (audience === undefined) return undefined;
  const at = ['signing', 'audience'];
  if (fulcioUrl === undefined && signing['signing-config'] === undefined) {
    return checker.key(at, '"audience" is for a Sigstore of your own; add its "fulcio-url" or "signing-config"');
  }
  const own = URL.parse(fulcioUrl ?? '')?.host;
  const host = hostOf(audience);
  // Of a signing config, the host is looked at when it is read.
  const isOwn = host === undefined ? OWN_NAME.test(audience) : own === undefined || host === own;
  if (isOwn) return audience;
  return checker.value(
    at,
    `"audience" is ${quote(audience)}, and whoever gets such a token could use it elsewhere; write an address of ${own ?? 'its host'}, or a name that begins with "sigstore-", and let that Sigstore take it`,
  );
}

function readChoice({ signing, checker, files }: SigningPlace): SigstoreRequest {
  const config = signing['signing-config'];
  if (config !== undefined) return readConfig(config, { signing, checker, files });
  const given = ADDRESSES.filter((name) => signing[name] !== undefined);
  for (const name of given) {
    const text = signing[name] ?? '';
    const reason = judgeAddress(text);
    if (reason !== undefined) checker.value(['signing', name], `"${name}" is ${showAddress(text)}, ${reason}`);
  }
  const [first] = given;
  if (first === undefined) return { kind: signing.sigstore ?? 'auto' };
  if (signing.sigstore !== undefined) {
    checker.value(
      ['signing', 'sigstore'],
      `"sigstore" is "${signing.sigstore}", and "${first}" names another one; leave out one of the two`,
    );
  }
  const fulcioUrl = signing['fulcio-url'];
  if (fulcioUrl === undefined) {
    checker.key(['signing', first], `"${first}" is of no use without "fulcio-url"; add that, or leave it out`);
  } else if (signing['trusted-root'] === undefined) {
    checker.key(
      ['signing', 'fulcio-url'],
      'what a Sigstore of your own signs is checked with its own trusted root; add "trusted-root" with the path of its file',
    );
  }
  return {
    kind: 'custom',
    fulcioUrl: fulcioUrl ?? '',
    rekorUrl: signing['rekor-url'],
    timestampUrl: signing['timestamp-url'],
  };
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Whether a text is a JSON object, or one on each line. */
function holdsJson(text: string): boolean {
  if (isJson(text)) return true;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 0 && lines.every(isJson);
}

/** Lists the trusted roots that the file names, each with the way to it. */
export function trustedRootsOf({ signing }: PipelineFile) {
  const given = signing?.['trusted-root'];
  if (given === undefined) return [];
  if (typeof given === 'string') return [{ path: given, at: ['signing', 'trusted-root'] as const }];
  return given.map((path, index) => ({ path, at: ['signing', 'trusted-root', index] as const }));
}

/** Reads how records are signed and checked; what is wrong goes to the checker. */
export function readSigning(
  file: PipelineFile,
  { checker, files, name }: { readonly checker: Checker; readonly files: ReferredFiles; readonly name: string },
): SigningPolicy {
  const trustedRoots = trustedRootsOf(file).flatMap(({ path, at }) => {
    const read = files.get(path);
    if (read?.kind !== 'read') {
      const reason = read?.reason ?? 'it was not read';
      checker.value(at, `the trusted root ${quote(path)} cannot be read: ${reason}; name a file of the repository`);
      return [];
    }
    if (!holdsJson(Buffer.from(read.bytes).toString('utf8'))) {
      checker.value(at, `the trusted root ${quote(path)} is not JSON; write it with "gh attestation trusted-root"`);
      return [];
    }
    return [{ path, bytes: read.bytes, place: { file: name, ...checker.file.positionOf(at) } }];
  });
  const place = { signing: file.signing ?? {}, checker, files };
  const audience = readAudience(place);
  return { sigstore: readChoice(place), ...(audience === undefined ? {} : { audience }), trustedRoots };
}

/** Where signers are, and what their keys' files hold. */
interface SignersPlace {
  readonly checker: Checker;
  readonly path: Path;
  readonly files: ReferredFiles;
}

/** What may be shown of a path; a key without the lines around it looks like none. */
const LIKE_A_PATH = /^(?![A-Za-z0-9+/=]{40})[\w.@ /-]{1,200}$/;

function readKey(key: string, { checker, path, files }: SignersPlace): TrustedSigner | undefined {
  if (isPem(key)) {
    const read = readPublicKey(key);
    if ('reason' in read) return checker.value(path, read.reason);
    return { kind: 'key', name: 'a key in the pipeline file', pem: read.pem };
  }
  const file = files.get(key);
  if (file?.kind !== 'read') {
    if (!LIKE_A_PATH.test(key)) {
      return checker.value(path, 'this is neither a public key in PEM nor the path of one; write one of them');
    }
    const reason = file?.reason ?? 'it was not read';
    return checker.value(path, `the key ${quote(key)} cannot be read: ${reason}; name a PEM file of the repository`);
  }
  const read = readPublicKey(Buffer.from(file.bytes).toString('utf8'));
  if ('reason' in read) return checker.value(path, `in ${quote(key)}: ${read.reason}`);
  return { kind: 'key', name: key, pem: read.pem };
}

/** What a pin may ask of the run beside its identity, by the keys of the pipeline file. */
const RUN_KEYS = ['source-repository', 'source-ref', 'event'] as const;

/** Why a key cannot be pinned together with them. */
const NO_RUN = {
  'source-repository': 'a key belongs to no repository; leave it out',
  'source-ref': 'a key does not say on which ref it signed; leave it out',
  event: 'a key does not say which event started the run; leave it out',
} as const;

function readSigner(signer: SignerFile, place: SignersPlace): TrustedSigner | undefined {
  const { identity, issuer, key } = signer;
  const { 'source-repository': sourceRepository, 'source-ref': sourceRef, event } = signer;
  const { checker, path } = place;
  if (identity !== undefined && key !== undefined) {
    return checker.key([...path, 'key'], 'a signer is an identity or a key, and this is both; make it two');
  }
  if (key !== undefined) {
    const ofRun = RUN_KEYS.find((name) => signer[name] !== undefined);
    if (ofRun !== undefined) return checker.key([...path, ofRun], NO_RUN[ofRun]);
    if (issuer === undefined) return readKey(key, { ...place, path: [...path, 'key'] });
    return checker.key([...path, 'issuer'], 'a key has no issuer; leave it out');
  }
  if (identity === undefined) {
    return checker.value(path, 'this signer has neither "identity" nor "key"; add one of them');
  }
  const reason = judgeIdentity(identity);
  if (reason !== undefined) return checker.value([...path, 'identity'], `"identity" is ${quote(identity)}: ${reason}`);
  if (issuer?.includes('*')) {
    return checker.value([...path, 'issuer'], '"issuer" has a "*", and an issuer is one; write out its address');
  }
  const wide = sourceRepository === undefined ? undefined : judgeRepository(sourceRepository);
  if (wide !== undefined) {
    const at = [...path, 'source-repository'];
    return checker.value(at, `"source-repository" is ${quote(sourceRepository ?? '')}: ${wide}`);
  }
  return {
    kind: 'identity',
    issuer: issuer ?? GITHUB_ISSUER,
    identity,
    ...(sourceRepository === undefined ? {} : { sourceRepository }),
    ...(sourceRef === undefined ? {} : { sourceRef }),
    ...(event === undefined ? {} : { event }),
  };
}

/** Reads who may sign; what is wrong goes to the checker. */
export function readSigners(signers: readonly SignerFile[], place: SignersPlace): readonly TrustedSigner[] {
  return signers.flatMap((signer, index) => readSigner(signer, { ...place, path: [...place.path, index] }) ?? []);
}

/** The addresses of workflows begin so at GitHub. */
const GITHUB = 'https://github.com/';

/** An address whose host and first segment (at GitHub: the owner) are literal. */
const LITERAL_OWNER = /^[a-z][a-z0-9+.-]*:\/\/[^/*]+\/[^/*]+\//;

/** The address of a repository whose host and owner are literal. */
const LITERAL_REPOSITORY = /^[a-z][a-z0-9+.-]*:\/\/[^/*]+\/[^/*]+\/[^/]/;

/** Everybody with a mail address of one domain; `*` stands for no "/", so that no address of a workflow is meant. */
const ANYBODY_OF = /^\*@[^/*@]+$/;

/** Writes the line that was most likely meant by a pattern without a ref. */
function withRef(pattern: string): string {
  const whole = /\*$|\.ya?ml$/.test(pattern) ? pattern.replace(/\/\*$/, '/**') : `${pattern.replace(/\/$/, '')}/**`;
  return `"${whole}@refs/heads/main"`;
}

/** Says in a clause with a cure why an identity cannot be pinned, or returns undefined if it can. */
function judgeIdentity(identity: string): string | undefined {
  if (/\s/.test(identity)) return 'it has a space or line in it; write the address of a workflow and its ref';
  if (identity.includes('***')) return 'it has three "*" in a row; write "*" or "**"';
  if (identity.includes('*') && !LITERAL_OWNER.test(identity) && !ANYBODY_OF.test(identity)) {
    return 'so wide a pattern is met by strangers; write out the host and the owner, such as "https://github.com/acme/**@refs/heads/main"';
  }
  if (identity.includes('*') && !identity.includes('@')) {
    return `no "*" stands for "@" and the ref after it, so that this matches nobody; write ${withRef(identity)}`;
  }
  if (identity.startsWith(GITHUB) && !identity.includes('@')) {
    return `the identity of a workflow ends in its ref; write ${withRef(identity)}`;
  }
  return undefined;
}

/** Says in a clause with a cure why a pattern of repositories cannot be pinned, or returns undefined if it can. */
function judgeRepository(repository: string): string | undefined {
  if (repository.includes('***')) return 'it has three "*" in a row; write "*" or "**"';
  if (repository.includes('*') && !LITERAL_REPOSITORY.test(repository)) {
    return 'so wide a pattern is met by strangers; write out the host and the owner, such as "https://github.com/acme/*"';
  }
  return undefined;
}

/** The begin of a private key in any of its forms, that of Sigstore's tools among them. */
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/;

/** One public key and nothing else (RFC 7468, section 13). */
const PUBLIC_KEY = /^\s*-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/;

/** A shorter key of RSA can be broken (bits; NIST SP 800-131A). */
const LEAST_RSA_BITS = 2048;

/** Says what to do about a private key where everybody can read it; the key itself is never repeated. */
export const PRIVATE_KEY_FOUND =
  'this is a private key, which must not be where others can read it; put the public key here, and make a new pair, since this one is known now';

/** Finds where a private key begins in a text; undefined if there is none. */
export function findPrivateKey(text: string): number | undefined {
  return PRIVATE_KEY.exec(text)?.index;
}

function tryRead(pem: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: pem, format: 'pem' });
  } catch {
    return undefined;
  }
}

/**
 * Reads a public key: its PEM in the one form in which keys are compared, or a clause with a cure that says why not.
 *
 * Neither repeats what was read: it may be a secret that is there by mistake.
 */
function readPublicKey(text: string): { readonly pem: string } | { readonly reason: string } {
  if (findPrivateKey(text) !== undefined) return { reason: PRIVATE_KEY_FOUND };
  if (text.includes('-----BEGIN CERTIFICATE-----')) {
    return { reason: 'this is a certificate and no public key; name its identity, or give the public key' };
  }
  const key = PUBLIC_KEY.test(text) ? tryRead(text) : undefined;
  if (key === undefined) {
    return { reason: 'this is no public key; write one in PEM, from "-----BEGIN PUBLIC KEY-----" to the end' };
  }
  const type = key.asymmetricKeyType;
  if (type !== 'ec' && type !== 'rsa' && type !== 'ed25519') {
    return { reason: `a key of the type ${type} signs no records; use one of ECDSA, RSA or Ed25519` };
  }
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < LEAST_RSA_BITS) {
    return { reason: `a key of RSA with ${bits} bits can be broken; use one with ${LEAST_RSA_BITS} or more` };
  }
  return { pem: key.export({ type: 'spki', format: 'pem' }).toString() };
}

/** Whether a text is PEM and no path. */
export function isPem(text: string): boolean {
  return text.includes('-----BEGIN') || text.includes('\n');
}
