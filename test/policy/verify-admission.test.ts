import { describe, expect, it } from 'vitest';
import {
  admissionInto,
  VERIFICATION_SUMMARY,
  type VerificationSummary,
} from '../../src/attestation/predicates/verification-summary.ts';
import { writeStatement } from '../../src/attestation/statement.ts';
import { parseDigest } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { admissionState, verifyAdmission } from '../../src/policy/verify-admission.ts';
import { openVerifier } from '../../src/records/verifier.ts';
import { IDENTITY, startForge, toBytes, type Wanted } from '../attestation/verify/forge.ts';
import { readAdmission, replay } from './admissions.ts';
import { DIGEST, OTHER, PIPELINE, startChainWorld } from './world.ts';

const forge = await startForge();
const ADMITTING = PIPELINE.replace('from: s1 }', 'from: s1, admission: true }').replace(
  'from: s2 }',
  'from: s2, admission: true }',
);
const INTO_P = admissionInto('p');
await using world = await startChainWorld(ADMITTING, { forge });
const { host, pipeline } = world;
const repository = parseRepository(`${host}/p/app`);
const environment = pipeline.environments.find(({ name }) => name === 'p');
if (environment === undefined) throw new Error('there is no environment p');
const verify = await openVerifier(pipeline, forge.time);
const options = { environment, repository, digest: DIGEST, verify, now: forge.time };

const HONEST: VerificationSummary = {
  verifier: { id: IDENTITY, version: '0.0.0' },
  time: forge.time,
  resource: `oci://${host}/p/app`,
  policy: { uri: '.github/sealift.yml', digest: pipeline.digest },
  inputs: [{ uri: `${host}/s2/app@${DIGEST}`, digest: DIGEST }],
  result: 'PASSED',
  levels: ['SEALIFT_ENTERED_P', 'SEALIFT_GATE_VULNERABILITIES'],
};

interface Changes {
  readonly summary?: Partial<VerificationSummary>;
  readonly digest?: string;
  readonly codec?: typeof INTO_P;
  readonly signed?: Wanted | false;
}

async function state({ summary = {}, digest = DIGEST, codec = INTO_P, signed = {} }: Changes = {}) {
  const subjects = [{ digest: parseDigest(digest) }] as const;
  const payload = Buffer.from(writeStatement(codec, { uri: `${host}/p/app`, subjects }, { ...HONEST, ...summary }));
  const bytes = signed === false ? payload : toBytes(await forge.sign({ payload: payload.toString(), ...signed }));
  const form = signed === false ? ('statement' as const) : ('bundle' as const);
  return { digest: DIGEST, repository, subject: DIGEST, form, bytes };
}

describe('a statement of admission', () => {
  it('is read as it was written', () => {
    for (const codec of [INTO_P, VERIFICATION_SUMMARY]) {
      expect(codec.decode(JSON.parse(JSON.stringify(codec.encode(HONEST))))).toEqual(HONEST);
    }
    const { inputs: _, ...without } = HONEST;
    const encoded = JSON.parse(JSON.stringify(INTO_P.encode(without)));
    expect(encoded).not.toHaveProperty('inputAttestations');
    expect(INTO_P.decode(encoded)).toEqual({ ...without, inputs: undefined });
  });

  it('admits an image', async () => {
    expect(verifyAdmission(await state(), INTO_P, options)).toMatchObject({
      kind: 'valid',
      record: { predicate: { result: 'PASSED' }, signature: { by: { kind: 'certificate' } } },
    });
  });

  it.each<[string, Changes, string]>([
    ['of another image', { digest: OTHER.index.digest }, 'it is about another image'],
    [
      'of another environment',
      { codec: admissionInto('s2') },
      'it is of the type "https://sealift.github.io/admitted/v1/s2"',
    ],
    [
      'of another repository',
      { summary: { resource: 'oci://registry.example.com/s2/app' } },
      'it is about "oci://registry.example.com/s2/app" and not about this repository',
    ],
    ['that nobody signed', { signed: false }, 'it is not signed, and p accepts only signed records'],
    [
      'that a stranger signed',
      { signed: { identity: 'https://github.com/acme/app/.github/workflows/other.yml@refs/heads/main' } },
      'which the pipeline file does not name',
    ],
    [
      'that names another verifier',
      { summary: { verifier: { id: 'https://example.com' } } },
      'as its verifier, which did not sign it',
    ],
    [
      'of the future',
      { summary: { time: new Date(forge.time.getTime() + 3_600_000) } },
      'which is later than its signature',
    ],
    [
      'without the level',
      { summary: { levels: ['SEALIFT_ENTERED_S2'] } },
      'it does not say that the image has entered p',
    ],
  ])('does not count: %s', async (_, changes, reason) => {
    const verdict = verifyAdmission(await state(changes), INTO_P, options);
    expect(verdict).toEqual({ kind: 'rejected', reason: expect.stringContaining(reason) });
  });

  it.each([
    ['verificationResult', 'MAYBE'],
    ['timeVerified', 'yesterday'],
    ['resourceUri', undefined],
    ['verifiedLevels', 'SEALIFT_ENTERED_P'],
    ['verifier', {}],
  ])('cannot be used with %s %s', (key, value) => {
    expect(() => INTO_P.decode({ ...INTO_P.encode(HONEST), [key]: value })).toThrow();
  });

  it('admits beside one that failed: taking it back means deleting it', async () => {
    const failed = await state({ summary: { result: 'FAILED', levels: ['FAILED'] } });
    const { passed, failed: taken } = admissionState([failed, await state()], INTO_P, options);
    expect([passed.length, taken.length]).toEqual([1, 1]);
    expect(admissionState([failed], INTO_P, options)).toMatchObject({ passed: [], failed: [{}], rejections: [] });
  });
});

describe('statements that are replayed (R2)', () => {
  it('count only in the repository and the environment that they are of', async () => {
    await using chain = await startChainWorld(ADMITTING, { forge });
    await chain.place('d', 't', 's1');
    expect(await chain.promote({ from: 's1', to: 's2' })).toBeUndefined();
    // The statement of s2 came along with the image, and is of s2 still.
    await chain.push('p/app');
    await replay(chain, 's2/app', 'p/app', 'https://sealift.github.io/admitted/v1/s2');
    expect((await readAdmission(chain, { environment: 'p', at: 'p/app' })).passed).toEqual([]);
    const ofS2 = await readAdmission(chain, { environment: 's2', at: 'p/app' });
    expect(ofS2.passed).toEqual([]);
    expect(ofS2.rejections).toEqual([`it is about "oci://${chain.host}/s2/app" and not about this repository`]);
    expect((await readAdmission(chain, { environment: 's2', at: 's2/app' })).passed).toHaveLength(1);
  });

  it('count in neither of two repositories of one environment for the other', async () => {
    await using chain = await startChainWorld(ADMITTING, { forge });
    await chain.place('d', 't', 's1', 's2');
    expect(await chain.promote({ from: 's2', to: `${chain.host}/p/app` })).toBeUndefined();
    await chain.push('dc2/app');
    await replay(chain, 'p/app', 'dc2/app', INTO_P.type);
    expect((await readAdmission(chain, { environment: 'p', at: 'dc2/app' })).passed).toEqual([]);
    expect((await readAdmission(chain, { environment: 'p', at: 'p/app' })).passed).toHaveLength(1);
  });
});
