import { type Digest, tryParseDigest } from '../../oci/digest.ts';
import { FormatError, isJsonObject, type JsonObject } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { encodeDigest, type PredicateCodec } from '../statement.ts';
import { isText, objects, optional, readDigest, readTime, required, texts } from './fields.ts';
import type { RunFacts } from './promotion.ts';

/** One platform of a version of a base. */
interface LedgerPlatform {
  /** Such as `linux/arm64`. */
  readonly platform: string;
  /** Of all of its layers (image-spec, config.md, "Layer ChainID"). */
  readonly chainId: string;
  /** When it was made, or recorded; undefined if unknown. */
  readonly created: Date | undefined;
}

/** A version of a base. */
export interface LedgerVersion {
  /** Its most telling tag. */
  readonly version: string;
  /** Of its index, or of its only manifest. */
  readonly digest: Digest;
  /** Whether the repository had it when the ledger was written. */
  readonly isThere: boolean;
  /** Whether a signed record says that it was promoted into the repository. */
  readonly isSigned: boolean;
  readonly platforms: readonly LedgerPlatform[];
}

/** A repository of bases, with all versions that it ever had, as far as ledgers saw them. */
export interface LedgerRepository {
  /** Such as `registry.example.com/base/prod-osbase`. */
  readonly name: string;
  /** Whether all of its tags were read. */
  readonly isWhole: boolean;
  /** Tags that never move: what they point at is not asked again. */
  readonly tags: ReadonlyMap<string, Digest>;
  readonly versions: readonly LedgerVersion[];
}

/** The ledger of bases, which `command: outdated` writes. */
export interface BaseLedgerPredicate {
  readonly time: Date;
  /** The repository of the ledger: one that was written for another is none. */
  readonly uri: string;
  readonly repositories: readonly LedgerRepository[];
  readonly run: RunFacts;
  readonly toolVersion?: string | undefined;
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function encodeVersion({ version, digest, isThere, isSigned, platforms }: LedgerVersion): JsonObject {
  return {
    version,
    digest: encodeDigest(digest),
    present: isThere,
    recorded: isSigned,
    platforms: platforms.map(({ platform, chainId, created }) => ({
      platform,
      chainId,
      created: created?.toISOString(),
    })),
  };
}

function encode({ time, uri, repositories, run, toolVersion }: BaseLedgerPredicate): JsonObject {
  const { actor, isFromToken, ...where } = run;
  return {
    time: time.toISOString(),
    ledger: { uri },
    repositories: repositories.map(({ name, isWhole, tags, versions }) => ({
      name,
      complete: isWhole,
      tags: Object.fromEntries(tags),
      versions: versions.map(encodeVersion),
    })),
    run: { ...where, claims: isFromToken === true ? 'identity-token' : 'environment' },
    actor,
    tool: { name: 'sealift', version: toolVersion },
  };
}

function decodePlatform(object: JsonObject): LedgerPlatform {
  const chainId = required(object, 'chainId', isText);
  if (tryParseDigest(chainId) === undefined) throw new FormatError(`its chainId ${quote(chainId)} is not a digest`);
  return {
    platform: required(object, 'platform', isText),
    chainId,
    created: optional(object, 'created', isText) === undefined ? undefined : readTime(object, 'created'),
  };
}

function decodeVersion(object: JsonObject): LedgerVersion {
  return {
    version: required(object, 'version', isText),
    digest: readDigest(object),
    isThere: required(object, 'present', isFlag),
    isSigned: required(object, 'recorded', isFlag),
    platforms: (objects(object, 'platforms') ?? []).map(decodePlatform),
  };
}

function decodeTags(object: JsonObject): ReadonlyMap<string, Digest> {
  return new Map(
    Object.entries(required(object, 'tags', isJsonObject)).map(([tag, value]) => {
      const digest = isText(value) ? tryParseDigest(value) : undefined;
      if (digest === undefined) throw new FormatError(`it has no digest for the tag ${quote(tag)}`);
      return [tag, digest];
    }),
  );
}

function decodeRun(predicate: JsonObject): RunFacts {
  return texts(optional(predicate, 'run', isJsonObject) ?? {}, ['invocationId', 'workflow', 'event', 'ref']);
}

function decode(predicate: JsonObject): BaseLedgerPredicate {
  const repositories = objects(predicate, 'repositories');
  if (repositories === undefined) throw new FormatError('it lacks "repositories"');
  const tool = optional(predicate, 'tool', isJsonObject);
  return {
    time: readTime(predicate, 'time'),
    uri: required(required(predicate, 'ledger', isJsonObject), 'uri', isText),
    repositories: repositories.map((each) => ({
      name: required(each, 'name', isText),
      isWhole: required(each, 'complete', isFlag),
      tags: decodeTags(each),
      versions: (objects(each, 'versions') ?? []).map(decodeVersion),
    })),
    run: decodeRun(predicate),
    toolVersion: tool && optional(tool, 'version', isText),
  };
}

/** The ledger of bases (docs/guides/base-images.md). */
export const BASE_LEDGER: PredicateCodec<BaseLedgerPredicate> = {
  type: 'https://sealift.github.io/bases/v1',
  encode,
  decode,
};
