import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { runAction } from '../support/run-action.ts';
import { expectRatio } from './pairs.ts';

const PAIRS = 20;
/** Another bundle, to compare it with. */
const SCRIPT = process.env['SEALIFT_TEST_SCRIPT'];
const script = SCRIPT === undefined ? {} : { script: SCRIPT };
/** What the runner's first run of a job has to do. */
const env = { NODE_DISABLE_COMPILE_CACHE: '1' };

describe('beside an empty Node program', () => {
  it('tags are computed within six times its wall time', async () => {
    const inputs = { command: 'tags', 'existing-tags': 'none', version: '1.2.3', images: 'registry.example.com/d/app' };
    const event = { name: 'push', payload: { repository: { description: 'A shop' } } };
    async function measure(): Promise<number> {
      const { exitCode, outputs, milliseconds } = await runAction({ inputs, event, env, ...script });
      expect(exitCode).toBe(0);
      expect(outputs['tag-names']?.split('\n').slice(0, 4)).toEqual(['1.2.3', '1.2', '1', 'latest']);
      return milliseconds;
    }
    await expectRatio({ name: 'tags', pairs: PAIRS, limit: 6, measure });
  });

  it('the first request of a promotion is sent within seven times its wall time', async () => {
    let firstAt: number | undefined;
    const server = createServer((_request, response) => {
      firstAt ??= performance.now();
      response.writeHead(404).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const inputs = { from: `${registry}/d/app:1.2.3`, to: `${registry}/p/app`, version: '1.2.3' };
    async function measure(): Promise<number> {
      firstAt = undefined;
      const startedAt = performance.now();
      const { stdout } = await runAction({ inputs, env, ...script });
      expect(stdout).toContain('there is no such image');
      return (firstAt ?? Number.NaN) - startedAt;
    }
    try {
      await expectRatio({ name: 'first request', pairs: PAIRS, limit: 7, measure });
    } finally {
      server.close();
    }
  });
});
