import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseHome } from '../../scripts/readme/home.ts';
import { readDocument } from './documents.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const home = parseHome(readDocument('package.json'));
const FORMS = readdirSync(join(ROOT, '.github/ISSUE_TEMPLATE')).filter((name) => name !== 'config.yml');
/** The fields that GitHub's issue forms have (docs.github.com, "Syntax for GitHub's form schema"). */
const FIELDS = ['markdown', 'textarea', 'input', 'dropdown', 'checkboxes'];

interface Field {
  readonly type: string;
  readonly id?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly Field[];
}

describe.each(FORMS)('the issue form %s', (name) => {
  const form: Form = parse(readDocument(`.github/ISSUE_TEMPLATE/${name}`));

  it('has what GitHub requires', () => {
    expect(form).toMatchObject({ name: expect.stringMatching(/./), description: expect.stringMatching(/./) });
    for (const { type, attributes } of form.body) {
      expect(FIELDS).toContain(type);
      if (type === 'markdown') expect(attributes['value']).toEqual(expect.any(String));
      else expect(attributes['label'] ?? attributes['options']).toBeDefined();
    }
  });

  it('asks for something, each under its own id', () => {
    const ids = form.body.filter(({ type }) => type !== 'markdown').map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) expect(id).toMatch(/^[a-z][\w-]*$/);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has options that are text, and no two of them the same', () => {
    for (const { attributes, type } of form.body) {
      const options = attributes['options'];
      if (type !== 'dropdown' || !Array.isArray(options)) continue;
      expect(options.map((option) => typeof option)).toEqual(options.map(() => 'string'));
      expect(new Set(options).size).toBe(options.length);
    }
  });
});

it('the issue forms point to the reports of vulnerabilities and to files that exist', () => {
  const { contact_links: links } = parse(readDocument('.github/ISSUE_TEMPLATE/config.yml'));
  const urls: readonly string[] = links.map(({ url }: { readonly url: string }) => url);
  expect(urls).toContain(`https://github.com/${home.repository}/security/advisories/new`);
  for (const url of urls) {
    expect(url.startsWith(`https://github.com/${home.repository}/`)).toBe(true);
    const file = /\/blob\/main\/(.+)$/.exec(url)?.[1];
    if (file !== undefined) expect(existsSync(join(ROOT, file))).toBe(true);
  }
});

describe('CODEOWNERS', () => {
  const lines = readDocument('.github/CODEOWNERS')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' '));

  it('begins with an owner of everything', () => {
    expect(lines[0]?.[0]).toBe('*');
  });

  it.each(lines)('%s exists and belongs to teams of the home', (pattern, ...owners) => {
    if (pattern !== '*') expect(existsSync(join(ROOT, pattern ?? ''))).toBe(true);
    expect(owners.length).toBeGreaterThan(0);
    const [organisation] = home.repository.split('/');
    for (const owner of owners) expect(owner.startsWith(`@${organisation}/`)).toBe(true);
  });
});

it('the pull-request template names commands and files that exist', () => {
  const text = readDocument('.github/pull_request_template.md');
  const scripts = Object.keys(JSON.parse(readDocument('package.json')).scripts);
  for (const [, script] of text.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toContain(script);
  for (const [, file] of text.matchAll(/`([\w./]+\.(?:md|yml|json)|\w+\/)`/g)) {
    expect(existsSync(join(ROOT, file ?? ''))).toBe(true);
  }
});

describe('the branding in action.yml', () => {
  const { branding } = parse(readDocument('action.yml'));
  /** GitHub's own schema of action.yml, which lists what branding may be. */
  const schema = JSON.parse(readDocument('node_modules/@actions/workflow-parser/dist/action-v1.0.min.json'));

  it('is an icon and a colour that GitHub has', () => {
    expect(schema.definitions['branding-icon']['allowed-values']).toContain(branding.icon);
    expect(schema.definitions['branding-color']['allowed-values']).toContain(branding.color);
  });

  it('is not that of the actions of docker, which people use beside it', () => {
    expect(branding.icon).not.toBe('anchor');
    expect(branding.color).not.toBe('blue');
  });
});
