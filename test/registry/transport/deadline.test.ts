import { describe, expect, it } from 'vitest';
import { LateRequestError } from '../../../src/registry/transport/deadline.ts';
import { APP, createClock, createFakeClient } from '../support.ts';

describe('a request with a time by which it must go out', () => {
  it('is not sent later, whatever it waited for', async () => {
    const clock = createClock();
    const { client, requests } = createFakeClient(({ method }) => {
      // A registry that is busy: all requests to it wait.
      return method === 'GET' && requests.length === 1
        ? { status: 429, headers: { 'retry-after': '2' } }
        : { status: 202 };
    }, clock);
    const url = client.address(APP, 'manifests/1.0.0');
    const busy = client.send({ method: 'GET', url });
    await busy;
    const sendBefore = clock.now() + 300;
    clock.advance(301);
    await expect(client.send({ method: 'DELETE', url, sendBefore })).rejects.toThrow(LateRequestError);
    expect(requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });

  it('is sent in time, and only once', async () => {
    const { client, requests, clock } = createFakeClient(() => ({ status: 503 }));
    const url = client.address(APP, 'manifests/1.0.0');
    const answer = await client.send({ method: 'DELETE', url, sendBefore: clock.now() + 300 });
    expect(answer.status).toBe(503);
    expect(requests).toHaveLength(1);
  });
});
