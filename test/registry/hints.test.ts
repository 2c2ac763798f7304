import { describe, expect, it } from 'vitest';
import { HINTS } from '../../src/registry/error-hints.ts';
import { refused, responseError } from '../../src/registry/errors.ts';
import rejections from '../fixtures/real-errors/refusals.json' with { type: 'json' };
import { answerOf } from './support.ts';

function errorOf(registry: string, status: number, code: string, message: string) {
  return responseError({ status, code, message, errors: [] }, { registry, what: 'write it' });
}

// Bodies as vendors' documents and reports quote them; where only the words are known, in the specification's form.
describe('a refusal', () => {
  it.each(rejections)('as "$vendor" is explained, and its cure names what to change', async (refusal) => {
    const { registry, status, body, means, cure } = refusal;
    const response = answerOf({ method: 'PUT', url: new URL(`https://${registry}/v2/`) }, { status, body });
    const error = await refused(response, { registry, what: 'write it' });
    expect(error).toMatchObject({ code: means, status });
    const [sentence, last = ''] = [error.message, error.message.slice(error.message.lastIndexOf('; ') + 2)];
    expect(last).toContain(cure);
    expect(sentence).toMatch(/^Cannot write it: the registry answers \d+(?: \(.+\))?; [a-z]/);
  });

  it('of GHCR without words is about the permission of the job', () => {
    expect(errorOf('ghcr.io', 403, 'DENIED', 'denied').message).toMatch(/"permissions: packages: write"/);
  });

  it.each([
    ['ghcr.io.evil.test', 403],
    ['123456789012.dkr.ecr.eu-central-1.amazonaws.com.evil.test', 403],
    ['evilpkg.dev', 403],
    ['azurecr.io.test', 403],
    ['evil-jfrog.io', 403],
    ['public.ecr.aws.evil.test', 403],
  ])('of "%s", which is a look-alike, gets no hint of another', (registry, status) => {
    expect(errorOf(registry, status, 'DENIED', '').message).toMatch(/; give the credentials the right to do this$/);
  });
});

describe('the table', () => {
  it('has hints that are one clause each', () => {
    expect(HINTS.filter(({ remedy }) => /[;\n]|\.$/.test(remedy)).map(({ remedy }) => remedy)).toEqual([]);
  });

  it('has no hint that is never found', async () => {
    const found = new Set<string>();
    for (const { registry, status, body } of rejections) {
      const response = answerOf({ method: 'PUT', url: new URL(`https://${registry}/v2/`) }, { status, body });
      const { message } = await refused(response, { registry, what: 'write it' });
      found.add(message.slice(message.lastIndexOf('; ') + 2));
    }
    found.add(errorOf('ghcr.io', 403, 'DENIED', 'denied').message.split('; ').at(-1) ?? '');
    expect(HINTS.filter(({ remedy }) => !found.has(remedy)).map(({ remedy }) => remedy)).toEqual([]);
  });
});
