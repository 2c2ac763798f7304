import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { parseImages } from '../../src/inputs/tags.ts';
import { formatRepository } from '../../src/oci/reference.ts';
import { thrownBy } from '../oci/support.ts';

describe('the input "images"', () => {
  it.each<readonly [string, string, readonly (readonly [string, string])[]]>([
    ['nothing', '', []],
    ['blank lines and comments', '\n # a\n  \n#b', []],
    [
      'a repository a line',
      'ghcr.io/a\r\n  ghcr.io/b  \n',
      [
        ['ghcr.io/a', 'ghcr.io/a'],
        ['ghcr.io/b', 'ghcr.io/b'],
      ],
    ],
    ['a name', 'name=ghcr.io/a', [['ghcr.io/a', 'ghcr.io/a']]],
    ['a name in upper case', 'ghcr.io/Acme/Shop', [['ghcr.io/acme/shop', 'ghcr.io/acme/shop']]],
    ['a name that is enabled', 'name=ghcr.io/a,enable=true', [['ghcr.io/a', 'ghcr.io/a']]],
    ['a name that is not', 'name=ghcr.io/a,enable=false\nghcr.io/b', [['ghcr.io/b', 'ghcr.io/b']]],
    ['attributes in any order, with blanks', ' enable = true , name = ghcr.io/a ', [['ghcr.io/a', 'ghcr.io/a']]],
    [
      'names in one line',
      'acme/pf,ghcr.io/acme/pf',
      [
        ['acme/pf', 'docker.io/acme/pf'],
        ['ghcr.io/acme/pf', 'ghcr.io/acme/pf'],
      ],
    ],
    [
      'names in one line with blanks, an odd comma and quotes',
      ', ghcr.io/a , ,"ghcr.io/B",\nghcr.io/c,',
      [
        ['ghcr.io/a', 'ghcr.io/a'],
        ['ghcr.io/b', 'ghcr.io/b'],
        ['ghcr.io/c', 'ghcr.io/c'],
      ],
    ],
    ['an image with an odd comma', 'name=ghcr.io/a,enable=true,', [['ghcr.io/a', 'ghcr.io/a']]],
    ['a short name of Docker Hub', 'nginx', [['nginx', 'docker.io/library/nginx']]],
    ['a name of Docker Hub', 'acme/shop', [['acme/shop', 'docker.io/acme/shop']]],
    ['a port', 'localhost:5000/shop', [['localhost:5000/shop', 'localhost:5000/shop']]],
  ])('with %s is read', (_, text, expected) => {
    expect(parseImages(text).map(({ name, repository }) => [name, formatRepository(repository)])).toEqual(expected);
  });

  it.each([
    [
      'an unknown attribute',
      '\nnam=ghcr.io/a',
      'Cannot read image on line 2, "nam=ghcr.io/a": there is no attribute "nam"; write "name"',
    ],
    [
      'a switch that is none',
      'name=ghcr.io/a,enable=yes',
      'Cannot read image on line 1, "name=ghcr.io/a,enable=yes": enable is "yes"; write "enable=true" or "enable=false"',
    ],
    [
      'no name',
      'enable=true',
      'Cannot read image on line 1, "enable=true": it names no image; write "name=ghcr.io/shop/app"',
    ],
    [
      'a name twice',
      'name=ghcr.io/a,name=ghcr.io/b',
      'Cannot read image on line 1, "name=ghcr.io/a,name=ghcr.io/b": the attribute "name" is there twice; write one image a line',
    ],
    [
      'names and attributes in one line',
      'ghcr.io/a,ghcr.io/b,enable=true',
      'Cannot read image on line 1, "ghcr.io/a,ghcr.io/b,enable=true": the attribute "name" is there twice; write one image a line',
    ],
    [
      'a tag in a line of names',
      'ghcr.io/a,ghcr.io/b:1',
      'Cannot read image on line 1, "ghcr.io/a,ghcr.io/b:1": an image must not carry a tag; write "ghcr.io/b"',
    ],
    ['commas alone', ',,', 'Cannot read image on line 1, ",,": it names no image; write "name=ghcr.io/shop/app"'],
    [
      'a tag',
      'ghcr.io/a:1',
      'Cannot read image on line 1, "ghcr.io/a:1": an image must not carry a tag; write "ghcr.io/a"',
    ],
    [
      'a tag that is not enabled',
      'name=ghcr.io/a:1,enable=false',
      'Cannot read image on line 1, "name=ghcr.io/a:1,enable=false": an image must not carry a tag; write "ghcr.io/a"',
    ],
    [
      'a way up',
      'ghcr.io/a/../b',
      'Cannot read repository "ghcr.io/a/../b": its name is malformed; use lower-case words joined by "/", ".", "_" or "-"',
    ],
  ])('with %s is refused', (_, text, sentence) => {
    const error = thrownBy(() => parseImages(text));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe(sentence);
  });
});
