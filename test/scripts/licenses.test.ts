import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../../scripts/licenses/package-folder.ts';
import { readPackage } from '../../scripts/licenses/read-package.ts';
import { renderLicenses } from '../../scripts/licenses/render.ts';

describe('packageFolder', () => {
  it.each([
    ['/app/node_modules/semver/functions/compare.js', '/app/node_modules/semver'],
    ['/app/node_modules/@actions/core/lib/core.js', '/app/node_modules/@actions/core'],
    [
      '/app/node_modules/@actions/core/node_modules/undici/index.js',
      '/app/node_modules/@actions/core/node_modules/undici',
    ],
    ['\0/app/node_modules/tunnel/index.js?commonjs', '/app/node_modules/tunnel'],
    ['\0rolldown/runtime.js', '/app/node_modules/rolldown'],
    ['/app/src/main.ts', undefined],
    ['/app/package.json', undefined],
  ])('of %j is %s', (id, folder) => {
    expect(packageFolder(id, '/app')).toBe(folder);
  });

  it('refuses a module of nobody', () => {
    expect(() => packageFolder('\0virtual:thing', '/app')).toThrow('"virtual:thing" belongs to no package');
  });
});

describe('readPackage', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sealift-licenses-'));
    for (const name of ['full', 'bare']) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'package.json'), '{"name":"a","version":"1.0.0","license":"MIT"}');
    }
    await writeFile(join(folder, 'full', 'LICENSE.md'), '\r\nMay be used\r\nfor good.\r\n');
    await writeFile(join(folder, 'full', 'NOTICE'), 'By A.\n');
    await writeFile(join(folder, 'full', 'license-checker.js'), 'code');
    await mkdir(join(folder, 'full', 'licenses'));
    await writeFile(join(folder, 'bare', 'LICENSE'), '\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('takes licences and notices with the line ends of git', async () => {
    expect(await readPackage(join(folder, 'full'))).toEqual({
      name: 'a',
      version: '1.0.0',
      license: 'MIT',
      texts: ['May be used\nfor good.', 'By A.'],
    });
  });

  it('refuses a package without a licence', async () => {
    await expect(readPackage(join(folder, 'bare'))).rejects.toThrow(
      'Cannot list licences: the bundled package "a" 1.0.0 has no licence file',
    );
  });
});

describe('the licence of a package without its file', () => {
  it('is that of another package of the same repository under the same licence, and of no other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sealift-licenses-'));
    try {
      const packages = [
        ['without', 'MIT', 'https://example.com/mono.git'],
        ['elsewhere', 'MIT', 'https://example.com/other.git'],
        ['otherwise', 'ISC', 'https://example.com/mono.git'],
        ['with', 'MIT', 'https://example.com/mono.git'],
      ] as const;
      for (const [name, license, url] of packages) {
        await mkdir(join(folder, name));
        await writeFile(join(folder, name, 'package.json'), JSON.stringify({ name, license, repository: { url } }));
        if (name !== 'without') await writeFile(join(folder, name, 'LICENSE'), `${name} is free`);
      }
      const others = packages.map(([name]) => join(folder, name));
      const found = await readPackage(join(folder, 'without'), others);
      expect(found.texts).toEqual(['with is free']);
      await expect(readPackage(join(folder, 'without'), others.slice(0, 3))).rejects.toThrow('has no licence file');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a package without any licence file', () => {
  it.each([
    [
      'says whose it is',
      { license: 'ISC', author: 'GitHub Inc.' },
      ['Copyright: GitHub Inc.\n\nThe package has no licence'],
    ],
    ['says it at length', { license: 'MIT', author: { name: 'A' } }, ['Copyright: A\n\nThe package has no licence']],
    [
      'is a list under a licence of Creative Commons',
      { license: 'CC-BY-3.0', author: 'A' },
      [
        'under the licence CC-BY-3.0.\nhttps://creativecommons.org/licenses/by/3.0/\nWhat it lists is bundled unchanged.',
      ],
    ],
    ['is under a licence that asks for more', { license: 'GPL-3.0', author: 'A' }, undefined],
    ['belongs to nobody', { license: 'MIT' }, undefined],
  ])('that %s', async (_, manifest, expected) => {
    const folder = await mkdtemp(join(tmpdir(), 'sealift-licenses-'));
    try {
      await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'a', version: '1.0.0', ...manifest }));
      if (expected === undefined) await expect(readPackage(folder)).rejects.toThrow('has no licence file');
      else expect((await readPackage(folder)).texts).toEqual(expected.map((text) => expect.stringContaining(text)));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('renderLicenses', () => {
  it('lists packages by name and version, whatever order they come in', () => {
    const packages = [
      { name: 'b', version: '1.0.0', license: undefined, texts: ['B'] },
      { name: 'a', version: '2.0.0', license: 'MIT', texts: ['A2', 'N'] },
      { name: 'a', version: '1.0.0', license: 'MIT', texts: ['A1'] },
    ];
    const text = renderLicenses(packages);
    expect(text.match(/^(?:a|b) .*$/gm)).toEqual(['a 1.0.0 (MIT)', 'a 2.0.0 (MIT)', 'b 1.0.0']);
    expect(text).toContain('\n\nA2\n\nN\n');
    expect(renderLicenses(packages.toReversed())).toBe(text);
  });
});
