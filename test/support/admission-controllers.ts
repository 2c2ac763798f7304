import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments, stringify } from 'yaml';
import { findRegistryProgram, type RegistryProgram } from './registry-programs.ts';

const run = promisify(execFile);

/** Kyverno's own evaluation of policies, built by Go; the nightly tests run it. */
export const KYVERNO: RegistryProgram = {
  title: 'Kyverno',
  names: ['kyverno'],
  requiredBy: 'SEALIFT_REQUIRE_KYVERNO',
  remedy: 'build it with "scripts/ci/build-test-programs kyverno"',
};

/** policy-controller's own evaluation of policies, built by Go; the nightly tests run it. */
export const POLICY_CONTROLLER: RegistryProgram = {
  title: 'policy-controller',
  names: ['policy-tester'],
  requiredBy: 'SEALIFT_REQUIRE_POLICY_CONTROLLER',
  remedy: 'build it with "scripts/ci/build-test-programs policy-controller"',
};

/** What a controller says of an image. */
export interface Admission {
  readonly isAdmitted: boolean;
  /** All that it printed. */
  readonly said: string;
}

/** A document of YAML with policies. */
export interface PolicyDocument {
  readonly kind: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Reads the documents of one kind out of some YAML. */
export function documentsOf(yaml: string, ...kinds: readonly string[]): readonly PolicyDocument[] {
  return parseAllDocuments(yaml)
    .map((each): PolicyDocument => each.toJS())
    .filter(({ kind }) => kinds.includes(kind));
}

async function judge(
  program: RegistryProgram,
  args: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<Admission> {
  const folder = await mkdtemp(join(tmpdir(), 'sealift-admission-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const path = findRegistryProgram(program, { ...process.env, [program.requiredBy]: '1' }) ?? '';
    // Nobody listens there: the public Sigstore cannot be asked, and loopback needs no proxy.
    const env = { PATH: '', HOME: folder, TUF_ROOT: join(folder, 'tuf'), HTTPS_PROXY: 'http://127.0.0.1:9' };
    const { stdout, stderr } = await run(path, [...args], { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 });
    return { isAdmitted: true, said: `${stdout}${stderr}` };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = Object(error);
    if (typeof code !== 'number') throw error;
    return { isAdmitted: false, said: `${stdout}${stderr}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is to be judged. */
export interface Judged {
  /** The output `policies`. */
  readonly policies: string;
  /** `127.0.0.1:PORT/NAME:TAG` or with a digest. */
  readonly image: string;
  /** The environment that the pod's namespace is labelled with. */
  readonly environment: string;
}

/** Has Kyverno judge a pod with an image by all of its policies. */
export async function judgeByKyverno({ policies, image, environment }: Judged): Promise<Admission> {
  const chosen = documentsOf(policies, 'ImageValidatingPolicy', 'ValidatingPolicy');
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'app', namespace: 'apps' },
    spec: { containers: [{ name: 'app', image }] },
  };
  const values = {
    apiVersion: 'cli.kyverno.io/v1alpha1',
    kind: 'Values',
    metadata: { name: 'values' },
    namespaceSelector: [{ name: 'apps', labels: { environment } }],
  };
  const files = {
    'policies.yml': chosen.map((each) => stringify(each, { lineWidth: 0 })).join('---\n'),
    'pod.yml': stringify(pod),
    'values.yml': stringify(values),
  };
  const args = ['apply', 'policies.yml', '--resource', 'pod.yml', '--values-file', 'values.yml', '--registry'];
  // Its log says why a statement does not count.
  const judged = await judge(KYVERNO, [...args, '--remove-color', '-v=4'], files);
  if (!/error: [1-9]/.test(judged.said)) return judged;
  // It counts errors, and says only in its report what they are.
  const { said } = await judge(KYVERNO, [...args, '--policy-report'], files);
  return { ...judged, said: `${judged.said}${said}` };
}

/** Has policy-controller judge an image by its policy. */
export function judgeByPolicyController({ policies, image }: Omit<Judged, 'environment'>): Promise<Admission> {
  const [trustRoot] = documentsOf(policies, 'TrustRoot');
  const files = {
    'policy.yml': documentsOf(policies, 'ClusterImagePolicy')
      .map((each) => stringify(each, { lineWidth: 0 }))
      .join('---\n'),
    ...(trustRoot === undefined ? {} : { 'root.yml': stringify(trustRoot, { lineWidth: 0 }) }),
  };
  const root = trustRoot === undefined ? [] : ['-trustroot', 'root.yml'];
  return judge(POLICY_CONTROLLER, ['-policy', 'policy.yml', ...root, '-image', image], files);
}
