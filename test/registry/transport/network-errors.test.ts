import { describe, expect, it } from 'vitest';
import { unreachable } from '../../../src/registry/transport/network-errors.ts';

const URL_OF_LIST = new URL('https://registry.example.com:5000/v2/a/tags/list?last=canary');

function failure(code: string, message = 'it failed'): Error {
  return Object.assign(new Error(message), { code });
}

function explain(error: unknown, { url = URL_OF_LIST, proxy = '' } = {}) {
  return unreachable({ method: 'GET', url }, proxy, error);
}

const NAME = 'check its name and port, and that the runner may connect to it';
const BETWEEN =
  "check that this is a registry's address, and what stands before it: a proxy, a load balancer, a login page";

describe('a failure of the network', () => {
  it.each([
    ['ECONNREFUSED', 'unreachable', 'it refuses connections', NAME],
    ['ENOTFOUND', 'unreachable', 'its name cannot be resolved', NAME],
    ['EAI_AGAIN', 'unreachable', 'its name cannot be resolved', NAME],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout', 'it does not answer in time', NAME],
    ['ETIMEDOUT', 'timeout', 'it does not answer in time', NAME],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout', 'it does not answer GET /v2/a/tags/list in time', NAME],
    ['UND_ERR_BODY_TIMEOUT', 'timeout', 'its answer to GET /v2/a/tags/list stalled', NAME],
    [
      'HPE_INVALID_CONSTANT',
      'unreachable',
      'its answer to GET /v2/a/tags/list is not valid HTTP (HPE_INVALID_CONSTANT)',
      BETWEEN,
    ],
    ['ECONNRESET', 'unreachable', 'the connection failed (ECONNRESET) during GET /v2/a/tags/list', NAME],
  ])('with the code %s is put into words', (code, kind, reason, remedy) => {
    const error = explain(failure(code));
    expect(error.message).toBe(`Cannot reach registry "registry.example.com:5000" over HTTPS: ${reason}; ${remedy}`);
    expect(error).toMatchObject({ code: kind });
  });

  it.each([
    ['an error without a code', new Error('socket\nhang up'), '(socket␤hang up)'],
    ['an error whose code is a number', Object.assign(new Error('odd'), { code: 5 }), '(odd)'],
    ['what is no error', 'a word', '(a word)'],
  ])('that is %s is shown in one line', (_, error, words) => {
    expect(explain(error).message).toContain(`the connection failed ${words} during GET /v2/a/tags/list; ${NAME}`);
  });

  it('keeps its cause, by which it is judged whether it may pass', () => {
    const cause = failure('ECONNRESET');
    expect(explain(cause).cause).toBe(cause);
  });

  it('tells plain HTTP from HTTPS', () => {
    const url = new URL('http://registry.example.com/v2/');
    expect(explain(failure('ECONNREFUSED'), { url }).message).toContain('"registry.example.com" over plain HTTP: ');
  });
});

describe('a proxy', () => {
  it.each([
    [407, 'denied', 'put a user and password that the proxy takes into the address in HTTPS_PROXY or HTTP_PROXY'],
    [403, 'denied', 'let the proxy admit this host, or name the host in NO_PROXY'],
    [503, 'unreachable', 'let the proxy admit this host, or name the host in NO_PROXY'],
  ])('that answers %d instead of opening a tunnel is named as the cause', (status, code, remedy) => {
    const error = explain(failure('UND_ERR_ABORTED', `Proxy response (${status}) !== 200 when HTTP Tunneling`));
    expect(error.message).toContain(`: the proxy answers ${status}; ${remedy}`);
    expect(error.code).toBe(code);
  });

  it('that wants a password is understood in the other words of undici too', () => {
    const error = explain(failure('UND_ERR_INVALID_ARG', 'Proxy Authentication Required (407)'));
    expect(error.message).toContain(': the proxy answers 407; put a user and password');
  });

  it('is named where it may be the one that cannot be reached, without its password', () => {
    const { message } = explain(failure('ECONNREFUSED'), { proxy: 'http://alice:canary@proxy.example.com:3128/' });
    expect(message).toContain(
      `${NAME}; the environment names the proxy "proxy.example.com:3128", check it and NO_PROXY`,
    );
    expect(message).not.toContain('canary');
  });

  it('is left out where the cure is another one', () => {
    const { message } = explain(failure('HPE_INVALID_VERSION'), { proxy: 'http://proxy.example.com:3128/' });
    expect(message).not.toContain('proxy.example.com');
  });
});
