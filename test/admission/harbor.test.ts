import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { admit, type Stack, sentenceOf, stack, vulnerabilities } from './world.ts';

const IMAGE = stack(['os', 'app']);
const MEDIA_TYPE = 'application/vnd.security.vulnerability.report; version=1.1';
const GATE = vulnerabilities({ from: 'registry', signedBy: [], fail: { critical: 'any' } });

/** A report as Harbor answers it (goharbor/harbor, src/pkg/scan/vuln/report.go). */
function report(digest: string, severity?: string): object {
  return {
    [MEDIA_TYPE]: {
      generated_at: '2026-11-21T11:00:00.123456Z',
      scanner: { name: 'Trivy', vendor: 'Aqua Security', version: 'v0.67.0' },
      severity: severity ?? 'None',
      vulnerabilities:
        severity === undefined
          ? []
          : [
              {
                id: 'CVE-2026-1111',
                package: 'openssl',
                version: '3.0.1',
                fix_version: '3.0.2',
                severity,
                description: 'Something is wrong.',
                links: ['https://avd.aquasec.com/nvd/cve-2026-1111'],
                artifact_digests: [digest],
                preferred_cvss: { score_v3: 9.8, score_v2: null, vector_v3: 'CVSS:3.1/AV:N', vector_v2: '' },
                cwe_ids: ['CWE-79'],
              },
            ],
    },
  };
}

interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly accept: unknown;
}

/** A registry that has Harbor's API too: answers by the digest that is asked for. */
async function startHarbor(
  answer: (digest: string, response: ServerResponse, times: number) => void,
): Promise<{ readonly registry: EmbeddedRegistry; readonly asked: readonly Asked[] } & AsyncDisposable> {
  const asked: Asked[] = [];
  const registry = await startRegistry({
    auth: { kind: 'bearer', users: { robot: 'secret' } },
    intercept(request, response, path) {
      if (!path.startsWith('/api/')) return false;
      asked.push({
        path,
        authorization: request.headers.authorization,
        accept: request.headers['x-accept-vulnerabilities'],
      });
      const digest = /artifacts\/(sha256:[0-9a-f]{64})\//.exec(path)?.[1] ?? '';
      answer(digest, response, asked.filter((each) => each.path === path).length);
      return true;
    },
  });
  registry.load('t/shop/app', IMAGE, ['1']);
  return { registry, asked, [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose]() };
}

function send(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

function platformDigests({ platforms }: Stack): readonly string[] {
  return [...platforms.values()].map(({ manifest }) => manifest.digest);
}

const credential = { username: 'robot', password: 'secret' };

describe("the scans of Harbor's API", () => {
  it('are asked for by the digest of each platform, with the password of the registry and the slashes encoded twice', async () => {
    await using harbor = await startHarbor((digest, response) => send(response, report(digest)));
    const answer = await admit(harbor.registry.host, IMAGE, [GATE], { credential });
    expect(sentenceOf(answer)).toBe('');
    expect(harbor.asked).toEqual(
      platformDigests(IMAGE).map((digest) => ({
        path: `/api/v2.0/projects/t/repositories/shop%252Fapp/artifacts/${digest}/additions/vulnerabilities`,
        authorization: `Basic ${Buffer.from('robot:secret').toString('base64')}`,
        accept: MEDIA_TYPE,
      })),
    );
  });

  it.each<[string, (digest: string, response: ServerResponse, times: number) => void, string]>([
    [
      'a finding',
      (digest, response) => send(response, report(digest, 'Critical')),
      '✗ vulnerabilities  linux/amd64 and linux/arm64: 1 critical',
    ],
    [
      'nothing at all (V32)',
      (_, response) => send(response, {}),
      '✗ vulnerabilities  linux/amd64 and linux/arm64: Harbor has not scanned it; scan it there',
    ],
    ['500 (V33)', (_, response) => send(response, {}, 500), '? vulnerabilities  linux/amd64: cannot read a report ('],
    [
      '404',
      (_, response) => send(response, { errors: [{ code: 'NOT_FOUND' }] }, 404),
      'the registry knows no scans of it',
    ],
    [
      '401',
      (_, response) => send(response, { errors: [{ code: 'UNAUTHORIZED' }] }, 401),
      'the credentials may not read scans',
    ],
    [
      'a report of another kind',
      (_, response) => send(response, { 'application/vnd.other; version=1': {} }),
      'it is not a report of Harbor',
    ],
    [
      'the report of another image',
      (_, response) => send(response, report(IMAGE.index.digest.replace(/.$/, '0'), 'Low')),
      'it is about the digest of another image',
    ],
    [
      'a web page',
      (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      'a web page answers',
    ],
    ['no JSON', (_, response) => void response.writeHead(200).end('nothing'), 'it is not valid JSON'],
  ])('may be %s', async (_, handle, words) => {
    await using harbor = await startHarbor(handle);
    expect(sentenceOf(await admit(harbor.registry.host, IMAGE, [GATE], { credential }))).toContain(words);
  });

  it('are asked for again where Harbor fails for a moment', async () => {
    await using harbor = await startHarbor((digest, response, times) =>
      times < 3 ? send(response, {}, 500) : send(response, report(digest)),
    );
    expect(sentenceOf(await admit(harbor.registry.host, IMAGE, [GATE], { credential }))).toBe('');
  });

  it('may be long, and are refused if they are longer than any', async () => {
    const padding = (bytes: number) => ({ description: 'x'.repeat(bytes) });
    await using long = await startHarbor((digest, response) =>
      send(response, { ...report(digest), ...padding(9_000_000) }),
    );
    expect(sentenceOf(await admit(long.registry.host, IMAGE, [GATE], { credential }))).toBe('');
    expect(long.asked).toHaveLength(4);
    await using longer = await startHarbor((digest, response) =>
      send(response, { ...report(digest), ...padding(34_000_000) }),
    );
    expect(sentenceOf(await admit(longer.registry.host, IMAGE, [GATE], { credential }))).toContain(
      'the report has more than 32 MiB',
    );
  });
});
