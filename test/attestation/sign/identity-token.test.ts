import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { requestIdentityToken } from '../../../src/attestation/sign/identity-token.ts';
import { HAS_OPENSSL } from '../../registry/private-network.ts';
import { createFaultyCertificate, startTlsServer } from '../../registry/tls-servers.ts';
import { closeServer, listen } from '../../support/loopback.ts';
import { type IdentityTokens, startIdentityTokens } from '../../support/sigstore/identity-tokens.ts';

let gitHub: IdentityTokens;
beforeAll(async () => {
  gitHub = await startIdentityTokens({ environment: 'production' });
});
beforeEach(() => gitHub.fail(undefined));
afterAll(() => gitHub[Symbol.asyncDispose]());

const pauses: number[] = [];
const options = {
  mask: () => undefined,
  pause: async (milliseconds: number) => {
    pauses.push(milliseconds);
  },
};
beforeEach(() => pauses.splice(0));

describe('requestIdentityToken', () => {
  it('gets a token for Sigstore, and masks what proves the run before it is used, and the token', async () => {
    const masked: string[] = [];
    const token = await requestIdentityToken(gitHub.environment, { ...options, mask: (text) => masked.push(text) });
    expect(token?.claims.environment).toBe('production');
    expect(gitHub.audiences.at(-1)).toBe('sigstore');
    expect(masked).toEqual([gitHub.environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN, token?.raw]);
  });

  it('asks for another audience', async () => {
    await requestIdentityToken(gitHub.environment, { ...options, audience: 'a b&c' });
    expect(gitHub.audiences.at(-1)).toBe('a b&c');
  });

  it.each([{}, { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://a.example' }, { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' }])(
    'gives none where the job may have none: %j',
    async (environment) => {
      await expect(requestIdentityToken(environment, options)).resolves.toBeUndefined();
    },
  );

  it('tries again where GitHub fails for a moment', async () => {
    gitHub.fail({ status: 503, times: 2 });
    await expect(requestIdentityToken(gitHub.environment, options)).resolves.toBeDefined();
    expect(pauses).toEqual([500, 2000]);
  });

  it.each([
    [500, 'run the step again', 2],
    [403, 'give the job "permissions: id-token: write"', 0],
    [301, 'give the job "permissions: id-token: write"', 0],
  ])('says what helps where GitHub answers %i', async (status, remedy, tries) => {
    gitHub.fail({ status });
    await expect(requestIdentityToken(gitHub.environment, options)).rejects.toThrow(
      `Cannot get GitHub's identity token: GitHub answered ${status}; ${remedy}`,
    );
    expect(pauses.length).toBe(tries);
  });

  it.each(['', '{}', '{"value":""}', '{"value":7}', '[]'])('refuses the answer %j', async (body) => {
    gitHub.fail({ status: 200, body });
    await expect(requestIdentityToken(gitHub.environment, options)).rejects.toThrow("GitHub's answer has no token");
  });

  it('does not read an answer without an end', async () => {
    gitHub.fail({ status: 200, body: `{"value":"${'a'.repeat(100_000)}"}` });
    await expect(requestIdentityToken(gitHub.environment, options)).rejects.toThrow(
      'its answer is longer than 65536 bytes',
    );
  });

  it('does not wait for GitHub for ever', async () => {
    gitHub.fail({ status: 0 });
    await expect(requestIdentityToken(gitHub.environment, { ...options, timeLimit: 200 })).rejects.toThrow(
      "Cannot get GitHub's identity token: GitHub did not answer within 0.2 s; run the step again",
    );
  });

  it('masks a token that it cannot read', async () => {
    const masked: string[] = [];
    gitHub.fail({ status: 200, body: '{"value":"geheim"}' });
    const request = requestIdentityToken(gitHub.environment, { ...options, mask: (text) => masked.push(text) });
    await expect(request).rejects.toThrow('it is not a JSON Web Token');
    expect(masked).toContain('geheim');
  });

  it.each(['http://pipelines.example/token', 'file:///etc/passwd', 'no address'])(
    'sends nothing to %s, which has no TLS',
    async (address) => {
      const environment = { ...gitHub.environment, ACTIONS_ID_TOKEN_REQUEST_URL: address };
      await expect(requestIdentityToken(environment, options)).rejects.toThrow(
        'no address that begins with "https://"',
      );
    },
  );

  it('says that GitHub cannot be reached', async () => {
    await using gone = await startIdentityTokens();
    await gone[Symbol.asyncDispose]();
    await expect(requestIdentityToken(gone.environment, options)).rejects.toThrow('could not be reached');
    expect(pauses.length).toBe(2);
  });

  it('reaches this machine without the proxy of the environment', async () => {
    const environment = { ...gitHub.environment, HTTP_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1' };
    await expect(requestIdentityToken(environment, options)).resolves.toBeDefined();
  });

  it('reaches GitHub through the proxy of the environment', async () => {
    const connected: unknown[] = [];
    const proxy = createServer().on('connect', ({ url }, socket) => {
      connected.push(url);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    const environment = {
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://pipelines.example/token',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x',
      HTTPS_PROXY: `http://${await listen(proxy)}`,
    };
    await expect(requestIdentityToken(environment, options)).rejects.toThrow('could not be reached');
    await closeServer(proxy);
    expect(connected).toEqual(Array.from({ length: 3 }, () => 'pipelines.example:443'));
  });

  it.skipIf(!HAS_OPENSSL)(
    'sends nothing to a server that cannot be trusted, whatever the environment allows',
    async () => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
      await using certificate = await createFaultyCertificate('self-signed');
      await using server = await startTlsServer(certificate);
      const environment = {
        ACTIONS_ID_TOKEN_REQUEST_URL: `https://${server.host}/token`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x',
      };
      await expect(requestIdentityToken(environment, options)).rejects.toThrow('could not be reached');
      vi.unstubAllEnvs();
      expect(server.requests()).toBe(0);
    },
  );
});
