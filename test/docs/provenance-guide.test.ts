import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROMOTION } from '../../src/attestation/predicates/promotion.ts';
import { parseDigest } from '../../src/oci/digest.ts';
import { buildStatement } from '../attestation/promotion.ts';
import { readDocument } from './documents.ts';
import { codeBlocks } from './markdown-blocks.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const model = readDocument('docs/concepts/trust-model.md');
const reference = codeBlocks(readDocument('docs/reference/record-predicate.md'));
const guide = readDocument('docs/guides/verifying.md');
const blocks = codeBlocks(guide);

function digest(hex: string) {
  return parseDigest(`sha256:${hex}`);
}

describe('the pages on records', () => {
  it('shows a record as one is written', () => {
    const [shown] = reference.filter(({ language }) => language === 'json');
    const statement = buildStatement({
      subjects: [
        { digest: digest('0454f769c06f74bf2271a11a19b29115639e1f7fb909e0bccc0fd1c34ce6629c') },
        {
          digest: digest('d24eb379eb343d30442e70444fa6a4f832b2e21bc3a8f3624ce6bfb2fbc9b0cd'),
          platform: 'linux/amd64',
        },
        {
          digest: digest('f3f4c3f95a680c56780a3bc2d6666f5357903075cdea49b3a9316d6bcd836f0b'),
          platform: 'linux/arm64',
        },
      ],
      time: new Date('2026-11-21T08:30:00Z'),
      source: { uri: 'registry.example.com/s2/shop/app', tags: ['1.2.3'], environment: 's2' },
      destination: {
        uri: 'dc1.example.com/p/shop/app',
        environment: 'p',
        tags: ['1.2.3', '1.2', '1', 'latest'],
        replaced: new Map([['latest', digest('6f1c2f4644c1d7e2b1a4a1ff0a1d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d')]]),
        actions: new Map([
          ['1.2.3', 'create'],
          ['1.2', 'create'],
          ['1', 'create'],
          ['latest', 'move'],
        ]),
      },
      route: { kind: 'regular' },
      policy: {
        uri: '.github/sealift.yml',
        digest: digest('0b32451709cfb0d23d9a71516b6e6dcb1d4d074a78774228e47e8cc1a401cda1'),
      },
      evidence: digest('80d7de79a298d1922c2c470c631a76792551cc1abd39147decd1fa5f592b80f9'),
      approvals: [{ login: 'wang', state: 'approved', environments: ['production'], comment: 'CHG-812' }],
      copied: { bytesUploaded: 0, mounted: 10 },
      reason: 'CHG-812',
      run: {
        invocationId: 'https://github.com/acme/shop/actions/runs/123/attempts/1',
        workflow: 'acme/shop/.github/workflows/promote.yml@refs/heads/main',
        event: 'workflow_dispatch',
        ref: 'refs/heads/main',
        environment: 'production',
        actor: { login: 'li', id: '4711' },
        isFromToken: true,
      },
      toolVersion: '0.1.0',
    });
    expect(JSON.parse(shown?.text ?? '')).toEqual(JSON.parse(JSON.stringify(statement)));
  });

  it('names for each attack a test that there is', () => {
    const section = model.split('\n## Attacks\n')[1]?.split('\n## ')[0] ?? '';
    const shown = [...section.matchAll(/`(test\/[^`]+)`: "([^"]+)" +\|$/gm)];
    expect(shown.length).toBeGreaterThan(20);
    expect(shown).toHaveLength([...section.matchAll(/^\| (?!They |-)/gm)].length);
    const missing = shown.filter(
      ([, file = '', title = '']) => !existsSync(join(ROOT, file)) || !readDocument(file).includes(`'${title}'`),
    );
    expect(missing.map(([, file, title]) => `${file}: ${title}`)).toEqual([]);
  });

  it('has other tools look for the predicate that is written, with the options that our tests give cosign', () => {
    const commands = blocks.filter(({ language, text }) => language === 'sh' && text.includes('verify'));
    expect(commands).toHaveLength(3);
    for (const { text } of commands) expect(text).toContain(`type ${PROMOTION.type}`);
    const options = [...guide.matchAll(/(?<![-\w])--[a-z][a-z-]+/g)].map(([option]) => option);
    const cosign = blocks
      .filter(({ text }) => text.startsWith('cosign '))
      .flatMap(({ text }) => text.match(/--[a-z-]+/g));
    const told = [...cosign, '--trusted-root', '--insecure-ignore-sct', '--use-signed-timestamps'];
    const support = readDocument('test/support/cosign.ts');
    for (const option of told) {
      expect(options).toContain(option);
      expect(support).toContain(`'${option}'`);
    }
  });
});
