#!/usr/bin/env node
/**
 * Stands in for kubectl: `--context NAME get KINDS --all-namespaces --output jsonpath={..LIST[*].FIELD} …`, of clusters whose
 * objects the kubeconfig holds. As kubectl's, a path descends everywhere, and what it finds is written with spaces between.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

interface Cluster {
  readonly items: readonly { readonly kind: string }[];
}

const { values, positionals } = parseArgs({
  options: { context: { type: 'string' }, 'all-namespaces': { type: 'boolean' }, output: { type: 'string' } },
  allowPositionals: true,
});
const [verb, kinds = ''] = positionals;
const { context = '', output = '' } = values;
const clusters: Readonly<Record<string, Cluster>> = JSON.parse(readFileSync(process.env['KUBECONFIG'] ?? '', 'utf8'));
const cluster = clusters[context];
if (verb !== 'get' || values['all-namespaces'] !== true || !output.startsWith('jsonpath=') || cluster === undefined) {
  process.stderr.write(`error: context "${context}" does not exist, or the arguments are not known\n`);
  process.exit(1);
}

function* find(value: unknown, list: string, field: string): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === list && Array.isArray(inner)) yield* inner.map((each) => String(each[field] ?? '')).filter(Boolean);
    yield* find(inner, list, field);
  }
}

const asked = kinds.split(',');
const items = cluster.items.filter(({ kind }) => asked.includes(`${kind.toLowerCase()}s`));
const text = output
  .slice('jsonpath='.length)
  .replace(/\{\.\.(\w+)\[\*\]\.(\w+)\}/g, (_, list: string, field: string) => [...find(items, list, field)].join(' '));
process.stdout.write(text);
