import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cosignVuln, trivyFinding, trivyReport } from '../evidence/formats/fixtures/trivy.ts';
import { KEYS } from '../pipeline/support.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { attach, COSIGN_VULN, okReport, sign, stack, statement } from './world.ts';

const run = promisify(execFile);

/** What the contract allows (bytes). */
const MOST = 300 * 1024 * 1024;

const MIB = 1024 * 1024;

const IMAGE = stack(['os', 'app']);
const [A, B] = [...IMAGE.platforms.values()];
if (A === undefined || B === undefined) throw new Error('the image has no platforms');
const [FIRST, SECOND] = [A, B];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealift-memory-'));
  // What takes types out of source files would need more memory than is measured.
  const bundle = await rolldown({ input: join(import.meta.dirname, 'memory-child.ts'), platform: 'node' });
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' });
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  readonly sentence: string;
  readonly peak: number;
}

/** Judges the image in a process of its own, whose key is the one that signed. */
async function judge(
  reports: readonly { readonly of: typeof FIRST; readonly content: Uint8Array }[],
): Promise<Outcome> {
  await using registry = await startRegistry({ referrers: 'api' });
  registry.load('t/shop/app', IMAGE, ['1']);
  for (const { of, content } of reports) await attach(registry.host, 't/shop/app', of.manifest, { content });
  const file = join(folder, 'memory-child.mjs');
  const environment = { ...process.env, SEALIFT_TEST_PUBLIC_KEY: KEYS.publicKey };
  const { stdout } = await run(process.execPath, [file, registry.host, IMAGE.index.digest], { env: environment });
  return JSON.parse(stdout);
}

/** A report whose findings are as real ones, of so many bytes together with its signature, or a little less. */
function largeReport(of: typeof FIRST, bytes: number): object {
  // The bundle holds the statement in base64.
  const one = JSON.stringify(trivyFinding({ id: 'CVE-2026-00000', severity: 'LOW', fixed: '1.2.3' })).length + 1;
  const count = Math.floor((bytes * 0.74) / one);
  const findings = Array.from({ length: Math.min(count, 50_000) }, (_, at) => ({
    id: `CVE-2026-${String(at).padStart(5, '0')}`,
    severity: 'LOW',
    fixed: '1.2.3',
  }));
  return statement([of.manifest.digest], COSIGN_VULN, cosignVuln(trivyReport({ imageId: of.config, findings })));
}

describe('large evidence', () => {
  it('of 32 MiB takes less than 300 MB', async () => {
    const content = await sign(largeReport(FIRST, 31 * MIB));
    expect(content.byteLength).toBeGreaterThan(28 * MIB);
    expect(content.byteLength).toBeLessThan(32 * MIB);
    const { sentence, peak } = await judge([
      { of: FIRST, content },
      { of: SECOND, content: await sign(okReport(SECOND)) },
    ]);
    expect(sentence).toBe('');
    expect(peak / MIB).toBeLessThan(MOST / MIB);
  }, 180_000);

  it('of more than 32 MiB is an error, and not read (L1)', async () => {
    const { sentence, peak } = await judge([
      { of: FIRST, content: Buffer.alloc(33 * MIB, ' ') },
      { of: SECOND, content: await sign(okReport(SECOND)) },
    ]);
    expect(sentence).toContain('? vulnerabilities  linux/amd64: ');
    expect(sentence).toContain('it has 33 MiB and may have 32');
    expect(peak / MIB).toBeLessThan(MOST / MIB);
  }, 180_000);
});
