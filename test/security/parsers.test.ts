import { afterEach, describe, expect, it } from 'vitest';
import { tryParseDigest } from '../../src/oci/digest.ts';
import { parseManifest } from '../../src/oci/manifest.ts';
import { bareMediaType, contentKind, isForeignLayer, OCI_INDEX, OCI_MANIFEST } from '../../src/oci/media-type.ts';
import { isReservedTag, parseReference, parseRepository, parseTag } from '../../src/oci/reference.ts';
import { parseChallenges } from '../../src/registry/auth/challenge.ts';
import { refused, responseError } from '../../src/registry/errors.ts';
import { parseNextLink } from '../../src/registry/pagination.ts';
import { readTags } from '../../src/registry/tag-list.ts';
import { findRetryHint, tryParseGoDuration, tryParseRetryAfter } from '../../src/registry/transport/retry.ts';
import { parseWarnings } from '../../src/registry/warnings.ts';
import { markdownCode, markdownText } from '../../src/report/markdown.ts';
import { quote, safeText } from '../../src/util/safe-text.ts';
import { descriptorJson } from '../oci/support.ts';
import { answerOf } from '../registry/support.ts';
import { cpuTime } from '../support/cpu-time.ts';

const LENGTH = 100_000;
/** A linear parser takes some milliseconds of a processor; a quadratic one takes many seconds (milliseconds). */
const LIMIT = 500;

function many(part: string): string {
  return part.repeat(Math.ceil(LENGTH / part.length)).slice(0, LENGTH);
}

/** Texts that make patterns with nested or overlapping repetitions look at the same characters again and again. */
const TEXTS: readonly string[] = [
  ...['a', '0', ' ', '\t', ',', ';', ':', '.', '-', '_', '/', '=', '"', '\\', '<', '>', '%', '@', '[', '{', '#', '\n'],
  ...['a.', 'a-', '__', 'a/', '"a', 'a="', 'a="b",', '\\"', '<a>', '<a>;', ' rel=', '299 - "', '1m', '1.', 'a:'],
  ...[
    'exceed ',
    'quota ',
    'already exists in the ',
    'retry-after: ',
    'project ',
    'overwrite ',
    'manifest ',
    '##[',
    '::',
  ],
  ...['www.', '@a', 'GH-1', 'unauthorized to access repository: ', '\\u0061', '"a":1,'],
].flatMap((part) => [many(part), `${many(part)}!`, `a${many(part)}\0`]);

const PARSERS: readonly (readonly [string, (text: string) => unknown])[] = [
  ['WWW-Authenticate', (text) => parseChallenges(text)],
  ['WWW-Authenticate with a scheme', (text) => parseChallenges(`Bearer realm="${text}`)],
  ['Link', (text) => parseNextLink(text)],
  ['Link with an address', (text) => parseNextLink(`<a>;${text}`)],
  ['Warning', (text) => parseWarnings([text, `299 - "${text}`])],
  ['Retry-After', (text) => tryParseRetryAfter(text, 0)],
  ['a duration', (text) => tryParseGoDuration(text)],
  ['a hint to wait', (text) => findRetryHint(text)],
  ['a reference', (text) => parseReference(`registry.example.com/${text}`)],
  ['a repository', (text) => parseRepository(text)],
  ['a host', (text) => parseRepository(`${text}/app`)],
  ['a tag', (text) => parseTag(text)],
  ['a reserved tag', (text) => isReservedTag(`sha256-${text}`)],
  ['a digest', (text) => tryParseDigest(`sha256:${text}`)],
  ['a media type', (text) => [bareMediaType(text), contentKind(text), isForeignLayer(text)]],
  ['a manifest', (text) => parseManifest(Buffer.from(text), text)],
  ['a text in a manifest', (text) => parseManifest(Buffer.from(JSON.stringify({ [text]: text, a: [text] })), '')],
  ['a digest in a manifest', (text) => parseManifest(imageWith({ digest: text }), OCI_MANIFEST)],
  ['a list of tags', (text) => readTags(Buffer.from(text), { registry: 'r', what: 'list' })],
  [
    'words of a refusal',
    (text) => responseError({ status: 403, code: 'DENIED', message: text, detail: text, errors: [] }, AT),
  ],
  [
    'words of another',
    (text) => responseError({ status: 404, code: 'MANIFEST_INVALID', message: text, errors: [] }, AT),
  ],
  ['safe text', (text) => [safeText(text), safeText(text, LENGTH * 4), quote(text)]],
  ['text of a summary', (text) => [markdownText(text, LENGTH * 4), markdownCode(text)]],
];

const AT = { registry: 'registry.example.com', what: 'write it' };

function imageWith(changes: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(JSON.stringify({ schemaVersion: 2, config: descriptorJson(changes), layers: [] }));
}

describe.each(PARSERS)('%s', (_, parse) => {
  it(`of ${LENGTH.toLocaleString('en')} hostile characters is read in no time`, () => {
    for (const text of TEXTS) {
      const before = cpuTime();
      try {
        parse(text);
      } catch {
        // Most of these are refused; how long that takes is what counts.
      }
      const milliseconds = cpuTime() - before;
      expect(milliseconds, JSON.stringify(text.slice(0, 40))).toBeLessThan(LIMIT);
    }
  });
});

describe('keys that mean something to JavaScript', () => {
  afterEach(() => {
    expect('polluted' in {}).toBe(false);
    expect('polluted' in Object).toBe(false);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  const EVIL = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"prototype":{"polluted":1}}';

  it.each([
    ['annotations', `{"schemaVersion":2,"manifests":[],"annotations":{"__proto__":"x","constructor":"y"}}`],
    ['annotations that are objects', `{"schemaVersion":2,"manifests":[],"annotations":${EVIL}}`],
    ['the document', `{"schemaVersion":2,"manifests":[],"__proto__":{"polluted":1},"constructor":${EVIL}}`],
    [
      'a platform',
      `{"schemaVersion":2,"manifests":[${JSON.stringify(descriptorJson()).replace('{', `{"platform":${EVIL},`)}]}`,
    ],
  ])('in %s of a manifest are data', (_, text) => {
    const manifest = parseManifest(Buffer.from(text), OCI_INDEX);
    expect(manifest.kind).toBe('index');
    expect(Object.getPrototypeOf(manifest)).toBe(Object.prototype);
  });

  it('in annotations are kept by a map', () => {
    const text = '{"schemaVersion":2,"manifests":[],"annotations":{"__proto__":"x","constructor":"y"}}';
    expect([...parseManifest(Buffer.from(text), OCI_INDEX).annotations]).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it.each([
    ['its errors', `{"errors":${EVIL}}`],
    ['an error', `{"errors":[${EVIL}]}`],
    ['a detail', `{"errors":[{"code":"A","detail":${EVIL}}]}`],
    ['the document', `{"__proto__":{"errors":[{"code":"TAG_IMMUTABLE"}]}}`],
  ])('in %s of a refusal are data', async (_, body) => {
    const request = { method: 'PUT', url: new URL('https://registry.example.com/v2/') } as const;
    const error = await refused(answerOf(request, { status: 400, body }), AT);
    expect(error.code).toBe('refused');
  });

  it.each(['{"__proto__":{"tags":["a"]}}', '{"constructor":{"tags":["a"]}}'])('give no tags: %s', (text) => {
    expect(() => readTags(Buffer.from(text), { registry: 'r', what: 'list' })).toThrow('not a list of tags');
  });

  it('in a challenge are names like others', () => {
    const [challenge] = parseChallenges('Bearer __proto__="x",constructor="y"');
    expect([...(challenge?.parameters ?? [])]).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });
});
