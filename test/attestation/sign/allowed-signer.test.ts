import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isAllowedSigner } from '../../../src/attestation/sign/allowed-signer.ts';
import type { SignerIdentity } from '../../../src/attestation/sign/signer.ts';
import type { TrustedSigner } from '../../../src/attestation/verify/verifier.ts';

const ISSUER = 'https://token.actions.githubusercontent.com';
const IDENTITY = 'https://github.com/acme/platform/.github/workflows/promote.yml@refs/tags/v1';

function pemOf(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString();
}

const [OWN, OTHER] = [pemOf(), pemOf()];
const RUN: SignerIdentity = {
  kind: 'identity',
  issuer: ISSUER,
  identity: IDENTITY,
  sourceRepository: 'https://github.com/acme/shop',
  sourceRef: 'refs/heads/main',
  event: 'workflow_dispatch',
};
const KEY: SignerIdentity = { kind: 'key', pem: OWN };

function pin(changes: Partial<Extract<TrustedSigner, { kind: 'identity' }>> = {}): TrustedSigner {
  return { kind: 'identity', issuer: ISSUER, identity: IDENTITY, ...changes };
}

/** A run on a branch whose name ends like a protected ref: everybody who may push can make one. */
const STRANGER: SignerIdentity = {
  ...RUN,
  identity: 'https://github.com/acme/platform/.github/workflows/evil.yml@refs/heads/x@refs/heads/main',
};

describe('a pinned signer', () => {
  it.each<readonly [string, SignerIdentity, TrustedSigner, boolean]>([
    ['the identity itself', RUN, pin(), true],
    ['a pattern of it', RUN, pin({ identity: 'https://github.com/acme/platform/**@refs/tags/v*' }), true],
    ['the repository of the run', RUN, pin({ sourceRepository: 'https://github.com/acme/*' }), true],
    [
      'main, for a branch whose name ends so',
      STRANGER,
      pin({ identity: 'https://github.com/acme/**@refs/heads/main' }),
      false,
    ],
    ['another ref', RUN, pin({ identity: IDENTITY.replace('v1', 'v2') }), false],
    ['a part of it', RUN, pin({ identity: IDENTITY.slice(0, -1) }), false],
    ['another issuer', RUN, pin({ issuer: 'https://gitlab.com' }), false],
    ['another repository of the run', RUN, pin({ sourceRepository: 'https://github.com/acme/other' }), false],
    [
      'the repository of a run that names none',
      { ...RUN, sourceRepository: undefined },
      pin({ sourceRepository: 'https://*/**' }),
      false,
    ],
    ['the ref of the run', RUN, pin({ sourceRef: 'refs/heads/*' }), true],
    ['another ref of the run', RUN, pin({ sourceRef: 'refs/heads/release/*' }), false],
    ['the ref of a run that names none', { ...RUN, sourceRef: undefined }, pin({ sourceRef: 'refs/**' }), false],
    ['the event of the run', RUN, pin({ event: 'workflow_dispatch' }), true],
    ['another event of the run', RUN, pin({ event: 'pull_request_target' }), false],
    ['the event of a run that names none', { ...RUN, event: undefined }, pin({ event: 'push' }), false],
    [
      'a branch that ends like the pinned ref',
      { ...RUN, identity: 'https://github.com/acme/app/.github/workflows/evil.yml@refs/heads/x@refs/heads/main' },
      pin({ identity: 'https://github.com/acme/**@refs/heads/main' }),
      false,
    ],
    ['a key, for an identity', RUN, { kind: 'key', name: 'a.pub', pem: OWN }, false],
    ['the key', KEY, { kind: 'key', name: 'a.pub', pem: OWN }, true],
    ['the key with other line ends', KEY, { kind: 'key', name: 'a.pub', pem: OWN.replaceAll('\n', '\r\n') }, true],
    ['another key', KEY, { kind: 'key', name: 'a.pub', pem: OTHER }, false],
    ['an identity, for a key', KEY, pin(), false],
  ])('is %s', (_, who, pinned, expected) => {
    expect(isAllowedSigner(who, pinned)).toBe(expected);
  });
});
