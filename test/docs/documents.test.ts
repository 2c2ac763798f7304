import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseHome } from '../../scripts/readme/home.ts';
import { DOCUMENTS, folderOf, readDocument as read } from './documents.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Names the anchor that GitHub gives a heading. */
function anchorOf(title: string): string {
  const words = title.toLowerCase().replace(/[^\w\- ]/g, '');
  return `#${words.replaceAll(' ', '-')}`;
}

/** Lists the anchors of a document; a heading that is there again gets a number, and comments in code are no headings. */
function anchorsOf(text: string): readonly string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  const names = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, title]) => anchorOf(title ?? ''));
  const own = [...prose.matchAll(/<a id="([\w-]+)"><\/a>/g)].map(([, id]) => `#${id}`);
  return [
    ...names.map((name, index) => {
      const before = names.slice(0, index).filter((other) => other === name).length;
      return before === 0 ? name : `${name}-${before}`;
    }),
    ...own,
  ];
}

/** Lists what a document leads to: links, and pictures in HTML. */
function linksIn(text: string): readonly string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)].map(
    ([, link, source]) => link ?? source ?? '',
  );
}

/** Makes of an address in this repository on GitHub the path of the file; other addresses stay. */
function toPath(link: string, name: string): string {
  const prefix = `https://github.com/${parseHome(read('package.json')).repository}/blob/main/`;
  return link.startsWith(prefix) ? relative(folderOf(name), join(ROOT, link.slice(prefix.length))) : link;
}

/** Tells whether a link leads to what is there: a file, or a heading of this document or another. */
function leadsSomewhere(link: string, name: string): boolean {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? join(ROOT, name) : join(folderOf(name), path);
  if (!existsSync(file)) return false;
  return anchor === undefined || anchorsOf(read(file.slice(ROOT.length + 1))).includes(`#${anchor}`);
}

describe('the search for dead links', () => {
  it.each([
    ['docs/reference/no-such-page.md', false],
    ['docs/reference/errors.md', true],
    ['docs/reference/errors.md#tags', true],
    ['docs/reference/errors.md#no-report', true],
    ['docs/reference/errors.md#no-such-heading', false],
    ['docs/images/promotion-light.svg', true],
    ['#quick-start', true],
    ['#quick-end', false],
  ])('judges %s', (link, isThere) => {
    expect(leadsSomewhere(link, 'README.md')).toBe(isThere);
  });

  it('finds links, pictures and addresses of this repository', () => {
    const { repository } = parseHome(read('package.json'));
    expect(linksIn('[a](b.md#c) <img src="d.svg"> <source srcset="e.svg">')).toEqual(['b.md#c', 'd.svg', 'e.svg']);
    expect(toPath(`https://github.com/${repository}/blob/main/README.md`, 'docs/guides/history.md')).toBe(
      '../../README.md',
    );
  });

  it('numbers headings that are there again, and takes no comment in code for one', () => {
    expect(anchorsOf('# A b\n## C\n```sh\n# D\n```\n## C\n')).toEqual(['#a-b', '#c', '#c-1']);
  });
});

describe.each(DOCUMENTS)('%s', (name) => {
  const text = read(name);

  it('links only to what is there', () => {
    const links = linksIn(text).map((link) => toPath(link, name));
    // "../../security" leads out of the file tree, to a page that GitHub makes of the repository.
    const ours = links.filter((link) => !/^https:|^\.\.\/\.\.\/security\//.test(link));
    expect(ours.filter((link) => !leadsSomewhere(link, name))).toEqual([]);
  });

  it('names only commands that package.json has', () => {
    const scripts = Object.keys(Object(JSON.parse(read('package.json')).scripts));
    const names = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script ?? '');
    expect(names.filter((script) => !scripts.includes(script))).toEqual([]);
  });
});

describe('docs/reference/tag-rules.md', () => {
  it('has every rule that the source names', () => {
    const rules = [...read('docs/reference/tag-rules.md').matchAll(/^\d+\. \*\*(R\d+):/gm)].map(([, rule]) => rule);
    expect(rules).toEqual(Array.from({ length: 11 }, (_, index) => `R${index + 1}`));
    const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => file.endsWith('.ts')).map((file) => read(join('src', file)));
    const named = sources.flatMap((text) => [...text.matchAll(/\brules? (R\d+)(?: (?:and|to) (R\d+))?/g)]);
    const unknown = named.flatMap(([, ...names]) =>
      names.filter((rule) => rule !== undefined && !rules.includes(rule)),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(unknown).toEqual([]);
  });

  it('gives the tools that deploy expressions that find our tags and no others', () => {
    const guide = read('docs/guides/deploying.md');
    const written = [...guide.matchAll(/\^(?:\(\?P?<day>|\(\?<major>)?(?:\[0-9\]|\\\\d)\{8\}[^'"\s]*\$/g)].map(
      ([text]) => text,
    );
    const days = written.map((text) => new RegExp(text.replaceAll('(?P<', '(?<').replaceAll('\\\\', '\\')));
    expect(days).toHaveLength(4);
    for (const day of days) {
      expect('20261121_01').toMatch(day);
      for (const other of ['20261121', '1.2.3', '20261121-01', 'sha-20261121', 'app-20261121_01']) {
        expect(other).not.toMatch(day);
      }
    }
  });
});

describe('the pages of docs/', () => {
  const pages = DOCUMENTS.filter((name) => name.startsWith('docs/'));

  it('are guides, references, concepts, or about the project', () => {
    const others = pages.filter(
      (name) => !/^docs\/(?:README|(?:guides|reference|concepts|project(?:\/decisions)?)\/[\w-]+)\.md$/.test(name),
    );
    expect(others).toEqual([]);
  });

  it.each(pages)('begin with one title: %s', (name) => {
    const prose = read(name).replace(/^```[\s\S]*?^```$/gm, '');
    expect(read(name).startsWith('# ')).toBe(true);
    expect(prose.match(/^# /gm)).toHaveLength(1);
  });

  it('put no table wider than its text: cells are not padded', () => {
    const padded = pages.filter((name) => !/defences|mutation/.test(name) && /^\|.*\S {3,}\|/m.test(read(name)));
    expect(padded).toEqual([]);
  });
});

describe('README.md', () => {
  it('is read in a few minutes', () => {
    expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(15_000);
  });

  it('leads to the index of the documents', () => {
    expect(read('README.md')).toContain('](docs/README.md)');
  });
});

describe('docs/README.md', () => {
  it('leads to every guide, reference and concept', () => {
    const pages = DOCUMENTS.filter((name) => /^docs\/(?:guides|reference|concepts|project)\/[\w-]+\.md$/.test(name));
    expect(pages.filter((page) => !read('docs/README.md').includes(`](${page.slice('docs/'.length)})`))).toEqual([]);
  });
});

describe('docs/reference/errors.md', () => {
  it('has an address for each error', () => {
    const rows = read('docs/reference/errors.md')
      .split('\n')
      .filter((line) => /^\| (?!Error \||---)/.test(line));
    const ids = rows.map((row) => /^\| <a id="([a-z0-9-]+)"><\/a>/.exec(row)?.[1]);
    expect(rows.length).toBeGreaterThan(50);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('quotes errors that the source has', () => {
    const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => file.endsWith('.ts')).map((file) => read(join('src', file)));
    const quoted = [
      ...read('docs/reference/errors.md').matchAll(
        /^\| <a id="[\w-]+"><\/a>(?:A warning: )?`((?:Cannot|The) [^`]+)` +\|/gm,
      ),
    ].map(([, text]) => text ?? '');
    expect(quoted.length).toBeGreaterThan(10);
    // What is left out, a status, and the registry's own code come at run time; "Cannot" and ":" join parts of a sentence.
    const parts = quoted
      .flatMap((text) => text.split(/…|\([A-Z_]+ |\b[0-9]{3}\b|^Cannot|[:;)]/))
      .map((part) => part.trim());
    const missing = parts.filter((part) => !sources.some((source) => source.includes(part)));
    expect(missing).toEqual([]);
  });
});

describe('package.json', () => {
  it('names one home', () => {
    const manifest = read('package.json');
    const { repository } = parseHome(manifest);
    expect(JSON.parse(manifest)).toMatchObject({ homepage: `https://github.com/${repository}#readme` });
  });
});
