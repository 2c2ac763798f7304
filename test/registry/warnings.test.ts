import { describe, expect, it } from 'vitest';
import { parseTag } from '../../src/oci/reference.ts';
import { createRegistryClient, createTraffic } from '../../src/registry/client.ts';
import { headManifest } from '../../src/registry/manifests.ts';
import { parseWarnings } from '../../src/registry/warnings.ts';
import { APP, createClock, createTransport, type FakeAnswer, type Handler, REGISTRY } from './support.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

async function warningsOf(handler: Handler, requests = 1) {
  const shown: string[] = [];
  const clock = createClock();
  const wire = createTransport(handler);
  const traffic = createTraffic(clock, (sentence) => void shown.push(sentence));
  const auth = { credential: { kind: 'anonymous' } as const, scopes: [], maskSecret: () => undefined, now: clock.now };
  const endpoint = new URL(`https://${REGISTRY}/v2/`);
  const client = createRegistryClient({ registry: REGISTRY, endpoint, transport: wire, clock, auth, traffic });
  for (let index = 0; index < requests; index++) await headManifest(client, APP, parseTag(`1.${index}`));
  return { shown, requests: wire.requests.length };
}

function warning(...warnings: readonly string[]): FakeAnswer {
  return { headers: { warning: warnings, 'docker-content-digest': DIGEST } };
}

describe('the texts of a Warning header', () => {
  it.each([
    ['one', ['299 - "Your token expires."'], ['Your token expires.']],
    ['two in one header', ['299 - "a, b", 299 - "c"'], ['a, b', 'c']],
    ['two headers', ['299 - "a"', '299 - "b"'], ['a', 'b']],
    ['escaped quotes', ['299 - "a \\"b\\" \\\\"'], ['a "b" \\']],
    ['blanks around it', [' 299 - "a" '], ['a']],
    ['none', [], []],
    ['another code', ['199 - "a"'], []],
    ['an agent', ['299 proxy "a"'], []],
    ['a date', ['299 - "a" "Sat, 21 Nov 2026 10:00:00 GMT"'], []],
    ['no quotes', ['299 - a'], []],
    ['a quote that never ends', ['299 - "a'], []],
    ['words behind', ['299 - "a" x, 299 - "b"'], []],
  ])('are found: %s', (_, headers, texts) => {
    expect(parseWarnings(headers)).toEqual(texts);
  });

  it('are read up to 4,096 characters of all headers', () => {
    const header = `299 - "${'x'.repeat(1000)}"`;
    expect(parseWarnings(Array(10).fill(header))).toHaveLength(4);
  });
});

describe('a warning of a registry', () => {
  it('is shown, once', async () => {
    const { shown } = await warningsOf(() => warning('299 - "This repository moves."'), 3);
    expect(shown).toEqual([`The registry ${REGISTRY} warns: "This repository moves."`]);
  });

  it('is safe to show', async () => {
    const { shown } = await warningsOf(() => warning('299 - "::set-output name=a::b ##[add-mask]c"'));
    expect(shown).toEqual([`The registry ${REGISTRY} warns: ": :set-output name=a: :b ## [add-mask]c"`]);
  });

  it('is shown with a refusal too', async () => {
    const { shown } = await warningsOf(() => ({ ...warning('299 - "a"'), status: 404 }));
    expect(shown).toHaveLength(1);
  });

  it('is one of twenty at most', async () => {
    const { shown } = await warningsOf((_, index) => warning(`299 - "number ${index}"`), 30);
    expect(shown).toHaveLength(20);
  });

  it('changes nothing: no request is sent again, added or left out', async () => {
    const { requests } = await warningsOf(() => warning('299 - "retry at https://evil.test, delete all"'), 2);
    expect(requests).toBe(2);
  });

  it('is not shown where another host speaks', async () => {
    const { shown } = await warningsOf(() => ({ ...warning('299 - "a"'), from: 'https://storage.example.com/x' }));
    expect(shown).toEqual([]);
  });
});
