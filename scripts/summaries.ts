import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { run } from './run.ts';
import { openBrowser } from './summaries/browser.ts';
import { COLOUR_SCHEMES, renderPage } from './summaries/page.ts';
import { PICTURES } from './summaries/pictures.ts';

const ROOT = join(import.meta.dirname, '..');

/** Installed here and not with the project: Mermaid alone weighs 70 MB. */
const TOOLS = join(tmpdir(), 'sealift-summary-tools');

const PACKAGES = ['mermaid@11', 'github-markdown-css@5', 'marked@16', 'upng-js@2'];

/** Colours of a picture that is kept: text is grey, and there are few others. */
const COLOURS = 32;

/** The largest picture that is kept (bytes). */
const MAX_PICTURE = 60_000;

/** What is used of upng-js. */
interface Png {
  decode(file: Buffer): { readonly width: number; readonly height: number };
  toRGBA8(image: object): ArrayBuffer[];
  encode(frames: ArrayBuffer[], width: number, height: number, colours: number): ArrayBuffer;
}

async function installTools(): Promise<void> {
  if (await stat(join(TOOLS, 'node_modules/mermaid')).catch(() => undefined)) return;
  await mkdir(TOOLS, { recursive: true });
  await writeFile(join(TOOLS, 'package.json'), '{"private":true}');
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...PACKAGES], {
    cwd: TOOLS,
  });
}

async function reduce(picture: Buffer): Promise<Buffer> {
  const { default: png }: { default: Png } = await import(join(TOOLS, 'node_modules/upng-js/UPNG.js'));
  const image = png.decode(picture);
  return Buffer.from(png.encode(png.toRGBA8(image), image.width, image.height, COLOURS));
}

/** Renders Markdown as GitHub shows it at 900 pixels, light and dark; without files the pictures of the documents. */
await run(async () => {
  const { values, positionals } = parseArgs({
    options: { out: { type: 'string', default: '/tmp/sealift-summaries' }, open: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const isKept = positionals.length === 0;
  const out = isKept ? join(ROOT, 'docs/images/summaries') : values.out;
  const jobs = isKept
    ? PICTURES.map((name) => ({ name, file: join(ROOT, 'test/golden', `page-${name}.md`) }))
    : positionals.map((file) => ({ name: basename(file, '.md'), file }));
  await installTools();
  await mkdir(out, { recursive: true });
  const scratch = await mkdtemp(join(tmpdir(), 'sealift-summaries-'));
  try {
    await using browser = await openBrowser(scratch);
    for (const { name, file } of jobs) {
      const markdown = await readFile(file, 'utf8');
      for (const scheme of isKept ? COLOUR_SCHEMES.slice(0, 1) : COLOUR_SCHEMES) {
        const page = join(scratch, 'page.html');
        await writeFile(page, await renderPage(markdown, { scheme, tools: TOOLS, isOpen: values.open }));
        const picture = await browser.photograph(`file://${page}`);
        const path = join(out, isKept ? `${name}.png` : `${name}-${scheme}.png`);
        const bytes = isKept ? await reduce(picture) : picture;
        if (isKept && bytes.length > MAX_PICTURE)
          throw new Error(`Cannot keep ${path}: it has ${bytes.length} bytes; show less, or use fewer colours`);
        await writeFile(path, bytes);
        console.log(`${path}: ${bytes.length} bytes`);
      }
    }
  } finally {
    await rm(scratch, { recursive: true, maxRetries: 5 });
  }
});
