import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const COLOUR_SCHEMES = ['light', 'dark'] as const;

interface PageOptions {
  readonly scheme: (typeof COLOUR_SCHEMES)[number];
  /** Where Mermaid, marked and GitHub's style are installed. */
  readonly tools: string;
  /** Whether what is folded is shown. */
  readonly isOpen: boolean;
}

const ALERTS = { NOTE: '#0969da', TIP: '#1a7f37', WARNING: '#9a6700', CAUTION: '#cf222e', IMPORTANT: '#8250df' };

/** Draws what marked leaves as a quotation: GitHub's alerts. */
function renderAlerts(html: string): string {
  return html.replace(
    /<blockquote>\n<p>\[!(NOTE|TIP|WARNING|CAUTION|IMPORTANT)\]\n/g,
    (_, kind: keyof typeof ALERTS) =>
      `<blockquote style="border-left-color:${ALERTS[kind]};color:inherit"><p><b style="color:${ALERTS[kind]}">${kind[0]}${kind.slice(1).toLowerCase()}</b><br>`,
  );
}

/** Renders a summary as a page of its own, with the width and the style of GitHub. */
export async function renderPage(markdown: string, { scheme, tools, isOpen }: PageOptions): Promise<string> {
  const at = (path: string) => join(tools, 'node_modules', path);
  const { marked }: { marked: { parse(text: string, options: object): string } } = await import(
    at('marked/lib/marked.esm.js')
  );
  const style = await readFile(at(`github-markdown-css/github-markdown-${scheme}.css`), 'utf8');
  const html = renderAlerts(marked.parse(markdown, { gfm: true, async: false })).replaceAll(
    /<pre><code class="language-mermaid">([\s\S]*?)<\/code><\/pre>/g,
    '<pre class="mermaid">$1</pre>',
  );
  const body = isOpen ? html.replaceAll('<details>', '<details open>') : html;
  const background = scheme === 'dark' ? '#0d1117' : '#ffffff';
  return `<!doctype html><meta charset="utf-8"><style>${style}
body { margin: 0; background: ${background}; }
.markdown-body { padding: 24px; font-family: "Liberation Sans", "Noto Color Emoji", sans-serif; }
.markdown-body pre.mermaid { background: none; text-align: center; }
</style><article class="markdown-body">${body}</article>
<script src="file://${at('mermaid/dist/mermaid.min.js')}"></script>
<script>
mermaid.initialize({ startOnLoad: false, theme: ${JSON.stringify(scheme === 'dark' ? 'dark' : 'default')}, securityLevel: 'strict' });
mermaid.run().finally(() => { document.body.dataset.ready = location.href; });
</script>`;
}
