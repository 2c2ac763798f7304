import { describe, expect, it } from 'vitest';
import { RegistryError } from '../../src/errors.ts';
import { invalidAnswer, readErrorResponse, refused } from '../../src/registry/errors.ts';
import { answerOf, errorBody, type FakeAnswer, REGISTRY } from './support.ts';

const ATTEMPT = { registry: REGISTRY, what: 'write registry.example.com/d/app:1.2.3' };

function responseOf(answer: FakeAnswer) {
  return answerOf({ method: 'PUT', url: new URL(`https://${REGISTRY}/v2/d/app/manifests/1.2.3`) }, answer);
}

async function classify(status: number, code: string, message: string) {
  return (await refused(responseOf({ status, body: errorBody(code, message) }), ATTEMPT)).code;
}

describe('an immutable tag is recognised as', () => {
  it.each([
    [
      'Amazon ECR',
      400,
      'TAG_INVALID',
      "The image tag '1' already exists in the 'r' repository and cannot be overwritten because the repository is immutable.",
    ],
    [
      'Google Artifact Registry',
      400,
      'MANIFEST_INVALID',
      'manifest invalid: cannot update tag 1. The repository has enabled tag immutability',
    ],
    ['Quay', 409, 'TAG_IMMUTABLE', 'tag is immutable and cannot be overwritten'],
    ['Quay without words', 409, 'TAG_IMMUTABLE', ''],
    ['Quay, a tag that exists', 409, 'TAG_ALREADY_EXISTS', ''],
    ['Harbor', 412, 'PRECONDITION', "Failed to process request due to 'r:1' configured as immutable."],
    [
      'Azure, a lock',
      405,
      'REGISTRY_DISALLOWED_OPERATION',
      'The operation is disallowed on this registry, repository or image. View troubleshooting steps at https://aka.ms/acr/faq/#why-does-my-pull-or-push-request-fail-with-disallowed-operation',
    ],
    ['Nexus', 400, 'BLOB_UPLOAD_INVALID', 'Repository does not allow updating assets: docker'],
    ['Docker Hub', 403, 'DENIED', 'requested access to the resource is denied: tag is immutable'],
    ['GitLab', 403, 'DENIED', 'push denied: the tag is protected'],
    ['Artifactory', 403, 'DENIED', 'not enough permissions to delete/overwrite artifact'],
    ['Mirantis', 400, 'DENIED', 'tag=3.6 cannot be overwritten because org/x is an immutable repository'],
    ['Aliyun', 403, 'UNKNOWN', 'The requested tag already exists and cannot be overwritten'],
    ['any, in capitals', 400, '', 'CANNOT BE OVERWRITTEN'],
  ])('%s says it', async (_, status, code, message) => {
    expect(await classify(status, code, message)).toBe('tag-immutable');
  });
});

describe('an answer', () => {
  it.each([
    [400, 'MANIFEST_INVALID', 'manifest invalid', 'refused'],
    [401, 'UNAUTHORIZED', 'authentication required', 'unauthorized'],
    [403, 'DENIED', 'permission_denied: write_package', 'denied'],
    [403, 'DENIED', 'Quota has been exceeded on namespace', 'denied'],
    [404, 'NAME_UNKNOWN', 'repository not found', 'not-found'],
    [405, 'UNSUPPORTED', 'The operation is unsupported', 'refused'],
    [409, 'MANIFEST_INVALID', 'conflict', 'refused'],
    [412, 'PROJECTPOLICYVIOLATION', 'current image is not signed', 'refused'],
    [413, 'SIZE_INVALID', 'too large', 'too-large'],
    [429, 'TOOMANYREQUESTS', 'retry-after: 10.305464ms, allowed: 2000/minute', 'rate-limited'],
    [500, 'UNKNOWN', 'internal error', 'server-error'],
    [502, '', '', 'server-error'],
    [503, 'UNAVAILABLE', 'service unavailable', 'server-error'],
  ])('of %d %s "%s" means %s', async (status, code, message, expected) => {
    expect(await classify(status, code, message)).toBe(expected);
  });

  it.each([
    [
      'code and words',
      { status: 403, body: errorBody('DENIED', 'no write access') },
      'the registry answers 403 (DENIED "no write access"); give the credentials the right to do this',
    ],
    [
      'a code alone',
      { status: 404, body: errorBody('NAME_UNKNOWN') },
      'the registry answers 404 (NAME_UNKNOWN); check the name, that it exists, and that the credentials may see it',
    ],
    ['nothing', { status: 429 }, 'the registry answers 429; wait and run again, or log in to be allowed more'],
    [
      'a web page',
      { status: 502, body: '<html><h1>Bad Gateway</h1></html>' },
      'the registry answers 502; run again later: what is there already is not sent again',
    ],
    [
      'a web page of a website',
      { status: 404, body: ' <!DOCTYPE html><h1>Not found</h1>' },
      'a web page answers, with status 404; check that "registry.example.com" is the address of a registry, not of a website',
    ],
    [
      'a web page by its type',
      { status: 400, headers: { 'content-type': 'text/html; charset=utf-8' }, body: 'no' },
      'a web page answers, with status 400; check that "registry.example.com" is the address of a registry, not of a website',
    ],
    [
      'a web page of a proxy that takes no more',
      { status: 413, body: '<html><h1>413 Request Entity Too Large</h1></html>' },
      'the registry answers 413; raise the limit of the registry or of the proxy in front of it',
    ],
    [
      'plain words',
      { status: 429, body: 'Too Many Requests (HAP429)\n' },
      'the registry answers 429 ("Too Many Requests (HAP429)"); wait and run again, or log in to be allowed more',
    ],
    [
      'plain words that are commands for the runner',
      { status: 400, body: '::add-mask::a##[group]' },
      'the registry answers 400 (": :add-mask: :a## [group]"); see what the registry requires',
    ],
    [
      'a code that is none',
      { status: 400, body: errorBody('<script>', 'x') },
      'the registry answers 400 ("x"); see what the registry requires',
    ],
    [
      'commands for the runner',
      { status: 400, body: errorBody('UNKNOWN', '##[set-output name=digest]evil\n::add-mask::a') },
      'the registry answers 400 (UNKNOWN "## [set-output name=digest]evil␤: :add-mask: :a"); see what the registry requires',
    ],
    [
      'a detail',
      {
        status: 400,
        body: '{"errors":[{"code":"UNKNOWN","message":"a","detail":"::error::b"}]}',
      },
      'the registry answers 400 (UNKNOWN "a" ": :error: :b"); see what the registry requires',
    ],
    [
      'an immutable tag',
      { status: 409, body: errorBody('TAG_IMMUTABLE') },
      'the registry answers 409 (TAG_IMMUTABLE); choose another tag, or change the rule in the registry',
    ],
    [
      'a proxy that takes no more',
      { status: 413 },
      'the registry answers 413; raise the limit of the registry or of the proxy in front of it',
    ],
  ])('with %s is put into words', async (_, answer, words) => {
    const error = await refused(responseOf(answer), ATTEMPT);
    expect(error).toBeInstanceOf(RegistryError);
    expect(error.message).toBe(`Cannot write registry.example.com/d/app:1.2.3: ${words}`);
    expect(error.status).toBe(answer.status);
  });
});

describe('readRefusal', () => {
  const nothing = { status: 400, code: '', message: '' };
  it.each([
    ['no errors', '{}', nothing],
    ['an empty list', '{"errors":[]}', nothing],
    ['errors that are not an array', '{"errors":{"code":"A"}}', nothing],
    ['an error that is text', '{"errors":["A"]}', nothing],
    ['a message that is a list', '{"errors":[{"code":"A","message":["b"]}]}', { ...nothing, code: 'A' }],
    [
      'a detail that is text',
      '{"errors":[{"code":"A","message":"b","detail":"c"}]}',
      { ...nothing, code: 'A', message: 'b', detail: 'c' },
    ],
    [
      'a detail with a message',
      '{"errors":[{"code":"A","message":"b","detail":{"message":"c"}}]}',
      { ...nothing, code: 'A', message: 'b', detail: 'c' },
    ],
    [
      'a detail that says the same',
      '{"errors":[{"code":"A","message":"b","detail":"b"}]}',
      { ...nothing, code: 'A', message: 'b' },
    ],
    ['a detail for programs', '{"errors":[{"code":"A","detail":{"name":"x"}}]}', { ...nothing, code: 'A' }],
    ['a detail that is a list', '{"errors":[{"code":"A","detail":[{"Type":"x"}]}]}', { ...nothing, code: 'A' }],
    ['more than one error', '{"errors":[{"code":"A"},{"code":"B"}]}', { ...nothing, code: 'A' }],
    ['a code of 65 letters', errorBody('A'.repeat(65)), nothing],
    ['a message without end', errorBody('A', 'x'.repeat(9000)), { ...nothing, code: 'A', message: 'x'.repeat(2000) }],
    ['plain words without end', 'y'.repeat(9000), { ...nothing, message: 'y'.repeat(2000) }],
    ['more than 64 KiB', errorBody('A', 'x'.repeat(64 * 1024)), nothing],
    ['keys of the prototype', '{"__proto__":{"errors":[{"code":"A"}]}}', nothing],
  ])('finds what there is in a body with %s', async (_, body, expected) => {
    expect(await readErrorResponse(responseOf({ status: 400, body }))).toMatchObject(expected);
  });

  it('finds nothing in a body that breaks off', async () => {
    const response = {
      ...responseOf({ status: 400 }),
      body: {
        [Symbol.asyncIterator]: async function* (): AsyncGenerator<Uint8Array> {
          yield Buffer.from('{"errors":');
          throw new Error('reset');
        },
      },
    };
    expect(await readErrorResponse(response)).toEqual({ ...nothing, errors: [] });
  });
});

it('puts an answer that breaks the specification into words', () => {
  const error = invalidAnswer(ATTEMPT, 'the answer is not an index');
  expect(error.message).toBe(
    "Cannot write registry.example.com/d/app:1.2.3: the answer is not an index; run again, and tell the registry's administrators if that does not help",
  );
  expect(error.code).toBe('invalid-answer');
  expect(error.status).toBeUndefined();
});
