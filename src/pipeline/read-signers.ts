import type { SignerPin } from '../attestation/verify/verifier.ts';
import { quote } from '../util/text-safe-text.ts';
import type { Checker } from './checker.ts';
import { judgeIdentity, judgeRepository } from './identity.ts';
import type { Path } from './locate.ts';
import { readPublicKey } from './public-key.ts';
import { isPem, type ReferredFiles } from './referred-file.ts';
import { GITHUB_ISSUER, type SignerFile } from './signing-schema.ts';

/** Where signers are, and what their keys' files hold. */
export interface SignersPlace {
  readonly checker: Checker;
  readonly path: Path;
  readonly files: ReferredFiles;
}

/** What may be shown of a path; a key without the lines around it looks like none. */
const LIKE_A_PATH = /^(?![A-Za-z0-9+/=]{40})[\w.@ /-]{1,200}$/;

function readKey(key: string, { checker, path, files }: SignersPlace): SignerPin | undefined {
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

function readSigner(signer: SignerFile, place: SignersPlace): SignerPin | undefined {
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
export function readSigners(signers: readonly SignerFile[], place: SignersPlace): readonly SignerPin[] {
  return signers.flatMap((signer, index) => readSigner(signer, { ...place, path: [...place.path, index] }) ?? []);
}
