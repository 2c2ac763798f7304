import * as z from 'zod/mini';
import { list, mapping, oneOrMore, optional, text, textLike } from './schema.ts';

/** The issuer of the identity tokens of GitHub Actions. */
export const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

const URL_WORDS = { kind: 'address', example: 'it as https://HOST' };

const address = textLike(/^https?:\/\/[^\s]+$/, URL_WORDS);

const signer = mapping('a signer', {
  identity: optional(
    text({ kind: 'identity', example: 'the address of a workflow and its ref' }),
    'The identity in the certificate, whole: of a workflow, its address with "@" and its ref. "*" stands for any text without "/", "**" for any text; neither stands for "@".',
  ),
  issuer: optional(
    textLike(/^https:\/\/[^\s]+$/, URL_WORDS),
    'Who issued the identity token that the certificate was given for.',
    GITHUB_ISSUER,
  ),
  'source-repository': optional(
    textLike(/^https:\/\/[^\s]+$/, { kind: 'address of a repository', example: 'it as https://github.com/OWNER/NAME' }),
    'The repository whose run signed, where the identity is that of a workflow which others call; "*" and "**" as in "identity".',
  ),
  'source-ref': optional(
    textLike(/^refs\/[^\s]+$/, { kind: 'ref', example: 'it as refs/heads/NAME or refs/tags/NAME' }),
    'The ref that the run was on, such as "refs/heads/main", where the identity is that of a workflow which others call; "*" and "**" as in "identity".',
  ),
  event: optional(
    textLike(/^[a-z_]+$/, { kind: 'event', example: 'the name of one, such as workflow_dispatch' }),
    'The event that started the run, such as "workflow_dispatch".',
  ),
  key: optional(
    text({ kind: 'public key', example: 'the path of a PEM file, or the PEM itself' }),
    'A public key: the path of a PEM file in the repository, or the PEM itself.',
  ),
}).check(
  z.meta({
    oneOf: [
      { required: ['identity'] },
      {
        required: ['key'],
        not: {
          anyOf: ['issuer', 'source-repository', 'source-ref', 'event'].map((name) => ({ required: [name] })),
        },
      },
    ],
  }),
);

/** Who may sign. */
export const signers = list(signer, { kind: 'list of signers', example: 'a list of "identity: …" or "key: …"' });

/** How records are signed, and who may sign them. */
export const signing = mapping('"signing"', {
  signers: optional(signers, 'Who may sign records, in every environment that names no signers of its own.'),
  sigstore: optional(
    z.enum(['auto', 'public-good', 'github']),
    'Which Sigstore signs without a key: "auto" takes the public one for public repositories and that of GitHub for others.',
    'auto',
  ),
  'fulcio-url': optional(address, 'The certificate authority of a Sigstore of your own.'),
  'rekor-url': optional(address, 'The transparency log of a Sigstore of your own; needs "fulcio-url".'),
  'timestamp-url': optional(address, 'The time-stamping authority of a Sigstore of your own; needs "fulcio-url".'),
  'signing-config': optional(
    text({ kind: 'path', example: 'the path of a file in the repository' }),
    'The signing config (JSON, version 0.2) of a Sigstore of your own, in place of its addresses: a path in the repository.',
  ),
  audience: optional(
    textLike(/^[!-~]{1,256}$/, { kind: 'audience', example: 'one word or address' }),
    'Whom the identity token is for that a Sigstore of your own gets: an address of its host, or a name that begins with "sigstore-". Without it, the address of its certificate authority.',
  ),
  'trusted-root': optional(
    oneOrMore(text({ kind: 'path', example: 'the path of a file in the repository' }), {
      kind: 'path',
      example: 'the path of a file, or a list of some',
    }),
    'Files with the trusted roots (JSON, or JSON lines) that signatures are checked with; a path in the repository, or several.',
  ),
});

/** A signer, as the file has it. */
export type SignerFile = z.output<typeof signer>;
