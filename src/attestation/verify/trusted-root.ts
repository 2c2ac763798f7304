import { TrustedRoot } from '@sigstore/protobuf-specs';
import { type TrustMaterial, toTrustMaterial } from '@sigstore/verify';
import { InputError, type SourcePosition } from '../../errors.ts';
import { decodeJson, FormatError, isJsonObject, type JsonObject, parseJsonText, property } from '../../oci/json.ts';
import { quote, safeText } from '../../util/safe-text.ts';

/** The largest file of trusted roots that is read: that of the public instance has 7 kB (bytes). */
const MAX_BYTES = 4 * 1024 * 1024;

/** How to get a file that works. */
const REMEDY =
  'get a new one, with "gh attestation trusted-root" for the public Sigstore and for GitHub\'s, or from whoever runs yours';

/** A file that says whom to trust. */
interface TrustFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Where the pipeline file names it. */
  readonly place?: SourcePosition | undefined;
}

/** Makes what the verifier needs of a root: `keys` are none, because keys are pinned by the pipeline file. */
export function toMaterial(root: TrustedRoot): TrustMaterial {
  return toTrustMaterial(root, {});
}

/**
 * Reads files of trusted roots (sigstore/protobuf-specs, sigstore_trustroot.proto): each has one as JSON, or one a line.
 *
 * Old records need the roots of their time: a file whose authorities have all expired is told of by a warning, as long
 * as another file has one that is valid.
 *
 * @throws {InputError} if one does not parse or trusts nobody, or none has a certificate authority left that is valid.
 */
export function readTrustedRoots(
  files: readonly TrustFile[],
  now: Date,
  warn: (sentence: string) => void = () => undefined,
): readonly TrustMaterial[] {
  const read = files.map(({ path, bytes, place }) => {
    let roots: readonly TrustMaterial[];
    try {
      roots = readDocuments(bytes).map(readRoot);
    } catch (error) {
      const reason = error instanceof FormatError ? error.message : 'a key or a certificate in it does not parse';
      throw new InputError(`Cannot read the trusted root ${nameFile(path, place)}: ${reason}; ${REMEDY}`, {
        position: place,
      });
    }
    return { path, place, roots, last: lastEnd(roots) };
  });
  requireValidAuthority(read, now, warn);
  return read.flatMap(({ roots }) => roots);
}

/** Names a file, and where the pipeline file names it. */
function nameFile(path: string, place: SourcePosition | undefined): string {
  if (place === undefined) return quote(path);
  return `${quote(path)} (${safeText(place.file, 200)}, line ${place.line}, column ${place.column})`;
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

/** Refuses a log or an authority that does not say from when on it is trusted: it would be for all times. */
function requireStart({ tlogs, ctlogs, certificateAuthorities, timestampAuthorities }: TrustedRoot): void {
  const starts = [
    ...[...tlogs, ...ctlogs].map(({ publicKey }) => publicKey?.validFor?.start),
    ...[...certificateAuthorities, ...timestampAuthorities].map(({ validFor }) => validFor?.start),
  ];
  if (starts.every((start) => start !== undefined && !Number.isNaN(start.getTime()))) return;
  throw new FormatError('it has a log or an authority that does not say from when on it is trusted ("validFor.start")');
}

function readRoot(document: JsonObject): TrustMaterial {
  if (isJsonObject(property(document, 'signed'))) throw new FormatError('it is the root of a TUF repository');
  const parsed = TrustedRoot.fromJSON(document);
  const root = toMaterial(parsed);
  requireStart(parsed);
  if (root.certificateAuthorities.length + root.tlogs.length + root.timestampAuthorities.length === 0) {
    throw new FormatError('it names no authority and no log');
  }
  for (const { certChain } of [...root.certificateAuthorities, ...root.timestampAuthorities]) {
    if (certChain.length === 0) throw new FormatError('it has an authority without a certificate');
  }
  return root;
}

/** A file that was read, and until when the last of its certificate authorities is valid; undefined if it has none. */
interface ReadFile extends Pick<TrustFile, 'path' | 'place'> {
  readonly last: number | undefined;
}

/** Returns until when the last certificate authority of some roots is valid, in milliseconds. */
function lastEnd(roots: readonly TrustMaterial[]): number | undefined {
  const ends = roots
    .flatMap((root) => root.certificateAuthorities)
    .map(({ certChain, validFor }) =>
      Math.min(validFor.end.getTime(), ...certChain.map((each) => each.notAfter.getTime())),
    );
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** Refuses files whose certificate authorities are all past: what they sign from now on counts nowhere. */
function requireValidAuthority(files: readonly ReadFile[], now: Date, warn: (sentence: string) => void): void {
  const expired = files.flatMap((file) => {
    const { last, path, place } = file;
    if (last === undefined || last >= now.getTime()) return [];
    const day = new Date(last).toISOString().slice(0, 10);
    return [
      {
        place,
        what: `${nameFile(path, place)}: every certificate authority in it has expired, the last one on ${day}`,
      },
    ];
  });
  const [first] = expired;
  if (first === undefined) return;
  const isAnyValid = files.some(({ last }) => last !== undefined && last >= now.getTime());
  if (!isAnyValid) throw new InputError(`Cannot trust by ${first.what}; ${REMEDY}`, { position: first.place });
  for (const { what } of expired) {
    warn(`Only older records are checked by ${what}; leave it out once no image needs it any more`);
  }
}
