import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { NO_FLAVOR, parseFlavor } from '../../src/tags/flavor.ts';

function shown(text: string) {
  const { prefix, suffix, ...rest } = parseFlavor(text);
  return { ...rest, prefix: prefix.source, suffix: suffix.source };
}

const NONE = { latest: 'auto', prefix: '', suffix: '', prefixLatest: false, suffixLatest: false };

describe('parseFlavor', () => {
  test.each<[string, Partial<typeof NONE>]>([
    ['', {}],
    [' \n# latest=false\n', {}],
    ['latest=auto', {}],
    ['latest=true', { latest: 'true' }],
    ['latest=false', { latest: 'false' }],
    ['LATEST=false', { latest: 'false' }],
    ['prefix=a-', { prefix: 'a-' }],
    ['prefix=', {}],
    ['prefix=a-,onlatest=true', { prefix: 'a-', prefixLatest: true }],
    ['suffix=-b,onlatest=true', { suffix: '-b', suffixLatest: true }],
    ['suffix=-b,onlatest=true\nprefix=a-', { prefix: 'a-', suffix: '-b', suffixLatest: true }],
    [
      'prefix=a-,onlatest=true,suffix=-b,onlatest=true',
      { prefix: 'a-', prefixLatest: true, suffix: '-b', suffixLatest: true },
    ],
    ['prefix=a-,onlatest=true\nprefix=c-,onlatest=false', { prefix: 'c-' }],
    ['latest=false,prefix={{branch}}-', { latest: 'false', prefix: '{{branch}}-' }],
    ['"prefix=a,b"', { prefix: 'a,b' }],
    ['suffix=a=b', { suffix: 'a=b' }],
    ['latest=true\r\nsuffix=-x\r\n', { latest: 'true', suffix: '-x' }],
  ])('reads %j', (text, flavor) => {
    expect(shown(text)).toEqual({ ...NONE, ...flavor });
  });

  test('gives the plain flavor for nothing', () => {
    expect(parseFlavor('')).toEqual(NO_FLAVOR);
  });

  test.each([
    ['latest=yes', 'latest is "yes"; write "latest=auto", "latest=true" or "latest=false"'],
    ['latest=', 'latest is ""; write "latest=auto", "latest=true" or "latest=false"'],
    ['latest=TRUE', 'latest is "TRUE"; write "latest=auto", "latest=true" or "latest=false"'],
    ['latest', '"latest" has no value; write it as key=value, such as "latest=auto"'],
    ['prefix=a,', '"" has no value; write it as key=value, such as "latest=auto"'],
    ['prefx=a-', 'there is no key "prefx"; write "prefix"'],
    ['sufix=-a', 'there is no key "sufix"; write "suffix"'],
    ['lates=true', 'there is no key "lates"; write "latest"'],
    ['onlatest=true', 'onlatest follows neither prefix nor suffix; write "prefix=TEXT,onlatest=true"'],
    ['prefix=a,onlatest=1', 'onlatest is "1"; write "onlatest=true" or "onlatest=false"'],
    ['prefix="a"', 'its quotes are not around a whole field; write "prefix=a,b"'],
    ['prefix={{brnch}}', 'there is no expression "{{brnch}}"; write "{{branch}}"'],
    ['suffix={{sha', '"{{sha" has no end; write "}}" behind it, or "\\{{" for mere braces'],
  ])('refuses %s', (text, reason) => {
    expect(() => parseFlavor(`latest=auto\n\n${text}`)).toThrow(
      new InputError(`Cannot read flavor on line 3, "${text.replaceAll('"', "'")}": ${reason}`),
    );
  });

  test('takes onlatest for the affix of its own line alone', () => {
    expect(() => parseFlavor('prefix=a-\nonlatest=true')).toThrow(InputError);
  });
});
