import { describe, expect, it } from 'vitest';
import { parseErrors } from '../../src/registry/error-document.ts';
import { readErrorResponse, responseError } from '../../src/registry/errors.ts';
import { answerOf, REGISTRY } from './support.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

/** What CNCF Distribution answers to a manifest with a layer whose address it does not allow. */
const FOREIGN = JSON.stringify({
  errors: [
    { code: 'UNKNOWN', message: 'unknown error' },
    { code: 'UNKNOWN', message: 'unknown error', detail: {} },
    { code: 'MANIFEST_BLOB_UNKNOWN', message: 'blob unknown to registry', detail: DIGEST },
  ],
});

async function refusal(status: number, body: string) {
  const request = { method: 'PUT', url: new URL(`https://${REGISTRY}/v2/d/app/manifests/1`) } as const;
  return await readErrorResponse(answerOf(request, { status, body }));
}

async function errorOf(status: number, body: string) {
  return responseError(await refusal(status, body), { registry: REGISTRY, what: 'write it' });
}

function listOf(...codes: readonly string[]): string {
  return JSON.stringify({ errors: codes.map((code) => ({ code, message: `about ${code}` })) });
}

describe('the errors of a document', () => {
  it('are told once each, with the digests that they name wherever these stand', () => {
    const missing = { code: 'BLOB_UNKNOWN', message: `no ${DIGEST}`, detail: { missing: [DIGEST] } };
    const errors = parseErrors(Buffer.from(JSON.stringify({ errors: [missing, missing, { code: 'DENIED' }] })));
    expect(errors).toEqual([
      { code: 'BLOB_UNKNOWN', message: `no ${DIGEST}`, detail: '', digests: [DIGEST] },
      { code: 'DENIED', message: '', detail: '', digests: [] },
    ]);
  });

  it.each(['', 'null', '[]', '{"errors":{}}', '{"errors":["A",1,null]}'])('are none in %s', (text) => {
    expect(parseErrors(Buffer.from(text))).toEqual([]);
  });

  it('are no more than an image has layers', () => {
    const errors = Array.from({ length: 10_000 }, (_, index) => ({ code: 'A', message: String(index) }));
    expect(parseErrors(Buffer.from(JSON.stringify({ errors })))).toHaveLength(500);
  });
});

describe('a refusal with several errors', () => {
  it('means what its most telling error means, and says all of them', async () => {
    const error = await errorOf(500, FOREIGN);
    expect(error).toMatchObject({ code: 'refused', status: 500, missing: [DIGEST] });
    expect(error.message).toContain(
      `the registry answers 500 (MANIFEST_BLOB_UNKNOWN "blob unknown to registry" "${DIGEST}", UNKNOWN "unknown error");`,
    );
  });

  it.each([
    ['an immutable tag behind anything', 400, listOf('DENIED', 'TAG_IMMUTABLE'), 'tag-immutable'],
    ['a missing right behind nothing in particular', 500, listOf('UNKNOWN', 'DENIED'), 'denied'],
    ['a login that is wanted', 500, listOf('UNKNOWN', 'UNAUTHORIZED'), 'unauthorized'],
    ['a limit', 502, listOf('', 'TOOMANYREQUESTS'), 'rate-limited'],
    ['a manifest that is refused', 500, listOf('UNKNOWN', 'MANIFEST_INVALID'), 'refused'],
    ['a registry that fails', 500, listOf('UNKNOWN', 'UNKNOWN'), 'server-error'],
    ['a vendor that fails', 500, listOf('INTERNAL_ERROR'), 'server-error'],
  ])('by %s', async (_, status, body, code) => {
    expect((await errorOf(status, body)).code).toBe(code);
  });

  it('shows four of them and counts the rest', async () => {
    const codes = ['A', 'B', 'C', 'D', 'E', 'F'];
    expect((await errorOf(400, listOf(...codes))).message).toContain('D "about D", and 2 more)');
  });
});

it('finds the hint of an error that is not the first', async () => {
  const body = JSON.stringify({
    errors: [
      { code: 'DENIED', message: 'no' },
      { code: 'DENIED', message: 'quota exceeded' },
    ],
  });
  expect((await errorOf(403, body)).words?.remedy).toContain('delete images that are no longer needed');
});
