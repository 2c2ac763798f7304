/** What a bar stands for. */
export type BarKind = 'own' | 'defaults' | 'fastest' | 'peer';

/** What the legend says of each. */
export const LEGEND: readonly (readonly [BarKind, string])[] = [
  ['own', 'Sealift, doing what the peers do'],
  ['defaults', 'Sealift with its defaults'],
  ['fastest', 'fastest peer'],
  ['peer', 'other peers'],
];

type Colours = Readonly<Record<BarKind | 'ground' | 'panel' | 'text' | 'muted', string>>;

const LIGHT: Colours = {
  ...{ ground: '#ffffff', panel: '#f6f8fa', text: '#1f2328', muted: '#59636e' },
  ...{ own: '#0969da', defaults: '#80b6f4', fastest: '#57606a', peer: '#b6bec7' },
};

const DARK: Colours = {
  ...{ ground: '#0d1117', panel: '#151b23', text: '#e6edf3', muted: '#9198a1' },
  ...{ own: '#4493f8', defaults: '#2a5a99', fastest: '#a9b3bd', peer: '#505862' },
};

function rules(colours: Colours): string {
  return Object.entries(colours)
    .map(([name, colour]) => `.${name} { fill: ${colour} }`)
    .join(' ');
}

/** Styles for light and dark surroundings: an image in a page knows of them by its browser. */
export const STYLE = [
  '<style>',
  'text { font: 12px system-ui, -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif }',
  '.head { font-size: 18px; font-weight: 600 } .title { font-size: 14px; font-weight: 600 } .group, .strong { font-weight: 600 }',
  rules(LIGHT),
  `.limit { stroke: ${LIGHT.text}; stroke-dasharray: 4 3 }`,
  `@media (prefers-color-scheme: dark) { ${rules(DARK)} .limit { stroke: ${DARK.text} } }`,
  '</style>',
].join('\n');

/** Makes text safe to stand in XML. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
