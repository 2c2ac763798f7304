import { matchesGlob } from '../attestation/glob.ts';
import type { TrustedSigner } from '../attestation/verify/verifier.ts';
import { digestOf, shortDigest } from '../oci/digest.ts';
import type { ReferredFiles } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import type { Field } from './field.ts';
import { bytesOf } from './named-file.ts';
import { isPem, readPublicKey } from './public-key.ts';
import { list, mapping, optional, pathOf, text, type ValueOf } from './shape.ts';

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

/** What a pin may require of the run beside its identity, and why a key cannot be pinned with it. */
const NO_RUN = {
  'source-repository': 'a key belongs to no repository; remove it',
  'source-ref': 'a key does not say on which ref it signed; remove it',
  event: 'a key does not say which event started the run; remove it',
  issuer: 'a key has no issuer; remove it',
} as const;

const RUN_KEYS = ['source-repository', 'source-ref', 'event', 'issuer'] as const;

/** Who may sign: an identity or a key. */
export const SIGNER = mapping({
  kind: 'a signer',
  fields: {
    identity: optional(
      text({ kind: 'identity', example: 'the address of a workflow and its ref' }),
      'The identity in the certificate, whole: of a workflow, its address with "@" and its ref. "*" stands for any text without "/", "**" for any text; neither stands for "@".',
    ),
    issuer: optional(
      text({ kind: 'address', example: 'it as https://HOST' }, /^https:\/\/[^\s]+$/),
      'Who issued the identity token that the certificate was given for.',
      GITHUB_ISSUER,
    ),
    'source-repository': optional(
      text({ kind: 'address of a repository', example: 'it as https://github.com/OWNER/NAME' }, /^https:\/\/[^\s]+$/),
      'The repository whose run signed, where the identity is that of a workflow which others call; "*" and "**" as in "identity".',
    ),
    'source-ref': optional(
      text({ kind: 'ref', example: 'it as refs/heads/NAME or refs/tags/NAME' }, /^refs\/[^\s]+$/),
      'The ref that the run was on, such as "refs/heads/main", where the identity is that of a workflow which others call; "*" and "**" as in "identity".',
    ),
    event: optional(
      text({ kind: 'event', example: 'the name of one, such as workflow_dispatch' }, /^[a-z_]+$/),
      'The event that started the run, such as "workflow_dispatch".',
    ),
    key: optional(
      pathOf({ kind: 'public key', example: 'the path of a PEM file, or the PEM itself' }, (key) => !isPem(key)),
      'A public key: the path of a PEM file in the repository, or the PEM itself.',
    ),
  },
  rules: {
    oneOf: [
      { required: ['identity'] },
      {
        required: ['key'],
        not: {
          anyOf: ['issuer', 'source-repository', 'source-ref', 'event'].map((name) => ({ required: [name] })),
        },
      },
    ],
  },
});

/** A signer, as the file has it. */
export type SignerFile = ValueOf<typeof SIGNER>;

/** Who may sign. */
export const SIGNERS = list(SIGNER, { kind: 'list of signers', example: 'a list of "identity: …" or "key: …"' });

/** A path that may be shown; a key without the lines around it looks like none. */
const LIKE_A_PATH = /^(?![A-Za-z0-9+/=]{40})[\w.@ /-]{1,200}$/;

function readKey(key: string, field: Field, files: ReferredFiles): TrustedSigner | undefined {
  if (isPem(key)) {
    const read = readPublicKey(key);
    if ('reason' in read) return field.refuse(read.reason);
    return { kind: 'key', name: `${shortDigest(digestOf(read.pem))} of the pipeline file`, pem: read.pem };
  }
  if (files.get(key)?.kind !== 'read' && !LIKE_A_PATH.test(key)) {
    return field.refuse('this is neither a public key in PEM nor the path of one; write one of them');
  }
  const bytes = bytesOf({ what: 'key', path: key, kind: 'PEM file' }, field, files);
  if (bytes === undefined) return undefined;
  const read = readPublicKey(Buffer.from(bytes).toString('utf8'));
  if ('reason' in read) return field.refuse(`in ${quote(key)}: ${read.reason}`);
  return { kind: 'key', name: key, pem: read.pem };
}

/** Reads one signer; what is wrong is noted. */
export function readSigner(says: SignerFile, field: Field, files: ReferredFiles): TrustedSigner | undefined {
  const { identity, issuer, key, 'source-repository': sourceRepository, 'source-ref': sourceRef, event } = says;
  if (identity !== undefined && key !== undefined) {
    return field.at('key').refuseKey('a signer is either an identity or a key, and this is both; write two signers');
  }
  if (key !== undefined) {
    const ofRun = RUN_KEYS.find((name) => says[name] !== undefined);
    return ofRun === undefined ? readKey(key, field.at('key'), files) : field.at(ofRun).refuseKey(NO_RUN[ofRun]);
  }
  if (identity === undefined) return field.refuse('this signer has neither "identity" nor "key"; add one of them');
  const fault = faultOfIdentity(identity);
  if (fault !== undefined) return field.at('identity').refuse(`"identity" is ${quote(identity)}: ${fault}`);
  if (issuer?.includes('*')) {
    return field.at('issuer').refuse('"issuer" has a "*", and an issuer is a single one; write out its address');
  }
  const wide = sourceRepository && faultOfRepository(sourceRepository);
  if (wide) {
    return field.at('source-repository').refuse(`"source-repository" is ${quote(sourceRepository ?? '')}: ${wide}`);
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

/** Reads who may sign; what is wrong is noted. */
export function readSigners(
  signers: readonly SignerFile[],
  field: Field,
  files: ReferredFiles,
): readonly TrustedSigner[] {
  return signers.flatMap((says, index) => readSigner(says, field.at(index), files) ?? []);
}

const GITHUB = 'https://github.com/';

/** An address whose host and first segment (at GitHub: the owner) are literal. */
const LITERAL_OWNER = /^[a-z][a-z0-9+.-]*:\/\/[^/*]+\/[^/*]+\//;

const LITERAL_REPOSITORY = /^[a-z][a-z0-9+.-]*:\/\/[^/*]+\/[^/*]+\/[^/]/;

/** All mail addresses of a domain; `*` does not match "/", so that addresses of workflows are excluded. */
const ANYBODY_OF = /^\*@[^/*@]+$/;

/** The line that a pattern without a ref most likely means. */
function withRef(pattern: string): string {
  const whole = /\*$|\.ya?ml$/.test(pattern) ? pattern.replace(/\/\*$/, '/**') : `${pattern.replace(/\/$/, '')}/**`;
  return `"${whole}@refs/heads/main"`;
}

function faultOfIdentity(identity: string): string | undefined {
  if (/\s/.test(identity)) return 'it has a space or line in it; write the address of a workflow and its ref';
  if (identity.includes('***')) return 'it has three "*" in a row; write "*" or "**"';
  if (identity.includes('*') && !LITERAL_OWNER.test(identity) && !ANYBODY_OF.test(identity)) {
    return 'strangers match this pattern, too; write out the host and the owner, such as "https://github.com/acme/**@refs/heads/main"';
  }
  if (identity.includes('*') && !identity.includes('@')) {
    return `"*" does not match "@" and the ref after it, so that this matches nothing; write ${withRef(identity)}`;
  }
  if (identity.startsWith(GITHUB) && !identity.includes('@')) {
    return `the identity of a workflow ends in its ref; write ${withRef(identity)}`;
  }
  return undefined;
}

function faultOfRepository(repository: string): string | undefined {
  if (repository.includes('***')) return 'it has three "*" in a row; write "*" or "**"';
  if (repository.includes('*') && !LITERAL_REPOSITORY.test(repository)) {
    return 'strangers match this pattern, too; write out the host and the owner, such as "https://github.com/acme/*"';
  }
  return undefined;
}

/** Owner and name in an address of a repository, or of a workflow in one. */
const ADDRESS = /^(https:\/\/[^/]+)\/([^/]+)\/([^/@]+)/;

/**
/**
 * Checks signers that are workflows of other repositories, whose callers all sign as them: one of another owner needs
 * `source-repository`, since anybody can call public ones; one of the same owner may be intended, and is a warning.
 *
 * @param repository the run's, such as `https://github.com/acme/shop`; undefined if it is not known.
 * @param signs whether they sign records, in this repository, or evidence, which may come from their own.
 * @returns warnings, each a sentence.
 */
export function checkCallers(
  signers: readonly { readonly says: SignerFile; readonly field: Field }[],
  repository: string | undefined,
  signs: 'records' | 'evidence' = 'records',
): readonly string[] {
  const [, server, owner, name] = ADDRESS.exec(repository ?? '') ?? [];
  if (server === undefined || owner === undefined || name === undefined) return [];
  return signers.flatMap(
    ({ says: { identity, issuer = GITHUB_ISSUER, 'source-repository': caller }, field }): readonly string[] => {
      if (identity === undefined || caller !== undefined || issuer !== GITHUB_ISSUER) return [];
      const [, host, pinnedOwner = '', pinnedName = ''] = ADDRESS.exec(identity) ?? [];
      if (host?.toLowerCase() !== server.toLowerCase()) return [];
      const source = signs === 'records' ? `${owner}/${name}` : `${pinnedOwner}/${pinnedName}`;
      const remedy = `add "source-repository: ${server}/${source}"`;
      if (pinnedOwner.toLowerCase() !== owner.toLowerCase()) {
        const reason = `${quote(identity)} is a workflow of ${quote(pinnedOwner)}, and whoever may call it signs as it`;
        return field.at('identity').refuse(`${reason}; ${remedy}`) ?? [];
      }
      if (matchesGlob(name.toLowerCase(), pinnedName.toLowerCase())) return [];
      return [
        `The signer ${quote(identity)} is a workflow of another repository, whose callers all sign as it; ${remedy}, or of all that may call it`,
      ];
    },
  );
}
