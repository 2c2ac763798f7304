import type { SigstoreRequest } from '../attestation/sign/endpoints.ts';
import type { ReferredFiles } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import type { Field } from './field.ts';
import { bytesOf, isJson } from './named-file.ts';
import type { SigningPolicy } from './pipeline.ts';
import { choice, mapping, oneOrMore, optional, pathOf, text, type ValueOf } from './shape.ts';
import { SIGNERS } from './signers.ts';

const address = text({ kind: 'address', example: 'it as https://HOST' }, /^https?:\/\/[^\s]+$/);

const path = pathOf({ kind: 'path', example: 'the path of a file in the repository' });

/** How records are signed, and who may sign them. */
export const SIGNING = mapping({
  kind: '"signing"',
  fields: {
    signers: optional(SIGNERS, 'Who may sign records, in every environment that names no signers of its own.'),
    sigstore: optional(
      choice(['auto', 'public-good', 'github']),
      'Which Sigstore signs without a key: "auto" takes the public one for public repositories and that of GitHub for others.',
      'auto',
    ),
    'fulcio-url': optional(address, 'The certificate authority of a Sigstore of your own.'),
    'rekor-url': optional(address, 'The transparency log of a Sigstore of your own; needs "fulcio-url".'),
    'timestamp-url': optional(address, 'The time-stamping authority of a Sigstore of your own; needs "fulcio-url".'),
    'signing-config': optional(
      path,
      'The signing config (JSON, version 0.2) of a Sigstore of your own, in place of its addresses: a path in the repository.',
    ),
    audience: optional(
      text({ kind: 'audience', example: 'one word or address' }, /^[!-~]{1,256}$/),
      'Whom the identity token is for that a Sigstore of your own gets: an address of its host, or a name that begins with "sigstore-". Without it, the address of its certificate authority.',
    ),
    'trusted-root': optional(
      oneOrMore(path, { kind: 'path', example: 'the path of a file, or a list of some', least: 1 }),
      'Files with the trusted roots (JSON, or JSON lines) that signatures are checked with; a path in the repository, or several.',
    ),
  },
});

type SigningFile = Partial<ValueOf<typeof SIGNING>>;

const ADDRESSES = ['fulcio-url', 'rekor-url', 'timestamp-url'] as const;

/** The hosts to which plain HTTP may be spoken: this machine. */
const LOOPBACK = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])$/;

/** Returns what is wrong with an address, in a clause with a cure; undefined if nothing is. */
function faultOf(given: string): string | undefined {
  const url = URL.parse(given);
  if (url === null) return 'which is not an address; write it as https://HOST';
  if (url.username !== '' || url.password !== '') return 'which contains credentials; remove them';
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) return 'which is not encrypted; write it with https://';
  return undefined;
}

/** Shows an address without the credentials that it may hold. */
function showAddress(given: string): string {
  return quote(given.replace(/\/\/[^/]*@/, '//…@'));
}

function requireRoot(signing: SigningFile, field: Field): void {
  if (signing['trusted-root'] !== undefined) return;
  field.refuseKey(
    'what a Sigstore of your own signs is checked with its own trusted root; add "trusted-root" with the path of its file',
  );
}

/** Reads a signing config, which has all addresses; what it says is looked at when it is used, at that time. */
function readConfig(signing: SigningFile, field: Field, files: ReferredFiles): Uint8Array {
  const given = signing['signing-config'] ?? '';
  const at = field.at('signing-config');
  const other = (['sigstore', ...ADDRESSES] as const).find((name) => signing[name] !== undefined);
  if (other !== undefined) field.at(other).refuseKey(`"signing-config" names all addresses; leave out "${other}"`);
  requireRoot(signing, at);
  const bytes = bytesOf({ what: 'signing config', path: given }, at, files);
  if (bytes !== undefined && !isJson(Buffer.from(bytes).toString('utf8'))) {
    at.refuse(`the signing config ${quote(given)} is not JSON; get it from whoever runs that Sigstore`);
  }
  return bytes ?? new Uint8Array();
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
function readAudience(signing: SigningFile, field: Field): string | undefined {
  const { audience, 'fulcio-url': fulcioUrl } = signing;
  if (audience === undefined) return undefined;
  if (fulcioUrl === undefined && signing['signing-config'] === undefined) {
    return field.refuseKey('"audience" is for a Sigstore of your own; add its "fulcio-url" or "signing-config"');
  }
  const own = URL.parse(fulcioUrl ?? '')?.host;
  const host = hostOf(audience);
  // Of a signing config, the host is looked at when it is read.
  const isOwn = host === undefined ? OWN_NAME.test(audience) : own === undefined || host === own;
  if (isOwn) return audience;
  return field.refuse(
    `"audience" is ${quote(audience)}, and its recipient could use such a token elsewhere; write an address of ${own ?? 'its host'}, or a name that begins with "sigstore-", and configure that Sigstore to accept it`,
  );
}

function readSigstore(signing: SigningFile, field: Field, files: ReferredFiles): SigstoreRequest {
  const config = signing['signing-config'];
  if (config !== undefined) return { kind: 'config', path: config, bytes: readConfig(signing, field, files) };
  const given = ADDRESSES.filter((name) => signing[name] !== undefined);
  for (const name of given) {
    const written = signing[name] ?? '';
    const fault = faultOf(written);
    if (fault !== undefined) field.at(name).refuse(`"${name}" is ${showAddress(written)}, ${fault}`);
  }
  const [first] = given;
  const { sigstore, 'fulcio-url': fulcioUrl } = signing;
  if (first === undefined) return { kind: sigstore ?? 'auto' };
  if (sigstore !== undefined) {
    field
      .at('sigstore')
      .refuse(`"sigstore" is "${sigstore}", and "${first}" names another one; leave out one of the two`);
  }
  if (fulcioUrl === undefined) {
    field.at(first).refuseKey(`"${first}" has no effect without "fulcio-url"; add that, or remove it`);
  } else requireRoot(signing, field.at('fulcio-url'));
  return {
    kind: 'custom',
    fulcioUrl: fulcioUrl ?? '',
    rekorUrl: signing['rekor-url'],
    timestampUrl: signing['timestamp-url'],
  };
}

/** Whether a text is a JSON object, or one on each line. */
function holdsJson(content: string): boolean {
  if (isJson(content)) return true;
  const lines = content.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 0 && lines.every(isJson);
}

/**
 * Reads how records are signed and checked; what is wrong is noted.
 *
 * @param file the path of the pipeline file.
 */
export function readSigning(
  signing: SigningFile | undefined = {},
  field: Field,
  { file, files }: { readonly file: string; readonly files: ReferredFiles },
): SigningPolicy {
  const trustedRoots = (signing['trusted-root'] ?? []).flatMap(({ value, field: at }) => {
    const bytes = bytesOf({ what: 'trusted root', path: value }, at, files);
    if (bytes === undefined) return [];
    if (holdsJson(Buffer.from(bytes).toString('utf8'))) {
      return [{ path: value, bytes, place: { file, ...at.position } }];
    }
    return at.refuse(`the trusted root ${quote(value)} is not JSON; write it with "gh attestation trusted-root"`) ?? [];
  });
  const audience = readAudience(signing, field.at('audience'));
  return {
    sigstore: readSigstore(signing, field, files),
    ...(audience === undefined ? {} : { audience }),
    trustedRoots,
  };
}
