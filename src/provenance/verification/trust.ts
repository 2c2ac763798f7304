import { TrustedRoot } from '@sigstore/protobuf-specs';
import { type TrustMaterial, toTrustMaterial } from '@sigstore/verify';
import { InputError, type Place } from '../../errors.ts';
import { decodeJson, FormatError, isJsonObject, type JsonObject, parseJsonText, property } from '../../oci/json.ts';
import { quote, safeText } from '../../text/safe-text.ts';

/** The largest file of trusted roots that is read: that of the public instance has 7 kB (bytes). */
const MAX_BYTES = 4 * 1024 * 1024;
/** How to get a file that works. */
const CURE =
  'get a new one, with "gh attestation trusted-root" for the public Sigstore and for GitHub\'s, or from whoever runs yours';

/** A file that says whom to trust. */
export interface TrustFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Where the pipeline file names it. */
  readonly place?: Place | undefined;
}

/** Makes what the verifier needs of a root: `keys` are none, because keys are pinned by the pipeline file. */
export function toMaterial(root: TrustedRoot): TrustMaterial {
  return toTrustMaterial(root, {});
}

/**
 * Reads files of trusted roots (sigstore/protobuf-specs, sigstore_trustroot.proto): each has one as JSON, or one a line.
 *
 * @throws {InputError} where one does not parse, trusts nobody, or has no certificate authority left that is valid.
 */
export function readTrustedRoots(files: readonly TrustFile[], now: Date): readonly TrustMaterial[] {
  return files.flatMap(({ path, bytes, place }) => {
    let roots: readonly TrustMaterial[];
    try {
      roots = readDocuments(bytes).map(readRoot);
    } catch (error) {
      const reason = error instanceof FormatError ? error.message : 'a key or a certificate in it does not parse';
      throw new InputError(`Cannot read the trusted root ${nameFile(path, place)}: ${reason}; ${CURE}`, inPlace(place));
    }
    requireValidAuthority({ path, place }, { roots, now });
    return roots;
  });
}

/** Names a file, and where the pipeline file names it. */
function nameFile(path: string, place: Place | undefined): string {
  if (place === undefined) return quote(path);
  return `${quote(path)} (${safeText(place.file, 200)}, line ${place.line}, column ${place.column})`;
}

function inPlace(place: Place | undefined): { readonly place?: Place } {
  return place === undefined ? {} : { place };
}

/** Takes a file apart: the whole is a document, or each of its lines. */
function readDocuments(bytes: Uint8Array): readonly JsonObject[] {
  if (bytes.byteLength > MAX_BYTES) throw new FormatError('it is larger than 4 MiB');
  const text = decodeJson(bytes);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new FormatError('it is empty');
  try {
    return lines.map(parseJsonText);
  } catch {
    return [parseJsonText(text)];
  }
}

function readRoot(document: JsonObject): TrustMaterial {
  if (isJsonObject(property(document, 'signed'))) throw new FormatError('it is the root of a TUF repository');
  const root = toMaterial(TrustedRoot.fromJSON(document));
  if (root.certificateAuthorities.length + root.tlogs.length + root.timestampAuthorities.length === 0) {
    throw new FormatError('it names no authority and no log');
  }
  for (const { certChain } of [...root.certificateAuthorities, ...root.timestampAuthorities]) {
    if (certChain.length === 0) throw new FormatError('it has an authority without a certificate');
  }
  return root;
}

/** Refuses a file whose certificate authorities are all past: what they sign from now on counts nowhere. */
function requireValidAuthority(
  { path, place }: Pick<TrustFile, 'path' | 'place'>,
  { roots, now }: { readonly roots: readonly TrustMaterial[]; readonly now: Date },
): void {
  const ends = roots
    .flatMap((root) => root.certificateAuthorities)
    .map(({ certChain, validFor }) =>
      Math.min(validFor.end.getTime(), ...certChain.map((each) => each.notAfter.getTime())),
    );
  const last = Math.max(...ends);
  if (ends.length === 0 || last >= now.getTime()) return;
  const day = new Date(last).toISOString().slice(0, 10);
  throw new InputError(
    `Cannot trust by ${nameFile(path, place)}: every certificate authority in it has expired, the last one on ${day}; ${CURE}`,
    inPlace(place),
  );
}
