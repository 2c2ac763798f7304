import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { renderAdmissionPolicies } from '../../src/report/admission-policies.ts';
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

async function render(signers: string, { repository = 'registry.example.com/p/{image}', more = '', name = 'p' } = {}) {
  const file = `version: 1
signing:
  signers: [${signers}]
${more}environments:
  s2: { repository: "registry.example.com/s2/{image}" }
  ${name}: { repository: ${JSON.stringify(repository)}, from: s2, admission: true }
`;
  const { yaml, notes } = renderAdmissionPolicies(await loadText(file));
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

  it('name the roots of a private Sigstore', async () => {
    const { policies, notes } = await render(`{ identity: "${WORKFLOW}" }`, {
      more: '  trusted-root: roots/lines.jsonl\n',
    });
    expect(policies[0]?.spec.attestors?.map(({ cosign }) => cosign)).toMatchObject([
      { trustedRoot: { value: '{"a":1}' }, ctlog: { insecureIgnoreTlog: true, insecureIgnoreSCT: true } },
      { trustedRoot: { value: '{"b":2}' } },
    ]);
    expect(policies[2]?.spec.authorities?.[0]).toMatchObject({
      keyless: { trustRootRef: 'sealift' },
      rfc3161timestamp: { trustRootRef: 'sealift' },
    });
    expect(notes).toEqual([expect.stringContaining('make a TrustRoot "sealift"')]);
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
    expect(renderAdmissionPolicies(await loadText(file))).toEqual({ yaml: '', notes: [] });
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
