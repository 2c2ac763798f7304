import type { SigstoreRequest } from '../attestation/sign/endpoints.ts';
import { quote } from '../util/text-safe-text.ts';
import type { Checker } from './checker.ts';
import type { SigningPolicy } from './pipeline.ts';
import type { ReferredFiles } from './referred-file.ts';
import type { PipelineFile } from './schema-schema.ts';

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

/** Tells whether a text is a JSON object, or one on each line. */
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
