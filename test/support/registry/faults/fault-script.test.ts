import { describe, expect, it } from 'vitest';
import { call } from '../../http-call.ts';
import { startRegistry } from '../registry.ts';
import type { Fault, ScriptedFault } from './fault.ts';
import { faultKinds } from './fault-kinds.ts';
import { createFaultScript } from './fault-script.ts';

function answer(status: number): Fault {
  return { kind: 'answer', time: 'before', status };
}

async function statuses(faults: readonly ScriptedFault[], paths: readonly string[]): Promise<readonly number[]> {
  const script = createFaultScript(faults);
  await using registry = await startRegistry({ intercept: script.intercept });
  const found: number[] = [];
  for (const path of paths) found.push((await call(registry.host, { path })).status);
  return found;
}

const PING = '/v2/';
const LIST = '/v2/a/tags/list?n=1';

describe('a script', () => {
  it.each<[string, readonly ScriptedFault[], readonly string[], readonly number[]]>([
    ['the request of a number', [{ at: { request: 2 }, fault: answer(418) }], [PING, PING, PING], [200, 418, 200]],
    [
      'several from there on',
      [{ at: { request: 2 }, fault: answer(418), times: 2 }],
      [PING, PING, PING, PING],
      [200, 418, 418, 200],
    ],
    [
      'all from there on',
      [{ at: { request: 2 }, fault: answer(418), times: Number.POSITIVE_INFINITY }],
      [PING, LIST, PING],
      [200, 418, 418],
    ],
    [
      'the first of a pattern',
      [{ at: { method: 'GET', path: /tags\/list\?n=/ }, fault: answer(418) }],
      [PING, LIST, LIST],
      [200, 418, 404],
    ],
    [
      'the n-th of a pattern',
      [{ at: { method: 'GET', path: /list/, nth: 2 }, fault: answer(418) }],
      [LIST, PING, LIST],
      [404, 200, 418],
    ],
    ['none of another method', [{ at: { method: 'HEAD', path: /list/ }, fault: answer(418) }], [LIST], [404]],
    [
      'by the first of two faults',
      [
        { at: { request: 1 }, fault: answer(418) },
        { at: { request: 1 }, fault: answer(419) },
      ],
      [PING],
      [418],
    ],
  ])('strikes %s', async (_, faults, paths, expected) => {
    expect(await statuses(faults, paths)).toEqual(expected);
  });

  it('counts the requests of several registries together', async () => {
    const script = createFaultScript([{ at: { request: 2 }, fault: answer(418) }]);
    await using first = await startRegistry({ intercept: script.intercept });
    await using second = await startRegistry({ intercept: script.intercept });
    expect((await call(first.host, { path: PING })).status).toBe(200);
    expect((await call(second.host, { path: LIST })).status).toBe(418);
    expect(script.requests).toEqual([`GET ${PING}`, `GET ${LIST}`]);
    expect(script.struck).toEqual([{ fault: answer(418), number: 2, request: `GET ${LIST}`, changed: true }]);
  });

  it('does not count what a fault passes on', async () => {
    const script = createFaultScript([{ at: { request: 1 }, fault: { kind: 'twice' }, times: 2 }]);
    await using registry = await startRegistry({ intercept: script.intercept });
    await call(registry.host, { path: PING });
    expect(script.requests).toHaveLength(1);
    expect(script.struck).toHaveLength(1);
  });
});

describe('the kinds of faults', () => {
  const kinds = faultKinds(new Date('2020-01-02T03:04:05Z'));

  it('have names of their own', () => {
    expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length);
  });

  it('name a date that is soon for the client', () => {
    const { fault } = kinds.find(({ name }) => name === '429 date') ?? {};
    expect(fault).toMatchObject({ status: 429, headers: { 'retry-after': 'Thu, 02 Jan 2020 03:04:12 GMT' } });
  });
});
