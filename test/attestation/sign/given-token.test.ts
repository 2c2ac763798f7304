import { describe, expect, it } from 'vitest';
import { requestIdentityToken } from '../../../src/attestation/sign/identity-token.ts';
import { completeClaims, writeToken } from '../../support/sigstore/tokens.ts';

const ISSUER = 'https://gitlab.com';

function give(claims: Readonly<Record<string, unknown>>, audience?: string) {
  const token = writeToken(completeClaims({ iss: ISSUER, sub: 'project_path:acme/shop', aud: 'sigstore', ...claims }));
  const masked: string[] = [];
  const options = { mask: (text: string) => masked.push(text), ...(audience === undefined ? {} : { audience }) };
  return { token, masked, asked: requestIdentityToken({ SIGSTORE_ID_TOKEN: token }, options) };
}

describe('a token in SIGSTORE_ID_TOKEN', () => {
  it('is taken, masked, and only for its issuer and subject', async () => {
    const { token, masked, asked } = give({ environment: 'production', repository: 'acme/shop', run_id: '7' });
    const { raw, claims } = (await asked) ?? {};
    expect(raw).toBe(token);
    expect(masked).toEqual([token]);
    expect(claims).toMatchObject({ issuer: ISSUER, subject: 'project_path:acme/shop' });
    expect([claims?.environment, claims?.repository, claims?.runId, claims?.visibility]).toEqual([
      ...[undefined, undefined, undefined, undefined],
    ]);
  });

  it("may be for several, and for a Sigstore of one's own", async () => {
    await expect(give({ aud: ['vault', 'sigstore'] }).asked).resolves.toBeDefined();
    await expect(
      give({ aud: 'https://fulcio.example.com' }, 'https://fulcio.example.com').asked,
    ).resolves.toBeDefined();
  });

  it.each([
    ['that is for somebody else', { aud: 'vault' }, 'it is not for "sigstore"; let the CI system issue it for that'],
    ['that is for nobody', { aud: undefined }, 'it is not for "sigstore"'],
    ['that has expired', { exp: 1_700_000_000 }, 'it has expired; run the job again'],
  ])('is refused %s', async (_, claims, sentence) => {
    await expect(give(claims).asked).rejects.toThrow(`Cannot use the identity token in SIGSTORE_ID_TOKEN: ${sentence}`);
  });
});
