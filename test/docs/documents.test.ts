import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseHome } from '../../scripts/readme/home.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
const DECISIONS = readdirSync(join(ROOT, 'docs/decisions')).map((file) => `docs/decisions/${file}`);

/** Names the anchor that GitHub gives a heading. */
function anchorOf(title: string): string {
  const words = title.toLowerCase().replace(/[^\w\- ]/g, '');
  return `#${words.replaceAll(' ', '-')}`;
}

describe.each([...DOCUMENTS, ...DECISIONS])('%s', (name) => {
  const text = read(name);
  const folder = join(ROOT, name, '..');

  it('links only to what is there', () => {
    const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => anchorOf(title ?? ''));
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
    // "../../" leads out of the file tree, to pages that GitHub makes of the repository.
    const ours = links.filter((link) => !/^https:|^\.\.\/\.\.\//.test(link));
    const broken = ours.filter((link) =>
      link.startsWith('#') ? !anchors.includes(link) : !existsSync(join(folder, link.replace(/#.*$/, ''))),
    );
    expect(broken).toEqual([]);
  });

  it('names only commands that package.json has', () => {
    const scripts = Object.keys(Object(JSON.parse(read('package.json')).scripts));
    const names = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script ?? '');
    expect(names.filter((script) => !scripts.includes(script))).toEqual([]);
  });
});

describe('README.md', () => {
  it('quotes errors that the source has', () => {
    const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => file.endsWith('.ts')).map((file) => read(join('src', file)));
    const table = read('README.md').split('## Troubleshooting')[1] ?? '';
    const quoted = [...table.matchAll(/^\| (?:A warning: )?`((?:Cannot|The) [^`]+)` +\|/gm)].map(
      ([, text]) => text ?? '',
    );
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
