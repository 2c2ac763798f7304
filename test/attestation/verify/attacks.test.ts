import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TrustedSigner } from '../../../src/attestation/verify/verifier.ts';
import { createBundleVerifier } from '../../../src/attestation/verify/verify-bundle.ts';
import { fc, runs } from '../../support/property.ts';
import {
  type BundleJson,
  type Forge,
  IDENTITY,
  ISSUER,
  PAYLOAD,
  PIN,
  pemOf,
  startForge,
  toBytes,
  type Wanted,
} from './forge.ts';

const publicGood = await startForge();
const gitHub = await startForge({ hasLog: false, hasTimestamps: true });
/** The same names as the first, by other keys. */
const impostor = await startForge();
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const KEY_PIN: TrustedSigner = { kind: 'key', name: 'ops.pub', pem: pemOf(key.publicKey) };

/** Judges a bundle by a forge's roots; says `signed`, or the reason why not. */
function judge(bundle: object | Uint8Array, forge: Forge = publicGood, pins: readonly TrustedSigner[] = [PIN]): string {
  const bytes = bundle instanceof Uint8Array ? bundle : toBytes(bundle);
  const verdict = createBundleVerifier(forge)(bytes, pins);
  return verdict.kind === 'signed' ? 'signed' : verdict.reason;
}

const [good, otherGood, stamped, otherStamped, keyed] = await Promise.all([
  publicGood.sign(),
  publicGood.sign({ payload: PAYLOAD.replace('p/app', 'x/app') }),
  gitHub.sign(),
  gitHub.sign({ payload: PAYLOAD.replace('p/app', 'x/app') }),
  publicGood.signWithKey(key.privateKey, { hint: 'ops.pub', isLogged: false }),
]);

/** Changes a copy. */
function change(bundle: BundleJson, edit: (copy: BundleJson) => void): BundleJson {
  const copy = structuredClone(bundle);
  edit(copy);
  return copy;
}

describe('what is changed below is good before', () => {
  it.each<readonly [string, BundleJson, Forge, TrustedSigner]>([
    ['with a log', good, publicGood, PIN],
    ['with a log, another statement', otherGood, publicGood, PIN],
    ['with a time stamp', stamped, gitHub, PIN],
    ['with a time stamp, another statement', otherStamped, gitHub, PIN],
    ['with a key', keyed, publicGood, KEY_PIN],
  ])('%s', (_, bundle, forge, pin) => {
    expect(judge(bundle, forge, [pin])).toBe('signed');
  });
});

describe('another identity is refused by its name', () => {
  it.each<readonly [string, Wanted]>([
    ['another issuer', { issuer: 'https://token.actions.example.com' }],
    ['an issuer that begins alike', { issuer: `${ISSUER}.evil.example` }],
    ['an issuer with a slash more', { issuer: `${ISSUER}/` }],
    ['an issuer in upper case', { issuer: ISSUER.toUpperCase() }],
    ['a workflow that begins alike', { identity: IDENTITY.replace('promote.yml', 'promote.yml.evil') }],
    ['a workflow that ends alike', { identity: IDENTITY.replace('promote.yml', 'xpromote.yml') }],
    ['a repository that begins alike', { identity: IDENTITY.replace('acme/app', 'acme/app-evil') }],
    ['an owner that ends alike', { identity: IDENTITY.replace('/acme/', '/xacme/') }],
    ['another ref', { identity: IDENTITY.replace('refs/heads/main', 'refs/heads/evil') }],
    ['a ref that begins alike', { identity: `${IDENTITY}-evil` }],
    ['a pull request', { identity: IDENTITY.replace('refs/heads/main', 'refs/pull/1/merge') }],
    ['the identity inside of another one', { identity: `https://evil.example/${IDENTITY}` }],
    ['the identity before something else', { identity: `${IDENTITY}?x=${IDENTITY}` }],
    ['upper case', { identity: IDENTITY.replace('acme', 'ACME') }],
    ['a dot that is another character', { identity: IDENTITY.replace('promote.yml', 'promote-yml') }],
  ])('%s', async (_, wanted) => {
    const reason = judge(await publicGood.sign(wanted));
    expect(reason).toContain(`it was signed by "${wanted.identity ?? IDENTITY}", as "${wanted.issuer ?? ISSUER}"`);
    expect(reason).toContain('which the pipeline file does not name');
  });

  it.each([
    ['unanchored', 'github.com/acme/ap'],
    ['without its end', 'https://github.com/acme/app/'],
    ['a regular expression', 'https://github\\.com/acme/app/.+'],
    ['of any text, in an expression', '^.*$'],
    ['a star, which stops at a slash', 'https://github.com/*'],
    ['empty', ''],
  ])('a pattern that is %s', (_, identity) => {
    expect(judge(good, publicGood, [{ ...PIN, identity }])).toContain('which the pipeline file does not name');
  });

  it('nobody is pinned', () => {
    expect(judge(good, publicGood, [])).toContain('which the pipeline file does not name (it names nobody)');
  });

  it('a certificate where a key is pinned, and a key where an identity is', () => {
    expect(judge(good, publicGood, [KEY_PIN])).toContain(`signed by "${IDENTITY}"`);
    expect(judge(keyed, publicGood, [PIN])).toContain('it was signed by no key that the pipeline file names');
  });

  it.each([
    // The library reads this byte without its eighth bit: as an "a".
    ['a byte of which the eighth bit is all that differs', '\u00e1', 'its certificate holds a text that is none'],
    ['a line break', '\n', 'its certificate names somebody in unusual characters'],
    ['a null byte', '\0', 'its certificate names somebody in unusual characters'],
  ])('%s', async (_, character, reason) => {
    expect(judge(await publicGood.sign({ identity: IDENTITY.replace('/acme/', `/${character}cme/`) }))).toBe(reason);
    expect(judge(await publicGood.sign({ identity: IDENTITY + character }))).toBe(reason);
  });

  it('an issuer with a letter that looks alike', async () => {
    const reason = judge(await publicGood.sign({ issuer: ISSUER.replace('actions', '\u0430ctions') }));
    expect(reason).toContain('which the pipeline file does not name');
  });

  it('escapes in a name cannot reach a log line', async () => {
    const bundle = await publicGood.sign({ issuer: 'https://x/\u001b[31m::add-mask::\n##[error]' });
    expect(judge(bundle)).toMatch(/^[ -~␤…]+$/);
    expect(judge(bundle)).not.toContain('::');
  });
});

describe('a certificate that proves nothing is refused', () => {
  it('of another authority with the same names', async () => {
    const reason = 'no trusted root vouches for its certificate at signing time';
    expect(judge(await impostor.sign())).toBe(reason);
  });

  it('with the witnesses of one Sigstore and the certificate of another', async () => {
    const bundle = change(await impostor.sign(), (copy) => {
      copy.verificationMaterial.tlogEntries = good.verificationMaterial.tlogEntries ?? [];
    });
    expect(judge(bundle)).toMatch(/^no trusted root vouches for its certificate/);
  });

  it('expired when the log saw the signature', async () => {
    expect(judge(await publicGood.sign({ delay: 11 * 60_000 }))).toBe(
      'its certificate was not valid when it was signed',
    );
  });

  it('expired when the signature was stamped', async () => {
    const bundle = await gitHub.sign({ delay: 11 * 60_000 });
    expect(judge(bundle, gitHub)).toBe('its certificate was not valid when it was signed');
  });

  it('in no log of certificates, though the root has one', async () => {
    const forge = await startForge({ certifiesUnlogged: true });
    expect(judge(await forge.sign(), forge)).toBe('its certificate is in no certificate log of the trusted roots');
  });

  it('with one root that has its authority, and another that has its log', async () => {
    const roots = [
      ...publicGood.roots.map((root) => ({ ...root, tlogs: [] })),
      ...impostor.roots.map((root) => ({ ...root, tlogs: publicGood.roots.flatMap(({ tlogs }) => tlogs) })),
    ];
    const verdict = createBundleVerifier({ roots, now: publicGood.now })(toBytes(good), [PIN]);
    expect(verdict.kind).toBe('rejected');
  });

  it('by none of several roots, for the reason of the one that fits best', () => {
    const entries = otherGood.verificationMaterial.tlogEntries ?? [];
    const bundle = change(good, (copy) => {
      copy.verificationMaterial.tlogEntries = entries;
    });
    for (const forges of [
      [publicGood, impostor, gitHub],
      [gitHub, impostor, publicGood],
    ]) {
      const roots = forges.flatMap((forge) => forge.roots);
      const verdict = createBundleVerifier({ roots, now: publicGood.now })(toBytes(bundle), [PIN]);
      expect(verdict).toEqual({ kind: 'rejected', reason: 'its log entry is of another signature' });
    }
  });

  it('without any trusted root', () => {
    const verdict = createBundleVerifier({ roots: [], now: publicGood.now })(toBytes(good), [PIN]);
    expect(verdict).toMatchObject({ reason: expect.stringMatching(/^no trusted root is known/) });
  });
});

describe('a witness that proves nothing is refused', () => {
  it('a bundle without a log entry, where the root has a log', async () => {
    expect(judge(await publicGood.sign({ isLogged: false }))).toMatch(/^nobody witnessed when it was signed/);
    const both = await startForge({ hasTimestamps: true });
    const reason = 'it is in no transparency log, which the trusted roots ask for';
    expect(judge(await both.sign({ isLogged: false }), both)).toBe(reason);
  });

  it('a bundle without a time stamp, where the root has no log', async () => {
    expect(judge(await gitHub.sign({ isStamped: false }), gitHub)).toMatch(/^nobody witnessed when it was signed/);
  });

  it('the log entry of another bundle', () => {
    const bundle = change(good, (copy) => {
      copy.verificationMaterial.tlogEntries = otherGood.verificationMaterial.tlogEntries ?? [];
    });
    expect(judge(bundle)).toBe('its log entry is of another signature');
  });

  it('a log entry of another time than the log promised', () => {
    const bundle = change(good, (copy) => {
      for (const entry of copy.verificationMaterial.tlogEntries ?? []) {
        entry.integratedTime = String(Number(entry.integratedTime) + 1);
      }
    });
    expect(judge(bundle)).toBe('its log entry is in no log of the trusted roots');
  });

  it('a log entry without the promise, which alone covers its time', () => {
    const bundle = change(good, (copy) => {
      for (const entry of copy.verificationMaterial.tlogEntries ?? []) delete entry.inclusionPromise;
    });
    expect(judge(bundle)).toMatch(/^nobody witnessed when it was signed/);
  });

  it('a time that the entry claims and no log promises: the stamp counts', async () => {
    const both = await startForge({ hasTimestamps: true });
    const bundle = await both.sign({ isNewLog: true });
    for (const entry of bundle.verificationMaterial.tlogEntries ?? []) entry.integratedTime = '1600000000';
    const verdict = createBundleVerifier(both)(toBytes(bundle), [PIN]);
    expect(verdict).toMatchObject({ kind: 'signed', signature: { signedAt: both.time } });
  });

  it('a log entry without the proof', () => {
    const bundle = change(good, (copy) => {
      for (const entry of copy.verificationMaterial.tlogEntries ?? []) delete entry.inclusionProof;
    });
    expect(judge(bundle)).toBe('it is no complete Sigstore bundle');
  });

  it('the same log entry twice', () => {
    const bundle = change(good, (copy) => {
      copy.verificationMaterial.tlogEntries?.push(...copy.verificationMaterial.tlogEntries);
    });
    expect(judge(bundle)).toBe('it has the same timestamp twice');
  });

  it('the time stamp of another signature', () => {
    const bundle = change(stamped, (copy) => {
      Object.assign(copy.verificationMaterial, {
        timestampVerificationData: otherStamped.verificationMaterial.timestampVerificationData,
      });
    });
    expect(judge(bundle, gitHub)).toMatch(/^its timestamp is of another signature, or of an authority/);
  });

  it('the time stamp of an authority of another root', async () => {
    const other = await startForge({ hasLog: false, hasTimestamps: true });
    expect(judge(await other.sign(), gitHub)).toMatch(/^its timestamp is of another signature, or of an authority/);
  });

  it('a time that is yet to come', async () => {
    const bundle = await gitHub.sign();
    const verifier = createBundleVerifier({ roots: gitHub.roots, now: new Date(gitHub.time.getTime() - 600_000) });
    const reason = `it was signed at ${gitHub.time.toISOString()}, which is in the future`;
    expect(verifier(toBytes(bundle), [PIN])).toEqual({ kind: 'rejected', reason });
  });

  it('more witnesses than anybody has', () => {
    const bundle = change(good, (copy) => {
      const [entry] = copy.verificationMaterial.tlogEntries ?? [];
      if (entry !== undefined) copy.verificationMaterial.tlogEntries = Array.from({ length: 17 }, () => entry);
    });
    expect(judge(bundle)).toBe('it has more than 16 witnesses');
  });
});

describe('a bundle that was changed is refused', () => {
  const evil = Buffer.from(PAYLOAD.replace('p/app', 'x/app')).toString('base64');

  it.each<readonly [string, BundleJson, Forge, RegExp]>([
    ['with a log', good, publicGood, /^its log entry is of another signature$/],
    ['with a time stamp', stamped, gitHub, /^its signature does not fit what it says/],
    ['with a key', keyed, publicGood, /no key that the pipeline file names, or changed after that/],
  ])('its payload, %s', (_, bundle, forge, reason) => {
    const changed = change(bundle, (copy) => {
      copy.dsseEnvelope.payload = evil;
    });
    expect(judge(changed, forge, [PIN, KEY_PIN])).toMatch(reason);
  });

  it('its payload with that of another bundle, which is good', () => {
    const changed = change(good, (copy) => {
      copy.dsseEnvelope = otherGood.dsseEnvelope;
    });
    expect(judge(changed)).toBe('its log entry is of another signature');
    const whole = change(changed, (copy) => {
      copy.verificationMaterial.tlogEntries = otherGood.verificationMaterial.tlogEntries ?? [];
    });
    expect(judge(whole)).toMatch(/^its signature does not fit what it says/);
  });

  it('the type of its payload', async () => {
    const changed = change(good, (copy) => {
      copy.dsseEnvelope.payloadType = 'application/vnd.in-toto+json ';
    });
    expect(judge(changed)).toBe('what it signs is no in-toto statement');
    const signed = await publicGood.sign({ payloadType: 'text/plain' });
    expect(judge(signed)).toBe('what it signs is no in-toto statement');
    const relabelled = change(signed, (copy) => {
      copy.dsseEnvelope.payloadType = 'application/vnd.in-toto+json';
    });
    expect(judge(relabelled)).toMatch(/^its signature does not fit what it says/);
  });

  it('its signature', () => {
    const changed = change(stamped, (copy) => {
      copy.dsseEnvelope.signatures = otherStamped.dsseEnvelope.signatures;
      Object.assign(copy.verificationMaterial, {
        timestampVerificationData: otherStamped.verificationMaterial.timestampVerificationData,
      });
    });
    expect(judge(changed, gitHub)).toMatch(/^its signature does not fit what it says/);
  });

  it('two signatures, of which one is good', () => {
    for (const signatures of [
      [...good.dsseEnvelope.signatures, ...otherGood.dsseEnvelope.signatures],
      [...otherGood.dsseEnvelope.signatures, ...good.dsseEnvelope.signatures],
    ]) {
      const changed = change(good, (copy) => {
        copy.dsseEnvelope.signatures = signatures;
      });
      expect(judge(changed)).toBe('it has 2 signatures instead of one');
    }
  });

  it('no signature', () => {
    const changed = change(good, (copy) => {
      copy.dsseEnvelope.signatures = [];
    });
    expect(judge(changed)).toBe('it has 0 signatures instead of one');
  });

  it('another key, with the hint of the pinned one', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const bundle = await publicGood.signWithKey(other.privateKey, { hint: 'ops.pub', isLogged: false });
    expect(judge(bundle, publicGood, [KEY_PIN])).toMatch(
      /^it was signed by no key that the pipeline file names.* it calls its key "ops\.pub"/,
    );
  });
});

describe('a document that can be read in two ways is refused', () => {
  const text = JSON.stringify(good);

  it.each<readonly [string, object, RegExp]>([
    ['two ways to say who signed', { publicKey: { hint: 'ops.pub' } }, /^it does not say in one way who signed$/],
    ['a chain of certificates besides', { x509CertificateChain: { certificates: [] } }, /^it does not say in one way/],
  ])('%s', (_, extra, reason) => {
    const bundle = change(good, (copy) => {
      Object.assign(copy.verificationMaterial, extra);
    });
    expect(judge(bundle)).toMatch(reason);
  });

  it.each<readonly [string, string | Uint8Array, RegExp]>([
    ['a signature on a file', JSON.stringify({ ...good, messageSignature: {} }), /^it signs a file and no statement$/],
    ['a key twice', text.replace('"dsseEnvelope":', '"dsseEnvelope":{},"dsseEnvelope":'), /"dsseEnvelope" twice/],
    ['a payload twice', text.replace('"payload":', '"payload":"e30=","payload":'), /"payload" twice/],
    ['a key twice, once escaped', text.replace('"payload":', '"pay\\u006coad":"e30=","payload":'), /"payload" twice/],
    ['truncated', text.slice(0, -10), /^it is not valid JSON$/],
    ['empty', '', /^it is not valid JSON$/],
    ['no object', '[]', /^it is not a JSON object$/],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), /^it is not valid JSON$/],
    ['huge', Buffer.alloc(32 * 1024 * 1024 + 1, ' '), /^it is larger than 32 MiB$/],
    ['deeply nested', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, /^it is nested more than 100 levels deep$/],
    ['nested without end', '{"a":'.repeat(800_000), /^it is not valid JSON$/],
    ['no bundle', '{}', /^it is no Sigstore bundle$/],
    ['a version to come', text.replace('v0.3', 'v0.9'), /no Sigstore bundle of 0\.3$/],
    ['the first version', text.replace('bundle.v0.3+json', 'bundle+json;version=0.1'), /no Sigstore bundle of 0\.3$/],
    ['nothing of who signed', JSON.stringify({ ...good, verificationMaterial: undefined }), /^it does not say who/],
    ['no envelope', JSON.stringify({ ...good, dsseEnvelope: undefined }), /^it holds no signed statement$/],
    ['types that are a list', text.replace(/"payloadType":"([^"]+)"/, '"payloadType":["$1"]'), /no in-toto statement$/],
  ])('%s', (_, document, reason) => {
    expect(judge(Buffer.from(document))).toMatch(reason);
  });

  it('a certificate built to take long', () => {
    const rawBytes = Buffer.alloc(2_000_000, Buffer.from([0x04, 0x80])).toString('base64');
    const bundle = change(good, (copy) => {
      copy.verificationMaterial.certificate = { rawBytes };
    });
    expect(judge(bundle)).toBe('it has a certificate or a timestamp of unusual length');
  });

  it('a certificate that is none', () => {
    const bundle = change(good, (copy) => {
      copy.verificationMaterial.certificate = { rawBytes: 'AAAA' };
    });
    expect(judge(bundle)).toBe('it holds a certificate, a timestamp or a log entry that cannot be read');
  });
});

describe('random changes', () => {
  it.each<readonly [string, BundleJson, Forge]>([
    ['with a log', good, publicGood],
    ['with a time stamp', stamped, gitHub],
    ['with a key', keyed, publicGood],
  ])('of bits are never accepted with another content: %s', (_, bundle, forge) => {
    const bytes = toBytes(bundle);
    const verifier = createBundleVerifier(forge);
    const flips = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(7)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(flips, (places) => {
        const changed = Buffer.from(bytes);
        for (const [at, bit] of places) changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        const verdict = verifier(changed, [PIN, KEY_PIN]);
        if (verdict.kind === 'rejected') return;
        expect(Buffer.from(verdict.signature.payload).toString()).toBe(PAYLOAD);
        if (verdict.signature.by.kind === 'certificate') {
          expect(verdict.signature.by.claims).toMatchObject({ identity: IDENTITY, issuer: ISSUER });
          expect(verdict.signature.signedAt).toEqual(forge.time);
        } else {
          expect(verdict.signature).toMatchObject({ by: { name: 'ops.pub' }, signedAt: undefined });
        }
      }),
      { numRuns: runs(200) },
    );
  });

  it('of values never make the verifier throw', () => {
    const verifier = createBundleVerifier(publicGood);
    const leaf = fc.oneof(fc.jsonValue(), fc.constant(null));
    fc.assert(
      fc.property(leaf, fc.nat(60), (value, which) => {
        let at = 0;
        const replaced = JSON.stringify(good, (_key, old: unknown) => (at++ === which ? value : old));
        expect(verifier(Buffer.from(replaced), [PIN]).kind).toMatch(/^(?:signed|rejected)$/);
      }),
      { numRuns: runs(300) },
    );
  });
});
