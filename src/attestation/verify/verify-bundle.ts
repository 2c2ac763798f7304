import type { KeyObject } from 'node:crypto';
import { type SignedEntity, type TrustMaterial, toSignedEntity, Verifier } from '@sigstore/verify';
import { FormatError } from '../../oci/json.ts';
import { getOrMake } from '../../util/memo.ts';
import { quote } from '../../util/safe-text.ts';
import { CLOCK_SKEW } from '../../util/time.ts';
import { readBundle } from './bundle.ts';
import { type Certificate, readCertificateClaims } from './certificate.ts';
import { acceptAnyDigest, findKey } from './keys.ts';
import { explainMismatch, matchesSigner } from './trusted-signer.ts';
import {
  type BundleForm,
  type BundleVerifier,
  nameSigners,
  reject,
  type Signed,
  type TrustedSigner,
  type TrustPolicy,
  type VerificationResult,
} from './verifier.ts';

interface BundleVerifierOptions {
  /** Those of `readTrustedRoots` and `fetchPublicGoodRoot`; signatures with keys need none. */
  readonly roots: readonly TrustMaterial[];
  /** No signature may be later; a function if time goes on. */
  readonly now: Date | (() => Date);
  /** Whether a signature with a key counts only if a witness saw when it was made; not by default. */
  readonly keysNeedWitness?: boolean;
}

/**
 * Makes a verifier that never throws, whatever it is given.
 *
 * It compares who signed, whole and exactly or by a glob: the library takes a regular expression that may fit anywhere
 * in an identity. The caller reads the payload, its subjects and its predicate.
 *
 * A history asks for the same record in several ways: the same array of bytes, which must not change, is verified once for the
 * same signers.
 */
export function createBundleVerifier(options: BundleVerifierOptions): BundleVerifier {
  const { roots, now: given, keysNeedWitness = false } = options;
  const verified = { bundle: createMemory(), promised: createMemory() };
  return (bytes, signers, form = 'bundle') => {
    const now = given instanceof Date ? given : given();
    const bySigners = getOrMake(verified[form], bytes, () => new WeakMap());
    const result = getOrMake(bySigners, signers, () => {
      try {
        return verify(bytes, form, { roots, signers, keysNeedWitness });
      } catch (error) {
        return reject(error instanceof FormatError ? error.message : explainFailure(error).reason);
      }
    });
    const signedAt = (result.kind === 'signed' ? result.signature : result.stranger)?.signedAt;
    if (signedAt === undefined || signedAt.getTime() <= now.getTime() + CLOCK_SKEW) return result;
    return reject(`it was signed at ${signedAt.toISOString()}, which is in the future`);
  };
}

/** By a bundle's bytes and the signers. */
function createMemory() {
  return new WeakMap<Uint8Array, WeakMap<readonly TrustedSigner[], VerificationResult>>();
}

function verify(bytes: Uint8Array, form: BundleForm, policy: TrustPolicy): VerificationResult {
  const bundle = readBundle(bytes, form);
  const envelope = bundle.content.dsseEnvelope;
  const read = toSignedEntity(bundle);
  const entity = { ...read, signature: acceptAnyDigest(read.signature, envelope) };
  const signed = { entity, payload: envelope.payload };
  const { key } = entity;
  switch (key.$case) {
    case 'certificate':
      return verifyCertificate(key.certificate, signed, policy);
    case 'public-key':
      return verifyKey(key.hint, signed, policy);
  }
}

/** @throws {FormatError} if the certificate does not say in one way who signed. */
function verifyCertificate(
  certificate: Certificate,
  { entity, payload }: Signed,
  { roots, signers }: TrustPolicy,
): VerificationResult {
  if (roots.length === 0) {
    const { identity } = readCertificateClaims(certificate);
    return reject(`no trusted root is known that could vouch for its certificate, which claims ${quote(identity)}`);
  }
  const tried = roots.map((root) => tryRoot(entity, root));
  const held = tried.find((each) => 'entity' in each);
  if (held === undefined) {
    // The root that got furthest is the one that was meant.
    const failures = tried.flatMap((each) => ('entity' in each ? [] : [each]));
    const [best] = failures.toSorted((one, other) => other.stage - one.stage);
    return reject(best?.reason ?? 'no trusted root vouches for its certificate');
  }
  const claims = readCertificateClaims(certificate);
  const by = { kind: 'certificate', claims } as const;
  const signature = { by, signedAt: earliestTimestamp(held.entity), payload };
  if (!signers.some((signer) => matchesSigner(claims, signer))) {
    const from = claims.sourceRepository === undefined ? '' : ` in a run of ${quote(claims.sourceRepository)}`;
    const miss = explainMismatch(claims, signers);
    return reject(
      `it was signed by ${quote(claims.identity)}${from}, as ${quote(claims.issuer)} vouches, ` +
        `which the pipeline file does not name ${nameSigners(signers)}${miss === undefined ? '' : `: ${miss}`}`,
      signature,
    );
  }
  return { kind: 'signed', signature };
}

/**
 * Verifies all but who signed by one root; returns the signature with the witnesses that count.
 *
 * A root with logs asks for their entries (that of the public instance), one without for a timestamp (that of GitHub).
 */
function tryRoot(entity: SignedEntity, root: TrustMaterial): Explanation | { readonly entity: SignedEntity } {
  const counted = withoutUnknownStamps(entity, root);
  try {
    new Verifier(root, {
      tlogThreshold: root.tlogs.length > 0 ? 1 : 0,
      ctlogThreshold: root.ctlogs.length > 0 ? 1 : 0,
      timestampThreshold: 1,
    }).verify(counted);
    return { entity: counted };
  } catch (error) {
    return explainFailure(error);
  }
}

/** The longest name of a key that is shown; cosign's are hashes (characters). */
const MAX_HINT = 100;

/**
 * A witness that holds says when a key signed; one must be there if the pipeline file names who stamps: whoever has the
 * key could otherwise leave the stamp off and choose the time.
 */
function verifyKey(
  hint: string,
  { entity, payload }: Signed,
  { roots, signers, keysNeedWitness }: TrustPolicy,
): VerificationResult {
  const found = findKey(entity.signature, signers);
  if (found === undefined) {
    return reject(
      `it was signed by no key that the pipeline file names, or changed after that; ` +
        `it calls its key ${quote(hint, MAX_HINT)} ${nameSigners(signers)}`,
    );
  }
  const signedAt = roots
    .map((root) => witnessedBy({ ...root, publicKey: () => trusted(found.key) }, entity))
    .find((time) => time !== undefined);
  if (signedAt === undefined && keysNeedWitness) {
    return reject(
      'nobody whom the trusted roots have witnessed when it was signed, and the pipeline file names a "timestamp-url"',
    );
  }
  return { kind: 'signed', signature: { by: { kind: 'key', name: found.name, pem: found.pem }, signedAt, payload } };
}

/** A trusted key is good until the pipeline file no longer names it. */
function trusted(publicKey: KeyObject): ReturnType<TrustMaterial['publicKey']> {
  return { publicKey, validFor: () => true };
}

/** Undefined if the root has no witness of the time, or another one fails. */
function witnessedBy(root: TrustMaterial, entity: SignedEntity): Date | undefined {
  const counted = withoutUnknownStamps(entity, root);
  try {
    new Verifier(root, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 1 }).verify(counted);
    return earliestTimestamp(counted);
  } catch {
    return undefined;
  }
}

/**
 * The earliest time that a log or a time-stamping authority witnessed. For what was verified: then all of its witnesses
 * were.
 */
function earliestTimestamp(entity: SignedEntity): Date | undefined {
  const times = entity.timestamps.flatMap((witness) => {
    if (witness.$case === 'timestamp-authority') return [witness.timestamp.signingTime.getTime()];
    // Only the log's promise covers the time of an entry; without one, anybody may have written it.
    return witness.tlogEntry.inclusionPromise === undefined ? [] : [Number(witness.tlogEntry.integratedTime) * 1000];
  });
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

/** Whether a root has the authority of a time stamp, and the stamp is of this signature. */
function isKnown(stamp: SignedEntity['timestamps'][number], entity: SignedEntity, root: TrustMaterial): boolean {
  try {
    const verifier = new Verifier(root, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 1 });
    verifier.verify({ ...entity, timestamps: [stamp], tlogEntries: [] });
    return true;
  } catch (error) {
    // Time stamps are looked at first; what fails after them is told when all is verified.
    return !(error instanceof Error && 'code' in error && error.code === 'TIMESTAMP_ERROR');
  }
}

/**
 * Leaves out the time stamps that do not count by a root, as long as another witness of the time is there.
 *
 * The library refuses a signature for any of its stamps that does not hold, so that a bundle with the stamp of an
 * authority which a root does not have yet would be refused although others hold. A stamp that does not hold is no
 * witness; it takes nothing away either.
 */
function withoutUnknownStamps(entity: SignedEntity, root: TrustMaterial): SignedEntity {
  const timestamps = entity.timestamps.filter(
    (each) => each.$case !== 'timestamp-authority' || isKnown(each, entity, root),
  );
  const isLeft = timestamps.some(
    (each) => each.$case === 'timestamp-authority' || each.tlogEntry.inclusionPromise !== undefined,
  );
  // Where no other witness is left, the library says what is wrong with the stamps.
  return isLeft ? { ...entity, timestamps } : entity;
}

interface Explanation {
  /** The later, the more of the bundle was found to be good. */
  readonly stage: number;
  /** A clause of which "it" is the signed record. */
  readonly reason: string;
}

/** The first that fits explains a failure. They are in the order of the library's steps, and so are their stages. */
const EXPLANATIONS: readonly (readonly [stage: number, code: RegExp, words: RegExp, reason: string])[] = [
  [1, /^TIMESTAMP/, /got 0$/, 'nobody witnessed when it was signed: it has no timestamp that counts'],
  [1, /^TIMESTAMP/, /duplicate/, 'it has the same timestamp twice'],
  [
    1,
    /^TIMESTAMP/,
    /./,
    'its timestamp is of another signature, or of an authority that the trusted roots do not have',
  ],
  [2, /^CERTIFICATE/, /not valid or expired/, 'its certificate was not valid when it was signed'],
  [2, /^CERTIFICATE/, /chain|path/, 'no trusted root vouches for its certificate at signing time'],
  [3, /^CERTIFICATE/, /SCT/, 'its certificate is in no certificate log of the trusted roots'],
  [4, /^TLOG/, /got 0$/, 'it is in no transparency log, which the trusted roots ask for'],
  [4, /^TLOG_BODY/, /./, 'its log entry is of another signature'],
  [4, /^TLOG/, /duplicate/, 'it has the same log entry twice'],
  [4, /^TLOG/, /./, 'its log entry is in no log of the trusted roots'],
  [5, /^SIGNATURE/, /./, 'its signature does not fit what it says: one of the two was changed'],
];

/** Whatever was thrown, the verification failed. */
function explainFailure(error: unknown): Explanation {
  const { code, words } = describe(error);
  for (const [stage, codes, wordings, reason] of EXPLANATIONS) {
    if (codes.test(code) && wordings.test(words)) return { stage, reason };
  }
  return { stage: 0, reason: 'it holds a certificate, a timestamp or a log entry that cannot be read' };
}

/** Of a certificate error, the cause has the reason (sigstore/sigstore-js, packages/verify/src/error.ts). */
function describe(error: unknown) {
  if (!(error instanceof Error)) return { code: '', words: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const cause = error.cause instanceof Error ? `${error.cause.message} ` : '';
  return { code, words: `${cause}${error.message}` };
}
