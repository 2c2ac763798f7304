import { describe, expect, it } from 'vitest';
import { readTrustedRoots } from '../../../src/attestation/verify/trusted-root.ts';
import type { TrustedSigner } from '../../../src/attestation/verify/verifier.ts';
import { createBundleVerifier } from '../../../src/attestation/verify/verify-bundle.ts';
import { findCosign, verifyBundle } from '../../support/cosign.ts';
import { type BundleJson, toBytes } from './forge.ts';
import { readVector, tamperedOf, VECTORS, type Vector } from './vectors.ts';

const now = new Date();

/** Says `signed`, or why not. */
function judge(bytes: Uint8Array, root: object, pin: TrustedSigner): string {
  const roots = readTrustedRoots([{ path: 'root.json', bytes: toBytes(root) }], now);
  const verdict = createBundleVerifier({ roots, now })(bytes, [pin]);
  return verdict.kind === 'signed' ? 'signed' : verdict.reason;
}

function pinOf({ identity, issuer }: Vector) {
  return { kind: 'identity', identity, issuer } as const satisfies TrustedSigner;
}

const NAMES = Object.keys(VECTORS);
const find = (name: string): Vector => {
  const vector = VECTORS[name];
  if (vector === undefined) throw new Error(`${name} is no vector`);
  return vector;
};
/** Roots of which each has nothing to do with the bundles of the other one. */
const ROOTS = [...new Set(Object.values(VECTORS).map(({ root }) => root))];

describe.each(NAMES)('%s, which another program made', (name) => {
  const vector = find(name);
  const { root } = vector;

  it('holds by its own root, for whom it names, and by no other', () => {
    const bytes = readVector(name);
    expect(judge(bytes, root, pinOf(vector))).toBe('signed');
    expect(judge(bytes, root, { ...pinOf(vector), issuer: `${vector.issuer}/` })).toContain(
      'which the pipeline file does not name',
    );
    const others = ROOTS.filter((each) => each !== root);
    expect(others).toHaveLength(1);
    for (const other of others)
      expect(judge(bytes, other, pinOf(vector))).toMatch(/no trusted root vouches for|trusted roots/);
  });

  it.each(tamperedOf(vector))('does not hold with %s', (_, tampered) => {
    expect(judge(toBytes(tampered), root, pinOf(vector))).toMatch(/^it|^its|^nobody/);
  });

  it.skipIf(findCosign() === undefined)(
    'gets the same verdicts of cosign, but for a body that cosign does not read',
    async () => {
      const { identity, issuer } = vector;
      const ask = (bundle: BundleJson) => verifyBundle(bundle, { trustedRoot: root, identity, issuer, hasLog: true });
      await expect(ask(vector.bundle)).resolves.toBeUndefined();
      const accepted: string[] = [];
      for (const [title, tampered] of tamperedOf(vector)) {
        const holds = ask(tampered).then(
          () => true,
          () => false,
        );
        if (await holds) accepted.push(title);
      }
      // It makes the body of such an entry anew of the rest of the bundle, and does not read the one that is there
      // (sigstore/sigstore-go, pkg/verify/tlog.go, reconstructV2EntryHash).
      expect(accepted).toEqual(vector.isPromised ? [] : ['the body of another log entry']);
    },
    60_000,
  );
});

describe('what others take and Sealift does not', () => {
  it('is a bundle of the first version of the format, which need not have a proof', () => {
    const pin = { kind: 'identity', identity: '**', issuer: 'https://token.actions.githubusercontent.com' } as const;
    expect(judge(readVector('version-0.1'), VECTORS['log-v1']?.root ?? {}, pin)).toBe(
      'it is of the type "application/vnd.dev.sigstore.bundle+json;version=0.1" and no Sigstore bundle of 0.3',
    );
  });

  it('is a certificate without an issuer, which no pin can name', () => {
    const root = JSON.parse(readVector('root-github').toString());
    const pin = { kind: 'identity', identity: '**', issuer: '' } as const;
    expect(judge(readVector('no-issuer'), root, pin)).toBe('its certificate does not say who vouched for the identity');
  });
});
