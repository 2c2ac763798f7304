import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { parseReference, parseTag } from '../../src/oci/reference.ts';
import { getManifest } from '../../src/registry/manifests.ts';
import { listTags } from '../../src/registry/tag-list.ts';
import { thrownBy } from '../oci/support.ts';
import { APP, createFakeClient, linesOf, REGISTRY } from '../registry/support.ts';

const HEX = '0'.repeat(64);

/** What stands where a repository, a tag or a digest goes, and would be another request if it got into an address. */
const HOSTILE = [
  ['a way up', '../x'],
  ['a way up in the middle', 'a/../b'],
  ['an encoded way up', '%2e%2e/x'],
  ['an encoded slash', 'a%2fb'],
  ['a query', 'app?x=1'],
  ['a fragment', 'app#x'],
  ['a backslash', 'app\\x'],
  ['a line feed with a header', 'app\r\nX-Evil: y'],
  ['NUL', 'app\0'],
  ['a blank', 'a b'],
  ['a user', 'user:password@evil.test/app'],
  ['a letter of another script', 'аpp'],
  ['a full-width letter', 'ａpp'],
  ['a sharp s, which is two letters in upper case', 'stra\u00dfe'],
  ['a zero-width letter', 'a\u200bpp'],
  ['a letter that reads backwards', 'a\u202epp'],
  ['a long name', 'a'.repeat(300)],
  ['an empty part', 'a//b'],
  ['a command for the runner', '##[add-mask]a'],
] as const;

describe('a reference', () => {
  it.each(HOSTILE)('with %s for a repository is refused before anything is asked', (_, text) => {
    expect(() => parseReference(`${REGISTRY}/${text}:1.2.3`)).toThrow(InputError);
  });

  it.each(HOSTILE)('with %s for a tag is refused before anything is asked', (_, text) => {
    expect(() => parseReference(`${REGISTRY}/d/app:${text}`)).toThrow(InputError);
    expect(() => parseTag(text)).toThrow(InputError);
  });

  it.each(HOSTILE)('with %s for a digest is refused before anything is asked', (_, text) => {
    expect(() => parseReference(`${REGISTRY}/d/app@sha256:${text}`)).toThrow(InputError);
    expect(() => parseReference(`${REGISTRY}/d/app@sha256:${HEX}${text}`)).toThrow(InputError);
  });

  it.each([
    ['an address of another scheme', 'file:///etc/passwd:1'],
    ['credentials', `user:password@${REGISTRY}/d/app:1`],
    ['a host of another script', 'ехample.com/d/app:1'],
    ['a host with a dot of another script', 'registry。example。com/d/app:1'],
    ['a host with a blank', 'registry.example.com /d/app:1'],
    ['a host of numbers that are none', '999.999.999.999/d/app:1'],
    ['a port that is none', `${REGISTRY}:99999/d/app:1`],
    ['a way up for a host', '../d/app:1'],
  ])('with %s is refused before anything is asked', (_, text) => {
    expect(() => parseReference(text)).toThrow(InputError);
  });

  it('that is refused is shown safely and shortly', () => {
    const { message } = thrownBy(() =>
      parseReference(`${REGISTRY}/d/app:\u001b[31m##[add-mask]a\n${'x'.repeat(10_000)}`),
    );
    expect(message.length).toBeLessThan(500);
    expect(message).not.toMatch(/\p{Cc}|##\[/u);
  });
});

describe('tags that a registry lists', () => {
  const LISTED = [...HOSTILE.map(([, tag]) => tag), '.', '..', '-a', 'a:b', 'a@b', '', 'good'];

  it('are dropped where they break the grammar, so that none gets into an address, the log or an output', async () => {
    const { client } = createFakeClient(() => ({ body: JSON.stringify({ name: 'd/app', tags: LISTED }) }));
    expect([...(await listTags(client, APP))]).toEqual(['good']);
  });
});

it('an address is made of its parts alone', async () => {
  const { client, requests } = createFakeClient(() => ({ status: 404 }));
  await getManifest(client, APP, parseTag('_..a.._-'));
  expect(linesOf(requests)).toEqual(['GET /v2/d/app/manifests/_..a.._-']);
});
