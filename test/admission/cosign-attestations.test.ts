import { describe, expect, it } from 'vitest';
import type { BundleJson } from '../attestation/verify/forge.ts';
import { jsonBytes, sha256 } from '../support/image/content.ts';
import { attestationTag, buildCosignAttestations, type KeptEnvelope } from '../support/image/cosign-tag.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { admit, COSIGN_VULN, okReport, type Stack, sentenceOf, sign, stack, vulnerabilities } from './world.ts';

const IMAGE = stack(['os', 'app']);
const PARTS = [...IMAGE.platforms.values()];

async function start(options: RegistryOptions = {}): Promise<EmbeddedRegistry> {
  const registry = await startRegistry({ referrers: 'api', ...options });
  registry.load('t/shop/app', IMAGE, ['1']);
  return registry;
}

async function keep(statement: object, announced = COSIGN_VULN): Promise<KeptEnvelope> {
  const { dsseEnvelope }: BundleJson = JSON.parse(Buffer.from(await sign(statement)).toString());
  return { envelope: dsseEnvelope, annotations: announced === '' ? {} : { predicateType: announced } };
}

function load(registry: EmbeddedRegistry, digest: string, kept: readonly KeptEnvelope[]): void {
  registry.load('t/shop/app', buildCosignAttestations(kept), [attestationTag(digest)]);
}

async function keepReports(registry: EmbeddedRegistry, parts: readonly (typeof PARTS)[number][] = PARTS) {
  for (const part of parts) load(registry, part.manifest.digest, [await keep(okReport(part))]);
}

function judge(registry: EmbeddedRegistry, image: Stack = IMAGE) {
  return admit(registry.host, image, [vulnerabilities()]);
}

describe('statements under the tags of cosign', () => {
  it('are found beside each platform, verified, and recorded by their own digests', async () => {
    await using registry = await start();
    await keepReports(registry);
    registry.clearLog();
    const answer = await judge(registry);
    expect(sentenceOf(answer)).toBe('');
    const [check] = answer.images[0]?.checks ?? [];
    const blobs = [...registry.blobs('t/shop/app').keys()];
    const evidence = (check?.['evidence'] ?? []) as readonly { digest: object; uri: string; mediaType: string }[];
    expect(evidence).toHaveLength(2);
    for (const { digest, uri, mediaType } of evidence) {
      const name = `sha256:${Object(digest).sha256}`;
      expect(blobs).toContain(name);
      expect(uri).toBe(`${registry.host}/t/shop/app@${name}`);
      expect(mediaType).toBe('application/vnd.dsse.envelope.v1+json');
    }
    // The list of tags tells which of them are there: the index has none.
    const asked = registry.log.map(({ path }) => path);
    expect(asked.filter((path) => path.includes('/tags/list'))).toHaveLength(1);
    expect(asked.filter((path) => path.endsWith('.att'))).toHaveLength(2);
  });

  it('are found beside the index too, several under one tag, of which those of another type are not read', async () => {
    await using registry = await start();
    const kept = await Promise.all(PARTS.map((part) => keep(okReport(part), '')));
    const other = await keep({ a: 1 }, 'https://example.com/other');
    load(registry, IMAGE.index.digest, [other, ...kept]);
    registry.clearLog();
    expect(sentenceOf(await judge(registry))).toBe('');
    const read = registry.log.filter(({ path }) => path.includes('/blobs/')).map(({ path }) => path);
    expect(read.some((path) => path.endsWith(sha256(jsonBytes(kept[0]?.envelope ?? {}))))).toBe(true);
    expect(read.some((path) => path.endsWith(sha256(jsonBytes(other.envelope))))).toBe(false);
  });

  it('count beside those that are attached', async () => {
    await using registry = await start();
    await keepReports(registry, PARTS.slice(0, 1));
    expect(sentenceOf(await judge(registry))).toContain('linux/arm64: no report by scanner');
  });

  it('are asked for one by one where tags cannot be listed', async () => {
    await using registry = await start({
      intercept({ url = '' }, response) {
        if (!url.includes('/tags/list')) return false;
        response.statusCode = 403;
        response.end(JSON.stringify({ errors: [{ code: 'DENIED', message: 'no' }] }));
        return true;
      },
    });
    await keepReports(registry);
    registry.clearLog();
    expect(sentenceOf(await judge(registry))).toBe('');
    expect(registry.log.filter(({ path }) => path.endsWith('.att'))).toHaveLength(3);
  });

  it('refuse if they cannot be read, and count for nothing if nobody whom the file names signed them', async () => {
    await using registry = await start();
    await keepReports(registry, PARTS.slice(1));
    const [first] = PARTS;
    if (first === undefined) throw new Error('there is no platform');
    const honest = await keep(okReport(first));
    const forged = { ...honest, envelope: { ...honest.envelope, payload: btoa('{}') } };
    load(registry, first.manifest.digest, [forged]);
    expect(sentenceOf(await judge(registry))).toContain('linux/amd64');
    const broken = { ...honest, annotations: { ...honest.annotations, 'dev.sigstore.cosign/bundle': '{' } };
    load(registry, first.manifest.digest, [broken]);
    expect(sentenceOf(await judge(registry))).toContain('linux/amd64');
  });

  it('are not read if there are more than 200', async () => {
    await using registry = await start();
    const kept = Array.from({ length: 201 }, (_, index) => ({ envelope: { index }, annotations: {} }));
    load(registry, IMAGE.index.digest, kept);
    expect(sentenceOf(await judge(registry))).toContain('no more than 200 are read');
  });
});
