import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { admitImages } from '../../src/admission/admit.ts';
import { createBundleVerifier } from '../../src/attestation/verify/verify-bundle.ts';
import { rootGraph } from '../../src/image/graph.ts';
import { ATTESTATION_DEFAULTS, ATTESTATION_GATE_DEFAULTS } from '../../src/pipeline/gates/attestations.ts';
import { CONFIG_DEFAULTS } from '../../src/pipeline/gates/config.ts';
import { ISSUER, PIN, pemOf, startForge, toBytes } from '../attestation/verify/forge.ts';
import { cosignVuln, trivyReport } from '../evidence/formats/fixtures/trivy.ts';
import { KEYS } from '../pipeline/support.ts';
import { connect } from '../registry/support.ts';
import { jsonBytes } from '../support/image/content.ts';
import { IMAGE_MEDIA_TYPES } from '../support/image/media-types.ts';
import { startRegistry } from '../support/registry/registry.ts';
import {
  admit,
  attach,
  buildAttachment,
  COSIGN_VULN,
  okReport,
  readImage,
  request,
  type Stack,
  sentenceOf,
  sign,
  stack,
  statement,
  vulnerabilities,
} from './world.ts';

const IMAGE = stack(['os', 'app']);

function part(image: Stack, platform: string) {
  const found = image.platforms.get(platform);
  if (found === undefined) throw new Error(`the image has no ${platform}`);
  return found;
}

const [A, B] = [part(IMAGE, 'linux/amd64'), part(IMAGE, 'linux/arm64')];

async function world(referrers: 'api' | 'none' = 'api') {
  const registry = await startRegistry({ referrers });
  registry.load('t/shop/app', IMAGE, ['1']);
  return registry;
}

async function attachReports(host: string): Promise<readonly string[]> {
  return [
    await attach(host, 't/shop/app', A.manifest, { content: await sign(okReport(A)) }),
    await attach(host, 't/shop/app', B.manifest, { content: await sign(okReport(B)) }),
  ];
}

describe('statements that are attached', () => {
  it.each(['api', 'none'] as const)('are found, verified and recorded (%s)', async (referrers) => {
    await using registry = await world(referrers);
    const digests = await attachReports(registry.host);
    const answer = await admit(registry.host, IMAGE, [vulnerabilities()]);
    expect(sentenceOf(answer)).toBe('');
    const [check] = answer.images[0]?.checks ?? [];
    expect(check).toMatchObject({
      id: 'vulnerabilities',
      result: 'pass',
      mode: 'enforce',
      platforms: { 'linux/amd64': 'pass', 'linux/arm64': 'pass' },
    });
    expect(JSON.stringify(check)).toContain(String(digests[0]?.slice(7)));
    expect(JSON.stringify(check)).toContain('"signer":"scanner"');
  });

  it('are of whose key it is, whatever keys are called', async () => {
    await using registry = await world();
    await attachReports(registry.host);
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    const keyOf = (pem: string) => [{ kind: 'key', name: 'one name', pem }] as const;
    const signersOf = (scanner: string, security: string) =>
      new Map([
        ['scanner', keyOf(scanner)],
        ['security', keyOf(security)],
      ]);
    const admitBy = (signers: ReturnType<typeof signersOf>) =>
      admit(registry.host, IMAGE, [vulnerabilities()], { signers }).then(sentenceOf);
    expect(await admitBy(signersOf(KEYS.publicKey, pemOf(other)))).toBe('');
    expect(await admitBy(signersOf(pemOf(other), KEYS.publicKey))).toContain('signed by the key one name');
  });

  it('count by their subject, wherever they are attached (V8)', async () => {
    await using registry = await world();
    await attachReports(registry.host);
    const other = stack(['other']);
    const foreign = { manifest: part(other, 'linux/amd64').manifest, config: A.config };
    await using second = await world();
    await attach(second.host, 't/shop/app', A.manifest, { content: await sign(okReport(foreign)) });
    await attach(second.host, 't/shop/app', B.manifest, { content: await sign(okReport(B)) });
    expect(sentenceOf(await admit(second.host, IMAGE, [vulnerabilities()]))).toContain(
      '✗ vulnerabilities  linux/amd64: no report by scanner (1 of linux/arm64 found)',
    );
  });

  it('count for nothing if nobody signed them, or somebody else (V9)', async () => {
    const forge = await startForge();
    await using registry = await world();
    await attach(registry.host, 't/shop/app', A.manifest, { content: jsonBytes(okReport(A)), form: 'statement' });
    const identity = 'https://github.com/acme/other/.github/workflows/scan.yml@refs/heads/main';
    const bundle = await forge.sign({ payload: JSON.stringify(okReport(B)), identity });
    await attach(registry.host, 't/shop/app', B.manifest, { content: toBytes(bundle) });
    const pinned = 'https://github.com/acme/platform/.github/workflows/scan.yml@refs/heads/main';
    const answer = await admit(registry.host, IMAGE, [vulnerabilities()], {
      signers: new Map([['scanner', [{ kind: 'identity', issuer: ISSUER, identity: pinned }]]]),
      openVerifier: async () => createBundleVerifier({ roots: forge.roots, now: forge.now }),
    });
    expect(sentenceOf(answer)).toContain('linux/amd64: a report is there that nobody signed; let scanner sign it');
    expect(sentenceOf(answer)).toContain(
      `linux/arm64: a report is there, signed by ${identity}; name that signer under evidence, or let scanner sign`,
    );
  });

  it('tell which of the named signers it was, and of which run', async () => {
    const forge = await startForge();
    await using registry = await world();
    const identity = 'https://github.com/acme/platform/.github/workflows/scan.yml@refs/heads/main';
    const type = 'https://example.com/tested/v1';
    const payload = JSON.stringify(statement([IMAGE.index.digest], type, {}));
    const claims = { 12: 'https://github.com/acme/shop', 14: 'refs/heads/main' };
    const content = toBytes(await forge.sign({ payload, identity, claims }));
    await attach(registry.host, 't/shop/app', IMAGE.index, { content, announced: type });
    const rule = { ...ATTESTATION_DEFAULTS, name: 'tested', types: [type], signedBy: ['scanner'] };
    const judge = (repository: string) =>
      admit(
        registry.host,
        IMAGE,
        [{ id: 'attestations', settings: { ...ATTESTATION_GATE_DEFAULTS, rules: [{ ...rule, repository }] } }],
        {
          signers: new Map([['scanner', [{ kind: 'identity', issuer: ISSUER, identity }]]]),
          openVerifier: async () => createBundleVerifier({ roots: forge.roots, now: forge.now }),
        },
      );
    expect(sentenceOf(await judge('https://github.com/acme/shop'))).toBe('');
    expect(sentenceOf(await judge('https://github.com/acme/other'))).toContain(
      'its repository is https://github.com/acme/shop',
    );
  });

  it('are read though nothing announces what they are, and passed over if they are announced as something else', async () => {
    await using registry = await world();
    await attach(registry.host, 't/shop/app', A.manifest, { content: await sign(okReport(A)), announced: '' });
    await attach(registry.host, 't/shop/app', B.manifest, { content: await sign(okReport(B)), announced: '' });
    const promotion = 'https://sealift.github.io/promotion/v1';
    const other = await attach(registry.host, 't/shop/app', IMAGE.index, {
      content: await sign(statement([IMAGE.index.digest], promotion, {})),
      announced: promotion,
    });
    registry.clearLog();
    expect(sentenceOf(await admit(registry.host, IMAGE, [vulnerabilities()]))).toBe('');
    expect(registry.log.filter(({ path }) => path.includes(other))).toEqual([]);
  });

  it('are too many by a number, with a cure', async () => {
    await using registry = await world();
    for (let number = 0; number < 201; number++) {
      const referrer = buildAttachment(A.manifest, { content: jsonBytes({ number }), form: 'statement' });
      registry.load('t/shop/app', referrer, []);
    }
    expect(sentenceOf(await admit(registry.host, IMAGE, [vulnerabilities()]))).toMatch(
      /\? vulnerabilities {2}cannot read the statements about .*: there are 201 of them, and no more than 200 are read; remove/,
    );
  });
});

describe('hostile statements', () => {
  const report = (more: string) =>
    JSON.stringify(statement([A.manifest.digest], COSIGN_VULN, cosignVuln(trivyReport({ imageId: A.config })))).replace(
      '"Size"',
      `${more}"Size"`,
    );

  it.each([
    ['a key twice', report('"OS":{},'), 'twice'],
    ['a key of the prototype', report('"__proto__":{},'), '__proto__'],
    ['too many levels', report(`"x":${'['.repeat(200)}${']'.repeat(200)},`), 'nested more than 100 levels deep'],
    ['no JSON', 'x', 'not valid JSON'],
  ])('with %s are an error of the gate', async (_, text, words) => {
    const forge = await startForge({ hasLog: false, hasTimestamps: true });
    await using registry = await world();
    const content = toBytes(await forge.sign({ payload: text }));
    await attach(registry.host, 't/shop/app', A.manifest, { content });
    await attach(registry.host, 't/shop/app', B.manifest, { content: await sign(okReport(B)) });
    const answer = await admit(registry.host, IMAGE, [vulnerabilities()], {
      signers: new Map([['scanner', [PIN, { kind: 'key', name: 'scanner.pub', pem: KEYS.publicKey }]]]),
      openVerifier: async () => createBundleVerifier({ roots: forge.roots, now: forge.now }),
    });
    expect(sentenceOf(answer)).toContain('? vulnerabilities  linux/amd64: cannot read a report (');
    expect(sentenceOf(answer)).toContain(words);
  });

  it('that are no bundle prove nothing, and take nothing from those that are good', async () => {
    await using registry = await world();
    await attachReports(registry.host);
    for (const content of [
      jsonBytes({}),
      Buffer.from(`{"a":[${'1,'.repeat(100_000)}1]}`),
      Buffer.from('{'),
      Buffer.from(''),
    ]) {
      await attach(registry.host, 't/shop/app', A.manifest, { content });
    }
    expect(sentenceOf(await admit(registry.host, IMAGE, [vulnerabilities()]))).toBe('');
  });

  it('show package names as text (L2)', async () => {
    await using registry = await world();
    const findings = [{ id: 'CVE-1', package: '::set-output name=x::y\u001b[2J', severity: 'CRITICAL' }];
    await attach(registry.host, 't/shop/app', A.manifest, { content: await sign(okReport(A, { findings })) });
    await attach(registry.host, 't/shop/app', B.manifest, { content: await sign(okReport(B)) });
    const sentence = sentenceOf(await admit(registry.host, IMAGE, [vulnerabilities()]));
    expect(sentence).toContain('CVE-1');
    expect(sentence).not.toContain('\u001b');
    expect(sentence).not.toMatch(/^::/m);
  });
});

describe('what an index says of its entries', () => {
  it('hides no platform from the gates', async () => {
    const hidden = stack(['os', 'app'], {
      platforms: ['linux/amd64'],
      more: (content) => {
        const other = stack(['evil'], { platforms: ['linux/arm64'] });
        for (const [digest, manifest] of other.manifests)
          if (digest !== other.index.digest) content.manifests.set(digest, manifest);
        for (const [digest, blob] of other.blobs) content.blobs.set(digest, blob);
        const evil = part(other, 'linux/arm64').manifest;
        const { platform: _, ...bare } = part(stack(['bare'], { platforms: ['linux/s390x'] }), 'linux/s390x').manifest;
        const third = stack(['bare'], { platforms: ['linux/s390x'] });
        for (const [digest, manifest] of third.manifests)
          if (digest !== third.index.digest) content.manifests.set(digest, manifest);
        for (const [digest, blob] of third.blobs) content.blobs.set(digest, blob);
        return [{ ...evil, annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }, bare];
      },
    });
    await using registry = await startRegistry({ referrers: 'api' });
    registry.load('t/shop/app', hidden, ['1']);
    const one = part(hidden, 'linux/amd64');
    await attach(registry.host, 't/shop/app', one.manifest, { content: await sign(okReport(one)) });
    const sentence = sentenceOf(await admit(registry.host, hidden, [vulnerabilities()]));
    expect(sentence).toContain('✗ vulnerabilities  linux/arm64 and linux/s390x: no report');
  });

  it('has to be read whole', async () => {
    await using registry = await world();
    await using connection = await connect(registry.host);
    const read = await readImage(connection.client, `${registry.host}/t/shop/app`, IMAGE.index.digest);
    const root = read.graph.nodes.get(read.graph.root);
    if (root === undefined) throw new Error('the image has no root');
    const part = { ...read, graph: rootGraph(root) };
    await expect(admitImages(request(connection.client, [vulnerabilities()], [part]))).rejects.toThrow(
      'not all manifests of shop/app were read before it was judged',
    );
  });

  it('makes no artifact of what a runtime may run', async () => {
    const odd = stack(['os'], { platforms: ['linux/amd64'], configType: 'application/vnd.example.config+json' });
    await using registry = await startRegistry({ referrers: 'api' });
    registry.load('t/shop/app', odd, ['1']);
    const gate = vulnerabilities({ appliesTo: 'images' });
    expect(sentenceOf(await admit(registry.host, odd, [gate]))).toContain('linux/amd64: no report');
    const artifact = stack([], { platforms: ['linux/amd64'], configType: 'application/vnd.example.config+json' });
    registry.load('t/shop/app', artifact, ['2']);
    expect(sentenceOf(await admit(registry.host, artifact, [gate]))).toBe('');
    expect(sentenceOf(await admit(registry.host, artifact, [vulnerabilities()]))).toContain(
      'it is an artifact, not an image',
    );
  });

  it("gives BuildKit's provenance, with its build arguments (S1, V38)", async () => {
    const image = stack(['os', 'app'], {
      more: (content, platforms) =>
        [...platforms.values()].map(({ manifest }) => {
          const type = 'https://slsa.dev/provenance/v1';
          const predicate = {
            buildDefinition: {
              buildType: 'https://mobyproject.org/buildkit@v1',
              externalParameters: { request: { args: { 'build-arg:TOKEN': `ghp_${'aB3dE6gH9'.repeat(4)}` } } },
            },
            runDetails: { builder: { id: '' } },
          };
          const layer = content.addBlob(
            'application/vnd.in-toto+json',
            jsonBytes(statement([manifest.digest], type, predicate)),
          );
          const types = IMAGE_MEDIA_TYPES.oci;
          return {
            ...content.addManifest(types.manifest, {
              config: content.addBlob(types.config, jsonBytes({ os: 'unknown', architecture: 'unknown' })),
              layers: [{ ...layer, annotations: { 'in-toto.io/predicate-type': type } }],
            }),
            platform: { os: 'unknown', architecture: 'unknown' },
            annotations: {
              'vnd.docker.reference.type': 'attestation-manifest',
              'vnd.docker.reference.digest': manifest.digest,
            },
          };
        }),
    });
    await using registry = await startRegistry({ referrers: 'api' });
    registry.load('t/shop/app', image, ['1']);
    const answer = await admit(registry.host, image, [
      { id: 'config', settings: { ...CONFIG_DEFAULTS, secrets: { allow: [] } } },
    ]);
    expect(sentenceOf(answer)).toContain('TOKEN');
    expect(sentenceOf(answer)).not.toContain('aB3dE6gH9aB3');
    const provenance = {
      id: 'attestations',
      settings: {
        ...ATTESTATION_GATE_DEFAULTS,
        rules: [{ ...ATTESTATION_DEFAULTS, name: 'provenance', types: ['slsa-provenance'], unsigned: true }],
      },
    } as const;
    expect(sentenceOf(await admit(registry.host, image, [provenance]))).toBe('');
    const rules = provenance.settings.rules.map((rule) => ({ ...rule, unsigned: false, signedBy: ['scanner'] }));
    const signed = { ...provenance, settings: { ...provenance.settings, rules } };
    expect(sentenceOf(await admit(registry.host, image, [signed]))).toContain('provenance: ');
  });
});

describe('an entry of an index that is called unknown/unknown', () => {
  function hiding(layerType: string) {
    return stack(['os', 'app'], {
      more: (content) => {
        const types = IMAGE_MEDIA_TYPES.oci;
        const document = { os: 'linux', architecture: 's390x', config: { User: '0' } };
        const hidden = content.addManifest(types.manifest, {
          config: content.addBlob(types.config, jsonBytes(document)),
          layers: [content.addBlob(layerType, Buffer.from('hidden'))],
        });
        return [{ ...hidden, platform: { os: 'unknown', architecture: 'unknown' } }];
      },
    });
  }

  const gates = [{ id: 'config', settings: { ...CONFIG_DEFAULTS, user: 'non-root' } }] as const;

  it('is judged as what its config says, if it has layers that a runtime unpacks', async () => {
    const image = hiding(IMAGE_MEDIA_TYPES.oci.layer);
    await using registry = await startRegistry({ referrers: 'api' });
    registry.load('t/shop/app', image, ['1']);
    const sentence = sentenceOf(await admit(registry.host, image, gates));
    expect(sentence).toContain('linux/s390x');
    expect(sentence).toContain('root');
  });

  it('is passed over, if it has none', async () => {
    const image = hiding('application/vnd.in-toto+json');
    await using registry = await startRegistry({ referrers: 'api' });
    registry.load('t/shop/app', image, ['1']);
    expect(sentenceOf(await admit(registry.host, image, gates))).toBe('');
  });
});
