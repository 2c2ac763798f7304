import { type Digest, tryParseDigest } from '../../oci/digest.ts';
import { FormatError, type JsonObject } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { encodeDigest, type PredicateCodec } from '../statement.ts';
import { isNumber, isOneOf, isText, isTexts, objects, optional, readDigest, readTime, required } from './fields.ts';
import { decodeOrigin, encodeOrigin, type RecordOrigin } from './promotion.ts';

/** What an archive is: a repository, or an OCI image layout in a folder or a tar file. */
export type ArchiveKind = 'repository' | 'oci-layout' | 'oci-layout-tar';

/** What something is in an image. */
export type ContentRole = 'root' | 'child' | 'referrer' | 'cosign' | 'blob';

/** Something that an archive holds. */
export interface ArchivedContent {
  readonly digest: Digest;
  /** In bytes. */
  readonly size: number;
  readonly role: ContentRole;
}

/** What a record says of an image that was archived. */
export interface ArchivePredicate extends RecordOrigin {
  readonly time: Date;
  /** The repository that it was in. */
  readonly from: string;
  readonly to: ArchiveKind;
  /** The repository or the path that has it now. */
  readonly uri: string;
  /** Of a tar file, the hash of the file; of a folder, that of its `index.json`; in a repository, that of the image. */
  readonly digest: Digest;
  readonly contents: readonly ArchivedContent[];
  /** The tags that stay on it. */
  readonly tags: readonly string[];
  /** The plan of retention that asked for it. */
  readonly plan: Digest | undefined;
}

function encode(predicate: ArchivePredicate): JsonObject {
  const { policy, approvals, run, actor, change, tool } = encodeOrigin(predicate);
  const { time, from, to, uri, digest, contents, tags, plan } = predicate;
  return {
    action: 'archive',
    time: time.toISOString(),
    from: { uri: from },
    ...{ to, uri, digest: encodeDigest(digest), contents, tags },
    plan: plan && { digest: encodeDigest(plan) },
    ...{ policy, approvals, run, actor, change, tool },
  };
}

function readContent(json: JsonObject): ArchivedContent {
  const text = required(json, 'digest', isText);
  const digest = tryParseDigest(text);
  if (digest === undefined) throw new FormatError(`its contents have ${quote(text)}, which is not a digest`);
  return {
    digest,
    size: required(json, 'size', isNumber),
    role: required(json, 'role', isOneOf('root', 'child', 'referrer', 'cosign', 'blob')),
  };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decode(json: JsonObject): ArchivePredicate {
  required(json, 'action', isOneOf('archive'));
  const plan = optional(json, 'plan', isObject);
  return {
    ...decodeOrigin(json),
    time: readTime(json, 'time'),
    from: required(required(json, 'from', isObject), 'uri', isText),
    to: required(json, 'to', isOneOf('repository', 'oci-layout', 'oci-layout-tar')),
    uri: required(json, 'uri', isText),
    digest: readDigest(json),
    contents: (objects(json, 'contents') ?? []).map(readContent),
    tags: optional(json, 'tags', isTexts) ?? [],
    plan: plan && readDigest(plan),
  };
}

const ARCHIVE_ANNOTATION = 'io.github.sealift.archive.';

/** Annotations stay short: lists carry them all (characters). */
const MAX_ANNOTATION = 1024;

/** Builds the annotations of a record of an archive; what counts is in the statement. */
export function annotateArchive(predicate: ArchivePredicate): ReadonlyMap<string, string> {
  const { from, to, uri, digest, run, reason, time } = predicate;
  const own: Readonly<Record<string, string | undefined>> = {
    ...{ from, to, uri, digest, by: run.actor?.login, run: run.invocationId, reason },
  };
  const shown = Object.entries(own).flatMap(([name, value]) =>
    value ? [[ARCHIVE_ANNOTATION + name, value] as const] : [],
  );
  const all = [...shown, ['org.opencontainers.image.created', time.toISOString()] as const];
  return new Map(all.map(([key, value]) => [key, value.slice(0, MAX_ANNOTATION)]));
}

/** An image that was archived, proven by reading it back (docs/guides/archive.md). */
export const ARCHIVE: PredicateCodec<ArchivePredicate> = {
  type: 'https://sealift.github.io/archive/v1',
  encode,
  decode,
};
