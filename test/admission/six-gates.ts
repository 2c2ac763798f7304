import type { ConfiguredGate } from '../../src/admission/gates.ts';
import { ATTESTATION_DEFAULTS, ATTESTATION_GATE_DEFAULTS } from '../../src/pipeline/gates/attestations.ts';
import { BASE_DEFAULTS } from '../../src/pipeline/gates/base.ts';
import { CONFIG_DEFAULTS } from '../../src/pipeline/gates/config.ts';
import { LICENCE_DEFAULTS } from '../../src/pipeline/gates/licences.ts';
import { TEST_DEFAULTS, TEST_GATE_DEFAULTS, type TestRule } from '../../src/pipeline/gates/tests.ts';
import type { EmbeddedRegistry } from '../support/registry/registry.ts';
import {
  buildAttachment,
  COSIGN_VULN,
  okReport,
  type Stack,
  sign,
  stack,
  statement,
  vulnerabilities,
} from './world.ts';

/** The commit of all images. */
export const COMMIT = 'a'.repeat(40);

/** A check of that commit, by GitHub. */
export const CI: TestRule = {
  ...{ from: 'checks', name: 'ci', check: 'ci', app: 'github-actions', maxAge: undefined, allow: [] },
};

const BASE = stack(['os 1.4.5'], { platforms: ['linux/amd64'] });

const SPDX = 'https://spdx.dev/Document';

/** Puts a base into a registry that images say they stand on. */
export function loadBase(registry: EmbeddedRegistry): void {
  registry.load('base/prod-osbase', BASE, ['1.4.5']);
}

/** Puts an image of one platform on that base into a registry, with three signed statements about it. */
export async function loadImage(registry: EmbeddedRegistry, repository: string): Promise<Stack> {
  const { host } = registry;
  const annotations = {
    'org.opencontainers.image.base.name': `${host}/base/prod-osbase:1.4.5`,
    'org.opencontainers.image.base.digest': BASE.index.digest,
    'org.opencontainers.image.revision': COMMIT,
  };
  const image = stack(['os 1.4.5', repository], { platforms: ['linux/amd64'], annotations });
  registry.load(repository, image, ['1']);
  const [part] = image.platforms.values();
  if (part === undefined) throw new Error('the image has no platform');
  const packages = [{ name: 'a', versionInfo: '1', SPDXID: 'SPDXRef-a', licenseConcluded: 'MIT' }];
  const passed = { result: 'PASSED', configuration: [], passedTests: ['login'] };
  const [testResult = ''] = TEST_DEFAULTS.types;
  const about = [image.index.digest];
  for (const { subject, content, announced } of [
    { subject: part.manifest, content: okReport(part), announced: COSIGN_VULN },
    { subject: image.index, content: statement(about, SPDX, { spdxVersion: 'SPDX-2.3', packages }), announced: SPDX },
    { subject: image.index, content: statement(about, testResult, passed), announced: testResult },
  ]) {
    registry.load(repository, buildAttachment(subject, { content: await sign(content), announced }), []);
  }
  return image;
}

/** The gate `base` and five others that all have something to read. */
export function sixGates(host: string, ...rules: readonly TestRule[]): readonly ConfiguredGate[] {
  const signedBy = ['scanner'];
  const sbom = { ...ATTESTATION_DEFAULTS, name: 'sbom', types: ['spdx'], signedBy };
  const bom = { ...LICENCE_DEFAULTS.bom, signedBy };
  const sit: TestRule = { ...TEST_DEFAULTS, name: 'sit', signedBy, require: ['login'] };
  const allow = [{ repository: `${host}/base/prod-osbase`, signed: false }];
  return [
    vulnerabilities(),
    { id: 'base', settings: { ...BASE_DEFAULTS, allow } },
    { id: 'config', settings: { ...CONFIG_DEFAULTS, user: 'numeric' } },
    { id: 'attestations', settings: { ...ATTESTATION_GATE_DEFAULTS, rules: [sbom] } },
    { id: 'licences', settings: { ...LICENCE_DEFAULTS, bom, allow: ['MIT'] } },
    { id: 'tests', settings: { ...TEST_GATE_DEFAULTS, rules: [sit, ...rules] } },
  ];
}
