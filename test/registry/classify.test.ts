import { describe, expect, it } from 'vitest';
import { classify } from '../../src/registry/errors.ts';

describe('a refusal about an immutable tag is known by', () => {
  it.each([
    ['its words, whatever is beside them', { status: 500, code: '', message: 'this Cannot Be Overwritten, sorry' }],
    [
      "ECR's words without their end",
      {
        status: 400,
        code: 'TAG_INVALID',
        message: "The image tag '1' already exists in the 'r' repository, immutable",
      },
    ],
    [
      'words that are the detail',
      { status: 400, code: 'BLOB_UPLOAD_INVALID', message: '', detail: 'Repository does not allow updating assets: r' },
    ],
    ["Quay's codes without words", { status: 409, code: 'TAG_ALREADY_EXISTS', message: '' }],
    [
      'the words of a lock without its code',
      { status: 405, code: '', message: 'The operation is disallowed on this registry, repository or image.' },
    ],
    ['a 403 that speaks of overwriting', { status: 403, code: '', message: 'not enough rights to delete/overwrite' }],
    ['a 403 DENIED that speaks of protection', { status: 403, code: 'DENIED', message: 'tag is protected' }],
  ])('%s', (_, refusal) => {
    expect(classify(refusal)).toBe('tag-immutable');
  });
});

describe('a refusal is about something else', () => {
  it.each([
    ['where a tag merely exists', { status: 400, code: 'TAG_INVALID', message: 'tag already exists in the index' }],
    ['where the same word has another status', { status: 400, code: 'DENIED', message: 'overwrite this?' }],
    ['where a 403 without a code speaks of protection', { status: 403, code: '', message: 'protected by a firewall' }],
    ['where protection is part of a word', { status: 403, code: 'DENIED', message: 'unprotectedness' }],
    [
      "where another status has a lock's words",
      { status: 400, code: '', message: 'The operation is disallowed on this registry' },
    ],
    ['where a 403 has another code', { status: 403, code: 'UNAUTHORIZED', message: 'overwrite this?' }],
    ['where a 405 says only that', { status: 405, code: 'UNSUPPORTED', message: 'The operation is unsupported.' }],
  ])('%s', (_, refusal) => {
    expect(classify(refusal)).not.toBe('tag-immutable');
  });
});
