import { attach, COSIGN_VULN, type Stack, sign, stack, statement } from '../admission/world.ts';
import { cosignVuln, type TrivyFinding, trivyReport } from '../evidence/formats/fixtures/trivy.ts';
import { KEYS } from '../pipeline/support.ts';
import { LABELS } from './labels.ts';
import { KEYED, type PipelineWorld, startWorld, type WorldOptions } from './pipeline-world.ts';

/** What a promotion of tests signs with. */
export const SIGNED = { 'signing-key': KEYS.privateKey };

/** An image for two platforms, with the labels that promotions go by. */
export const IMAGE = stack(['os', 'app'], { labels: { ...LABELS, maintainer: 'team' } });

/** Another one, without a maintainer. */
export const UNLABELLED = stack(['os', 'other'], { labels: LABELS });

/** Asks for a report of each platform by the scanner of tests. */
export function scanned(maxAge: string): string {
  return `vulnerabilities: { signed-by: scanner, max-age: ${maxAge} }`;
}

/** The pipeline d → t → p, whose records are signed with a key, with gates of `t`. */
export function gated(gates: string, more = ''): string {
  return `${KEYED.replace('environments:', 'evidence: { scanner: { key: keys/sealift.pub } }\nenvironments:').replace(
    'from: d }',
    `from: d, gates: { ${gates} } }`,
  )}${more}`;
}

/** Makes a world with the key that its pipeline file names. */
export async function startGated(options: WorldOptions): Promise<PipelineWorld> {
  const world = await startWorld(options);
  await world.write('keys/sealift.pub', KEYS.publicKey);
  return world;
}

/** Attaches a report of each platform to it, as of some minutes ago. */
export async function scan(
  host: string,
  repository: string,
  { platforms }: Stack,
  { minutes = 1, findings = [] }: { readonly minutes?: number; readonly findings?: readonly TrivyFinding[] } = {},
): Promise<void> {
  const createdAt = new Date(Date.now() - minutes * 60_000).toISOString();
  for (const { manifest, config } of platforms.values()) {
    const report = cosignVuln(trivyReport({ imageId: config, createdAt, findings }), '');
    await attach(host, repository, manifest, {
      content: await sign(statement([manifest.digest], COSIGN_VULN, report)),
    });
  }
}
