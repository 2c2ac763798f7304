import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { closeServer, listen } from '../support/loopback.ts';
import { runAction } from '../support/run-action.ts';

// The toolkit makes an HTTP client of its own when it is loaded behind a proxy; the bundle has none for it.
it("asks GitHub through the proxy of the environment, with Sealift's own client", async () => {
  const asked: (readonly [target: string | undefined, authorization: string | undefined])[] = [];
  const server = createServer();
  server.on('connect', ({ url, headers }, socket) => {
    asked.push([url, headers['proxy-authorization']]);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  try {
    const host = await listen(server);
    const { exitCode, stdout } = await runAction({
      inputs: {
        ...{ command: 'tags', images: 'registry.example.com/d/app', version: '1.2.3' },
        ...{ 'existing-tags': 'git', 'github-token': 'secret-token' },
      },
      env: {
        GITHUB_API_URL: 'https://github.example/api/v3',
        GITHUB_REPOSITORY: 'acme/shop',
        HTTPS_PROXY: `http://ann:pass-word@${host}`,
      },
    });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^::error::Cannot list the git tags of acme\/shop: GitHub could not be reached \(/m);
    const authorization = `Basic ${Buffer.from('ann:pass-word').toString('base64')}`;
    expect(new Set(asked.map(([target]) => target))).toEqual(new Set(['github.example:443']));
    expect(new Set(asked.map(([, sent]) => sent))).toEqual(new Set([authorization]));
    const log = stdout.replace(/^::add-mask::.*$/gm, '');
    for (const secret of ['pass-word', 'secret-token']) expect(log).not.toContain(secret);
  } finally {
    await closeServer(server);
  }
});
