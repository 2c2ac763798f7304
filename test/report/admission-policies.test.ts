import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { SigstoreEndpoints } from '../../src/attestation/sign/endpoints.ts';
import { renderAdmissionPolicies } from '../../src/report/admission-policies.ts';
import { NOW } from '../admission/world.ts';
import { KEYS, loadText } from '../pipeline/support.ts';

const WORKFLOW = 'https://github.com/acme/shop/.github/workflows/promote.yml@refs/heads/main';

interface Policy {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Record<string, unknown> & {
    readonly validations?: readonly { readonly message: string; readonly expression: string }[];
    readonly attestors?: readonly { readonly name: string; readonly cosign: Record<string, unknown> }[];
    readonly authorities?: readonly {
      readonly keyless: object;
      readonly attestations: readonly { readonly policy: { readonly data: string } }[];
    }[];
  };
}

interface Rendering {
  readonly repository?: string;
  readonly more?: string;
  readonly name?: string;
  /** What its trusted roots hold. */
  readonly roots?: string;
  readonly own?: SigstoreEndpoints | undefined;
}

async function render(signers: string, options: Rendering = {}) {
  const { repository = 'registry.example.com/p/{image}', more = '', name = 'p', roots, own } = options;
  const file = `version: 1
signing:
  signers: [${signers}]
${more}environments:
  s2: { repository: "registry.example.com/s2/{image}" }
  ${name}: { repository: ${JSON.stringify(repository)}, from: s2, admission: true }
`;
  const loaded = await loadText(file);
  const { signing } = loaded;
  const trustedRoots = roots === undefined ? signing.trustedRoots : [{ path: 'root.json', bytes: Buffer.from(roots) }];
  const pipeline = { ...loaded, signing: { ...signing, trustedRoots } };
  const { yaml, notes } = renderAdmissionPolicies(pipeline, { own, now: NOW });
  return { yaml, notes, policies: parseAllDocuments(yaml).map((each): Policy => each.toJS()) };
}

/** Takes the regular expression out of a call in CEL, as CEL reads it. */
function patternIn(expression: string): RegExp {
  return new RegExp(JSON.parse(/matches\((".*?[^\\]")\)/.exec(expression)?.[1] ?? '""'));
}

describe('policies for admission controllers', () => {
  it('are three for an environment whose records identities sign', async () => {
    const { policies, notes } = await render(`{ identity: "${WORKFLOW}" }`);
    expect(notes).toEqual([]);
    expect(policies.map(({ kind, metadata: { name } }) => `${kind} ${name}`)).toEqual([
      'ImageValidatingPolicy sealift-admitted-p',
      'ValidatingPolicy sealift-only-from-p',
      'ClusterImagePolicy sealift-admitted-p',
    ]);
    const [images, plain, cluster] = policies;
    expect(images?.spec).toMatchObject({
      validationActions: ['Deny'],
      failurePolicy: 'Fail',
      matchImageReferences: [{ glob: 'registry.example.com/p/*' }],
      attestors: [
        {
          name: 'sealift',
          cosign: {
            keyless: { identities: [{ issuer: 'https://token.actions.githubusercontent.com', subject: WORKFLOW }] },
            ctlog: { url: 'https://rekor.sigstore.dev' },
          },
        },
      ],
      attestations: [{ name: 'admitted', intoto: { type: 'https://sealift.github.io/admitted/v1/p' } }],
    });
    const [first, second] = images?.spec.validations ?? [];
    expect(first?.expression).toContain(
      'verifyAttestationSignatures(i, attestations.admitted, [attestors.sealift]) > 0',
    );
    const resource = patternIn(second?.expression ?? '');
    expect(resource.test('oci://registry.example.com/p/shop/app')).toBe(true);
    for (const other of [
      'oci://registry.example.com/s2/shop/app',
      'oci://registryXexample.com/p/app',
      'oci://registry.example.com/p/',
    ]) {
      expect(resource.test(other)).toBe(false);
    }
    const image = patternIn(plain?.spec.validations?.[0]?.expression ?? '');
    for (const own of ['', ':1.2.3', `@sha256:${'0'.repeat(64)}`, `:1@sha256:${'0'.repeat(64)}`]) {
      expect(image.test(`registry.example.com/p/shop/app${own}`)).toBe(true);
    }
    for (const other of [
      'registry.example.com/d/app',
      'nginx',
      'evil.com/registry.example.com/p/app',
      'registry.example.com/p/app:1\nx',
    ]) {
      expect(image.test(other)).toBe(false);
    }
    expect(cluster?.spec).toMatchObject({ mode: 'enforce', images: [{ glob: 'registry.example.com/p/**' }] });
    expect(cluster?.spec.authorities?.[0]).toMatchObject({
      signatureFormat: 'bundle',
      keyless: { url: 'https://fulcio.sigstore.dev' },
      attestations: [{ predicateType: 'https://sealift.github.io/admitted/v1/p' }],
    });
    expect(cluster?.spec.authorities?.[0]?.attestations[0]?.policy.data).toBe(
      'predicateType: "https://sealift.github.io/admitted/v1/p"\npredicate: { verificationResult: "PASSED", resourceUri: =~"^oci://registry\\\\.example\\\\.com/p/[a-z0-9][a-z0-9._/-]*$" }\n',
    );
  });

  it('write patterns of identities as regular expressions, in which no star stands for "@"', async () => {
    const { policies } = await render('{ identity: "https://github.com/acme/**@refs/heads/main" }');
    expect(policies[0]?.spec.attestors?.[0]?.cosign['keyless']).toEqual({
      identities: [
        {
          issuer: 'https://token.actions.githubusercontent.com',
          subjectRegExp: '^https://github\\.com/acme/[^@]*@refs/heads/main$',
        },
      ],
    });
  });

  it('leave keys to Kyverno', async () => {
    const { policies, notes } = await render('{ key: .github/sealift.pub }');
    expect(policies.map(({ kind }) => kind)).toEqual(['ImageValidatingPolicy', 'ValidatingPolicy']);
    expect(policies[0]?.spec.attestors).toEqual([
      { name: 'sealift', cosign: { key: { data: KEYS.publicKey }, ctlog: { insecureIgnoreTlog: true } } },
    ]);
    expect(notes).toEqual([expect.stringContaining('policy-controller reads no bundles that are signed with a key')]);
  });

  it('leave out signers that say more than a controller compares', async () => {
    const { yaml, policies, notes } = await render(`{ identity: "${WORKFLOW}", event: workflow_dispatch }`);
    expect(policies).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('is left out'), expect.stringContaining('no signer is left')]);
    expect(yaml.split('\n').every((line) => line === '' || line.startsWith('# '))).toBe(true);
  });

  it('have an attestor and an authority for each identity: with two in one, no bundle is verified', async () => {
    const other = WORKFLOW.replace('promote', 'release');
    const { policies } = await render(`{ identity: "${WORKFLOW}" }, { identity: "${other}" }`);
    const [images, , cluster] = policies;
    expect(images?.spec.attestors?.map(({ name }) => name)).toEqual(['sealift', 'sealift2']);
    expect(images?.spec.validations?.[0]?.expression).toContain('[attestors.sealift, attestors.sealift2]) > 0');
    for (const [index, subject] of [WORKFLOW, other].entries()) {
      const identities = [{ issuer: 'https://token.actions.githubusercontent.com', subject }];
      expect(images?.spec.attestors?.[index]?.cosign['keyless']).toEqual({ identities });
      expect(cluster?.spec.authorities?.[index]?.keyless).toMatchObject({ identities });
    }
  });

  describe('of a private Sigstore', () => {
    const SIGNER = `{ identity: "${WORKFLOW}" }`;
    const more = '  trusted-root: roots/lines.jsonl\n';
    const chain = (raw: string) => ({ certChain: { certificates: [{ rawBytes: raw }] } });
    const authority = (raw: string, end?: string) => ({
      ...{ subject: { organization: 'acme', commonName: 'ca' }, uri: 'https://fulcio.example.com', ...chain(raw) },
      validFor: { start: '2026-01-01T00:00:00Z', ...(end === undefined ? {} : { end }) },
    });
    const logged = {
      ...{ tlogs: [{}], ctlogs: [{}] },
      certificateAuthorities: [authority('AAAA', '2026-06-01T00:00:00Z'), authority('BBBB')],
      timestampAuthorities: [authority('CCCC')],
    };
    const unlogged = { certificateAuthorities: [authority('DDDD')], timestampAuthorities: [authority('EEEE')] };
    const own = {
      fulcioUrl: 'https://fulcio.example.com',
      rekorUrl: undefined,
      timestampUrl: 'https://tsa.example.com',
    };

    /** Generates policies by these roots. */
    const renderBy = async (roots: readonly object[], endpoints: SigstoreEndpoints | undefined) => {
      const lines = roots.map((root) => JSON.stringify(root)).join('\n');
      return render(SIGNER, { more, roots: lines, own: endpoints });
    };

    it('have the roots, each with a TrustRoot of what is good now', async () => {
      const { policies, notes } = await renderBy([logged, unlogged], undefined);
      expect(policies[0]?.spec.attestors?.map(({ cosign }) => cosign)).toMatchObject([
        { trustedRoot: { value: JSON.stringify(logged) }, ctlog: { url: 'https://rekor.sigstore.dev' } },
        {
          trustedRoot: { value: JSON.stringify(unlogged) },
          ctlog: { insecureIgnoreTlog: true, insecureIgnoreSCT: true },
        },
      ]);
      const roots = policies.filter(({ kind }) => kind === 'TrustRoot');
      expect(roots.map(({ metadata }) => metadata.name)).toEqual(['sealift', 'sealift2']);
      const pem = (raw: string) =>
        Buffer.from(`-----BEGIN CERTIFICATE-----\n${raw}\n-----END CERTIFICATE-----\n`).toString('base64');
      expect(roots[0]?.spec).toEqual({
        sigstoreKeys: {
          certificateAuthorities: [
            {
              subject: { organization: 'acme', commonName: 'ca' },
              ...{ uri: 'https://fulcio.example.com', certChain: pem('BBBB') },
            },
          ],
          timestampAuthorities: [expect.objectContaining({ certChain: pem('CCCC') })],
        },
      });
      const cluster = policies.find(({ kind }) => kind === 'ClusterImagePolicy');
      expect(cluster?.spec.authorities).toMatchObject([
        {
          name: 'sealift',
          keyless: { trustRootRef: 'sealift', insecureIgnoreSCT: true },
          rfc3161timestamp: { trustRootRef: 'sealift' },
        },
        {
          name: 'sealift2',
          keyless: { trustRootRef: 'sealift2', insecureIgnoreSCT: true },
          rfc3161timestamp: { trustRootRef: 'sealift2' },
        },
      ]);
      for (const each of cluster?.spec.authorities ?? []) expect(each).not.toHaveProperty('ctlog');
      expect(notes).toEqual([expect.stringContaining('looks into no log')]);
    });

    it('name its own addresses, and ask for no log that it does not have', async () => {
      const { policies } = await renderBy([logged], own);
      expect(policies[0]?.spec.attestors?.[0]?.cosign['ctlog']).toEqual({ insecureIgnoreTlog: true });
      const cluster = policies.find(({ kind }) => kind === 'ClusterImagePolicy');
      expect(cluster?.spec.authorities?.[0]?.keyless).toMatchObject({ url: 'https://fulcio.example.com' });
    });

    it('take the time from stamps where the log promises none', async () => {
      const newLog = { ...own, rekorUrl: 'https://rekor.example.com', rekorVersion: 2 } as const;
      const { policies } = await renderBy([logged], newLog);
      expect(policies[0]?.spec.attestors?.[0]?.cosign['ctlog']).toEqual({
        url: 'https://rekor.example.com',
        tsaCertChain: '-----BEGIN CERTIFICATE-----\nCCCC\n-----END CERTIFICATE-----\n',
      });
    });

    it.each([
      [
        'statements have no time stamps',
        [logged],
        { ...own, rekorUrl: 'https://r.example.com', timestampUrl: undefined },
      ],
      ['the root has no authority of them', [{ ...logged, timestampAuthorities: [] }], own],
      [
        'its certificate authority ended',
        [{ ...unlogged, certificateAuthorities: [authority('D', '2026-11-01T00:00:00Z')] }],
        own,
      ],
    ])('are not written for policy-controller if %s', async (_, roots, endpoints) => {
      const { policies, notes } = await renderBy(roots, endpoints);
      expect(policies.map(({ kind }) => kind)).toEqual(['ImageValidatingPolicy', 'ValidatingPolicy']);
      expect(notes).toEqual([expect.stringContaining('name a "timestamp-url", and its authority in the roots')]);
    });

    it('say if one of several roots cannot be used', async () => {
      const { policies, notes } = await renderBy([{ tlogs: [{}] }, unlogged], own);
      expect(policies.filter(({ kind }) => kind === 'TrustRoot')).toHaveLength(1);
      expect(notes).toContainEqual(expect.stringContaining('does not admit by 1 of the trusted roots'));
    });
  });

  it('have each TrustRoot once, whatever the number of environments', async () => {
    const file = `version: 1
signing:
  signers: [{ identity: "${WORKFLOW}" }]
environments:
  t: { repository: "registry.example.com/t/{image}", admission: true }
  p: { repository: "registry.example.com/p/{image}", from: t, admission: true }
`;
    const { yaml } = renderAdmissionPolicies(await loadText(file), { own: undefined, now: NOW });
    expect(parseAllDocuments(yaml)).toHaveLength(6);
  });

  it('have names that Kubernetes takes', async () => {
    const { policies } = await render(`{ identity: "${WORKFLOW}" }`, { name: 'Prod_EU-' });
    for (const { metadata } of policies) expect(metadata.name).toMatch(/^[a-z0-9-]*[a-z0-9]$/);
    expect(policies[0]?.spec['matchConstraints']).toMatchObject({
      namespaceSelector: { matchLabels: { environment: 'prod-eu' } },
    });
  });

  it('are none without admission', async () => {
    const file = 'version: 1\nenvironments:\n  d: { repository: "registry.example.com/d/{image}" }\n';
    expect(renderAdmissionPolicies(await loadText(file), { own: undefined, now: NOW })).toEqual({
      yaml: '',
      notes: [],
    });
  });
});

describe('several statements on one digest (R4)', () => {
  /** Kyverno keeps one payload of each type, the last in the list. */
  function lastOfType(statements: readonly { readonly type: string; readonly resource: string }[], type: string) {
    return new Map(statements.map((each) => [each.type, each])).get(type);
  }

  it('admit whatever their order, because each environment has a type of its own', async () => {
    const { policies } = await render(`{ identity: "${WORKFLOW}" }`);
    const resource = patternIn(policies[0]?.spec.validations?.[1]?.expression ?? '');
    const chain = ['d', 't', 's1', 's2', 'p'].map((name) => ({
      type: `https://sealift.github.io/admitted/v1/${name}`,
      resource: `oci://registry.example.com/${name}/app`,
    }));
    for (let first = 0; first < chain.length; first++) {
      const turned = [...chain.slice(first), ...chain.slice(0, first)];
      for (const order of [turned, turned.toReversed()]) {
        const found = lastOfType(order, 'https://sealift.github.io/admitted/v1/p');
        expect(resource.test(found?.resource ?? '')).toBe(true);
      }
    }
  });
});
