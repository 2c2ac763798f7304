// What is promoted: images on one base, with three signed statements each, as six gates ask for them.
import { buildAttachment, COSIGN_VULN, type Stack, sign, stack, statement } from '../../test/admission/world.ts';
import { cosignVuln, trivyReport } from '../../test/evidence/formats/fixtures/trivy.ts';
import type { EmbeddedRegistry } from '../../test/support/registry/registry.ts';

/** The commit of all images. */
export const COMMIT = 'a'.repeat(40);

const SPDX = 'https://spdx.dev/Document';
const TEST_RESULT = 'https://in-toto.io/attestation/test-result/v0.1';

const BASE = stack(['os 1.4.5'], { platforms: ['linux/amd64'] });

/** Six gates of an environment; HOST stands for the registry. */
const GATES = `
    gates:
      vulnerabilities: { signed-by: scanner, max-age: 24h }
      base: { allow: [{ repository: HOST/base/prod-osbase }] }
      config: { user: numeric }
      attestations: [{ name: sbom, type: spdx, signed-by: scanner }]
      licences: { from: sbom, allow: [MIT] }
      tests: [{ name: sit, signed-by: scanner, require: [login] }, { name: ci, from: checks, app: github-actions }]`;

/** A pipeline of environments, each of which gets its images from the one before; HOST stands for the registry. */
export function pipelineFile(environments: readonly string[], gates: { readonly last: boolean }): string {
  const sections = environments.map((name, index) => {
    const before = environments[index - 1];
    const from = before === undefined ? '' : `\n    from: ${before}`;
    const gated = gates.last && index === environments.length - 1 ? GATES : '';
    return `  ${name}:\n    repository: "HOST/${name}/{image}"${from}${gated}\n`;
  });
  return `version: 1
record: signed
signing: { signers: [{ key: keys/sealift.pub }] }
evidence: { scanner: { key: keys/sealift.pub } }
environments:
${sections.join('')}`;
}

async function loadStatements(registry: EmbeddedRegistry, repository: string, image: Stack): Promise<void> {
  const [part] = image.platforms.values();
  if (part === undefined) throw new Error('the image has no platform');
  const about = [image.index.digest];
  const createdAt = new Date(Date.now() - 60_000).toISOString();
  const report = cosignVuln(trivyReport({ imageId: part.config, createdAt, findings: [] }), createdAt);
  const packages = [{ name: 'a', versionInfo: '1', SPDXID: 'SPDXRef-a', licenseConcluded: 'MIT' }];
  const passed = { result: 'PASSED', configuration: [], passedTests: ['login'] };
  for (const { subject, type, digests, predicate } of [
    { subject: part.manifest, type: COSIGN_VULN, digests: [part.manifest.digest], predicate: report },
    { subject: image.index, type: SPDX, digests: about, predicate: { spdxVersion: 'SPDX-2.3', packages } },
    { subject: image.index, type: TEST_RESULT, digests: about, predicate: passed },
  ]) {
    const content = await sign(statement(digests, type, predicate));
    registry.load(repository, buildAttachment(subject, { content, announced: type }), []);
  }
}

/** Puts the base and so many images into a registry, where an environment has them. */
export async function loadImages(registry: EmbeddedRegistry, count: number, into = 't'): Promise<readonly string[]> {
  registry.load('base/prod-osbase', BASE, ['1.4.5']);
  const names = Array.from({ length: count }, (_, index) => `shop/app-${index}`);
  for (const name of names) {
    const annotations = {
      'org.opencontainers.image.base.name': `${registry.host}/base/prod-osbase:1.4.5`,
      'org.opencontainers.image.base.digest': BASE.index.digest,
      'org.opencontainers.image.revision': COMMIT,
    };
    const image = stack(['os 1.4.5', name], { platforms: ['linux/amd64'], annotations });
    registry.load(`${into}/${name}`, image, ['1.2.3']);
    await loadStatements(registry, `${into}/${name}`, image);
  }
  return names;
}
