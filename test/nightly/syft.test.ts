import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SIGNED } from '../e2e/check-world.ts';
import { LABELS } from '../e2e/labels.ts';
import { complaint, KEYED, startWorld } from '../e2e/pipeline-world.ts';
import { KEYS } from '../pipeline/support.ts';
import { attest, findCosign, generateKeyPair } from '../support/cosign.ts';
import { type AlpinePackage, buildPackageImage } from '../support/image/package-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startOlareg } from '../support/olareg.ts';
import { findRegistryProgram } from '../support/registry-programs.ts';
import { makeSbom, SYFT } from '../support/scanners.ts';

/** It takes long to build: it is there if somebody has built it, and CI does every night. */
const IS_MISSING = findRegistryProgram(SYFT) === undefined || findCosign() === undefined;

const PASSPHRASE = 'a sentence';
const PACKAGES: readonly AlpinePackage[] = [
  { name: 'musl', version: '1.2.5-r0', licence: 'MIT' },
  { name: 'busybox', version: '1.36.1-r29', licence: 'GPL-2.0-only' },
  { name: 'zlib', version: '1.3.1-r1', licence: 'Zlib' },
  { name: 'ca-certificates', version: '20240705-r0', licence: 'MPL-2.0 AND MIT' },
];
const IMAGE = buildPackageImage(PACKAGES, LABELS);

/** The pipeline d → t → p: t takes any SBOM of each platform, and p only some licences. */
function pipelineWith(allowed: readonly string[], type: string): string {
  const sbom = `attestations: [{ name: sbom, type: ${type}, signed-by: builder, each-platform: true }]`;
  const licences = `licences: { from: sbom, allow: [${allowed.map((each) => `"${each}"`).join(', ')}] }`;
  return KEYED.replace('environments:', 'evidence: { builder: { key: keys/cosign.pub } }\nenvironments:')
    .replace('from: d }', `from: d, gates: { ${sbom} } }`)
    .replace('from: t }', `from: t, gates: { ${sbom}, ${licences} } }`);
}

describe.skipIf(IS_MISSING).each([
  { form: 'spdx-json', type: 'spdx', predicateType: 'https://spdx.dev/Document' },
  { form: 'cyclonedx-json', type: 'cyclonedx', predicateType: 'https://cyclonedx.org/bom' },
] as const)('an SBOM that Syft made, as $form', ({ form, type, predicateType }) => {
  async function startWithSbom(allowed: readonly string[]) {
    const stack = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'sealift-keys-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const keys = await generateKeyPair(folder, PASSPHRASE);
    const world = stack.use(await startWorld({ pipeline: pipelineWith(allowed, type), start: startOlareg }));
    const { host } = world;
    await world.write('keys/sealift.pub', KEYS.publicKey);
    await world.write('keys/cosign.pub', await readFile(keys.publicKeyFile, 'utf8'));
    await pushImage(host, 'd/app', IMAGE, ['1.2.3']);
    const promote = (from: string, to: string) => world.run({ from, to, image: 'app:1.2.3', ...SIGNED });
    expect(complaint(await promote('d', 't'))).toContain('Cannot promote app:1.2.3 to t');
    const image = `${host}/d/app@${IMAGE.manifest.digest}`;
    const predicate = await makeSbom(image, form);
    for (const { name } of PACKAGES) expect(JSON.stringify(predicate)).toContain(name);
    await attest({ image, keyFile: keys.keyFile, passphrase: PASSPHRASE, predicateType, predicate });
    expect(complaint(await promote('d', 't'))).toBe('');
    return { promote, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  }

  it('lets an image in whose licences are allowed', async () => {
    await using world = await startWithSbom(['MIT', 'GPL-2.0-only', 'Zlib', 'MPL-2.0']);
    const run = await world.promote('t', 'p');
    expect(complaint(run)).toBe('');
    expect(run.outputs['checks']).toContain('licences');
  });

  it('keeps an image out by a licence that is not allowed, and names the package', async () => {
    await using world = await startWithSbom(['MIT', 'Zlib', 'MPL-2.0']);
    const run = await world.promote('t', 'p');
    expect(complaint(run)).toContain('Cannot promote app:1.2.3 to p');
    expect(run.stdout).toMatch(/licences.*busybox.*GPL-2\.0-only/);
  });
});
