import type { SigstoreEndpoints } from '../attestation/sign/endpoints.ts';
import type { TrustedSigner } from '../attestation/verify/verifier.ts';
import { isJsonObject, type JsonObject, parseJsonText, property, tryParse } from '../oci/json.ts';
import { type Environment, IMAGE_PLACEHOLDER, type Pipeline, type RepositoryTemplate } from '../pipeline/pipeline.ts';

export type IdentitySigner = Extract<TrustedSigner, { kind: 'identity' }>;

/** Whose statements count, and what they are checked with. */
export interface Signers {
  readonly identities: readonly IdentitySigner[];
  readonly keys: readonly Extract<TrustedSigner, { kind: 'key' }>[];
  readonly roots: readonly JsonObject[];
  /** The Sigstore of the pipeline file; undefined for the public one and for GitHub's. */
  readonly own: SigstoreEndpoints | undefined;
  readonly now: Date;
}

/** An image's name in a repository (distribution-spec, "Pulling manifests"). */
const NAME = '[a-z0-9][a-z0-9._/-]*';

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The regular expression (RE2) of the repositories of an environment. */
export function repositoriesOf({ repositories }: Environment): string {
  const each = repositories.map(({ text }) => text.split(IMAGE_PLACEHOLDER).map(literal).join(NAME));
  return each.length === 1 ? each.join('') : `(${each.join('|')})`;
}

export function globOf({ text }: RepositoryTemplate, star: string): string {
  return text.replaceAll(IMAGE_PLACEHOLDER, star);
}

/** Both controllers compare `subject` as it is, and patterns as regular expressions. */
export function identityOf({ issuer, identity }: IdentitySigner): JsonObject {
  if (!identity.includes('*')) return { issuer, subject: identity };
  const parts = identity.split(/(\*\*?)/);
  const regExp = parts.map((part) => (part === '**' ? '[^@]*' : part === '*' ? '[^/@]*' : literal(part))).join('');
  return { issuer, subjectRegExp: `^${regExp}$` };
}

/** A name that Kubernetes takes, of an environment. */
export function slugOf({ name }: Environment): string {
  return name.toLowerCase().replaceAll('_', '-').slice(0, 50).replace(/-+$/, '');
}

/** Names the parts of a list, of which the first needs no number. */
export function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name}${index + 1}`;
}

/** The roots of the pipeline file, one for each line of JSON. */
export function rootsOf({ signing }: Pipeline): readonly JsonObject[] {
  return signing.trustedRoots.flatMap(({ bytes }) => {
    const text = Buffer.from(bytes).toString();
    const whole = tryParse(() => parseJsonText(text));
    if (whole !== undefined) return [whole];
    return text.split('\n').flatMap((line): readonly JsonObject[] => {
      const root = line.trim() === '' ? undefined : tryParse(() => parseJsonText(line));
      return root === undefined ? [] : [root];
    });
  });
}

/** What a root has under a name (sigstore/protobuf-specs, sigstore_trustroot.proto). */
export function partsOf(
  root: JsonObject,
  key: 'tlogs' | 'ctlogs' | 'certificateAuthorities' | 'timestampAuthorities',
): readonly JsonObject[] {
  const parts = property(root, key);
  return Array.isArray(parts) ? parts.filter(isJsonObject) : [];
}

/** Whether statements carry time stamps: those of the public Sigstore and of GitHub's do. */
export function isStamped({ own }: Signers): boolean {
  return own === undefined || own.timestampUrl !== undefined;
}

/** Writes certificates of a root as PEM; the one that signs is first. */
export function pemOf(authority: JsonObject): string {
  const chain = property(authority, 'certChain');
  const certificates = isJsonObject(chain) ? property(chain, 'certificates') : undefined;
  const raw = (Array.isArray(certificates) ? certificates : []).map((each) =>
    isJsonObject(each) ? property(each, 'rawBytes') : undefined,
  );
  return raw
    .filter((each) => typeof each === 'string')
    .map((each) => {
      const lines = each.match(/.{1,64}/g) ?? [];
      return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
    })
    .join('');
}
