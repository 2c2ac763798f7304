import { describe, expect, it } from 'vitest';
import { parseLicences } from '../../../src/evidence/formats/detect.ts';
import { readBy } from '../../../src/evidence/formats/document.ts';
import type { Signature } from '../../../src/evidence/formats/evidence.ts';
import type { CheckRun, WorkflowRun } from '../../../src/evidence/formats/github-runs.ts';
import { parseProvenance } from '../../../src/evidence/formats/provenance.ts';
import { parseTestResult } from '../../../src/evidence/formats/test-result.ts';
import type { JsonObject } from '../../../src/oci/json.ts';
import {
  ATTESTATION_DEFAULTS,
  ATTESTATION_GATE_DEFAULTS,
  type AttestationRule,
} from '../../../src/pipeline/gates/attestations.ts';
import { LICENCE_DEFAULTS, type LicenceSettings } from '../../../src/pipeline/gates/licences.ts';
import { TEST_DEFAULTS, TEST_GATE_DEFAULTS, type TestRule } from '../../../src/pipeline/gates/tests.ts';
import { attestationsGate } from '../../../src/policy/gates/attestations.ts';
import { judgeExpression } from '../../../src/policy/gates/licence-expression.ts';
import { licencesGate } from '../../../src/policy/gates/licences.ts';
import type { StatementCandidate } from '../../../src/policy/gates/statements.ts';
import { type TestCandidate, type TestEvidence, testsGate } from '../../../src/policy/gates/tests.ts';
import { cpuTime } from '../../support/cpu-time.ts';
import { fc } from '../../support/property.ts';
import { A, B, IMAGE, INDEX, NOW, reference, sentences } from './world.ts';

const COMMIT = 'a'.repeat(40);
const IDENTITY = 'https://github.com/acme/shop/.github/workflows/build.yml@refs/heads/main';
const BUILDER: Signature = {
  kind: 'signed',
  signers: ['builder'],
  identity: IDENTITY,
  time: new Date('2026-11-20T12:00:00Z'),
  repository: 'https://github.com/acme/shop',
  ref: 'refs/heads/main',
};
const SPDX = 'https://spdx.dev/Document/v2.3';
const SLSA = 'https://slsa.dev/provenance/v1';

/** Provenance as actions/attest-build-provenance writes it. */
function githubProvenance(
  more: { readonly builder?: string; readonly repository?: string; readonly commit?: string } = {},
) {
  const { builder = IDENTITY, repository = 'https://github.com/acme/shop', commit = COMMIT } = more;
  return readBy(parseProvenance, {
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: { workflow: { ref: 'refs/heads/main', repository, path: '.github/workflows/build.yml' } },
      internalParameters: {
        github: {
          event_name: 'push',
          repository_id: '1',
          repository_owner_id: '2',
          runner_environment: 'github-hosted',
        },
      },
      resolvedDependencies: [{ uri: `git+${repository}@refs/heads/main`, digest: { gitCommit: commit } }],
    },
    runDetails: {
      builder: { id: builder },
      metadata: { invocationId: 'https://github.com/acme/shop/actions/runs/1/attempts/1' },
    },
  });
}

function statement(
  subject: typeof A,
  predicateType: string,
  more: Partial<StatementCandidate> = {},
): StatementCandidate {
  return {
    reference: reference(`${subject} ${predicateType}`),
    subjects: [subject],
    predicateType,
    signature: BUILDER,
    ...more,
  };
}

function judge(rule: Partial<AttestationRule>, statements: readonly StatementCandidate[], revision?: string) {
  const rules = [
    { ...ATTESTATION_DEFAULTS, name: 'provenance', types: ['slsa-provenance'], signedBy: ['builder'], ...rule },
  ];
  return attestationsGate.evaluate(
    { ...ATTESTATION_GATE_DEFAULTS, rules },
    { image: IMAGE, statements, revision },
    NOW,
  );
}

describe('attestations', () => {
  const sbom = { name: 'sbom', types: ['spdx', 'cyclonedx'] };

  it('A1: are about each platform where that is asked for', () => {
    const result = judge({ ...sbom, eachPlatform: true }, [statement(INDEX, SPDX)]);
    expect(result.verdict).toBe('fail');
    expect(result.faults.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm64']);
    expect(judge(sbom, [statement(INDEX, SPDX)]).verdict).toBe('pass');
    expect(
      judge(
        { ...sbom, eachPlatform: true },
        [A, B].map((each) => statement(each, 'https://cyclonedx.org/bom/v1.6')),
      ).verdict,
    ).toBe('pass');
  });

  it("A2: are signed, which BuildKit's are not", () => {
    const inline = [A, B].map((each) =>
      statement(each, SLSA, { signature: { kind: 'unsigned' }, provenance: githubProvenance() }),
    );
    const result = judge({}, inline);
    expect(result.verdict).toBe('fail');
    expect(sentences(result)).toEqual(['provenance: a statement is there that nobody signed; let builder sign it']);
    expect(judge({ unsigned: true }, inline).verdict).toBe('pass');
  });

  it('name whoever signed instead, and what is missing', () => {
    const stranger = { ...BUILDER, signers: [] };
    expect(sentences(judge({}, [statement(INDEX, SLSA, { signature: stranger })]))[0]).toContain(
      `signed by ${IDENTITY}`,
    );
    expect(sentences(judge({}, []))).toEqual([
      'provenance: no statement of type slsa-provenance; let builder attest it',
    ]);
  });

  it('may not be old', () => {
    const statements = [statement(INDEX, SPDX)];
    expect(judge({ ...sbom, maxAge: 2 * 86_400_000 }, statements).verdict).toBe('pass');
    const result = judge({ ...sbom, maxAge: 3_600_000 }, statements);
    expect(sentences(result)[0]).toContain('the statement is 24 hours old and may be 1h');
  });

  const rule = { repository: 'https://github.com/acme/shop', ref: 'refs/heads/main' };

  it.each([
    ['what it says', githubProvenance(), BUILDER, 'pass'],
    [
      'another builder',
      githubProvenance({ builder: 'https://github.com/evil/x/.github/workflows/b.yml@refs/heads/main' }),
      BUILDER,
      'fail',
    ],
    ['another source', githubProvenance({ repository: 'https://github.com/evil/shop' }), BUILDER, 'fail'],
    ['another commit', githubProvenance({ commit: 'b'.repeat(40) }), BUILDER, 'fail'],
    ['a certificate of another branch', githubProvenance(), { ...BUILDER, ref: 'refs/heads/dev' }, 'fail'],
    [
      'a certificate of another repository',
      githubProvenance(),
      { ...BUILDER, repository: 'https://github.com/acme/other' },
      'fail',
    ],
    ['nothing that can be read', { kind: 'unreadable', reason: 'x' } as const, BUILDER, 'error'],
  ])('of provenance agree with the certificate and the label: %s', (_, provenance, signature, verdict) => {
    expect(judge(rule, [statement(INDEX, SLSA, { provenance, signature })], COMMIT).verdict).toBe(verdict);
  });

  it('meet a rule by one that does', () => {
    const bad = statement(INDEX, SLSA, { provenance: githubProvenance({ commit: 'b'.repeat(40) }) });
    const good = statement(INDEX, SLSA, { provenance: githubProvenance() });
    expect(judge(rule, [bad, good], COMMIT).verdict).toBe('pass');
  });
});

describe('licence expressions', () => {
  const allowed = new Set([
    'MIT',
    'Apache-2.0',
    'BSD-3-Clause',
    'GPL-2.0-only WITH Classpath-exception-2.0',
    'LicenseRef-acme',
  ]);
  const kind = (text: string) => judgeExpression(text, (name) => allowed.has(name)).kind;

  it.each([
    ['(MIT OR GPL-3.0-only) AND Apache-2.0', 'allowed'],
    ['MIT AND GPL-3.0-only', 'refused'],
    ['GPL-2.0-only WITH Classpath-exception-2.0', 'allowed'],
    ['GPL-2.0-only', 'refused'],
    ['Apache-2.0+', 'allowed'],
    ['LicenseRef-acme', 'allowed'],
    ['NOASSERTION', 'unknown'],
    ['NONE', 'unknown'],
    ['', 'unknown'],
    [' ', 'unknown'],
    ['apache-2.0', 'unknown'],
    ['MIT AND', 'unknown'],
    ['?MIT', 'unknown'],
    ['MIT\nMIT', 'unknown'],
  ])('A5: %j: %s', (text, expected) => {
    expect(kind(text)).toBe(expected);
  });

  it.each([
    ['40 choices', `${'(MIT OR GPL-3.0-only) AND '.repeat(40)}Apache-2.0`, 'allowed'],
    ['400 choices', `${'(MIT OR GPL-3.0-only) AND '.repeat(240)}Apache-2.0`, 'allowed'],
    ['too many', `${'MIT AND '.repeat(600)}MIT`, 'unknown'],
    ['too deep', `${'('.repeat(4000)}MIT${')'.repeat(4000)}`, 'unknown'],
    ['too long', 'MIT '.repeat(10_000), 'unknown'],
    ['nothing but spaces', ' '.repeat(9999), 'unknown'],
    ['what is never closed', '('.repeat(100), 'unknown'],
  ])('are decided at once: %s', (_, text, expected) => {
    const start = cpuTime();
    expect(kind(text)).toBe(expected);
    expect(cpuTime() - start).toBeLessThan(500);
  });

  it('are decided as a truth table does', () => {
    const ids = ['MIT', 'Apache-2.0', 'GPL-3.0-only', 'ISC'];
    type Tree = { readonly id: string } | { readonly op: 'AND' | 'OR'; readonly left: Tree; readonly right: Tree };
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.record({ id: fc.constantFrom(...ids) }),
        fc.record({ op: fc.constantFrom('AND' as const, 'OR' as const), left: tie('tree'), right: tie('tree') }),
      ),
    }));
    const write = (node: Tree): string =>
      'id' in node ? node.id : `(${write(node.left)} ${node.op} ${write(node.right)})`;
    const holds = (node: Tree, fine: ReadonlySet<string>): boolean => {
      if ('id' in node) return fine.has(node.id);
      const [left, right] = [holds(node.left, fine), holds(node.right, fine)];
      return node.op === 'AND' ? left && right : left || right;
    };
    fc.assert(
      fc.property(tree, fc.subarray(ids), (node, list) => {
        const fine = new Set(list);
        const answer = judgeExpression(write(node), (name) => fine.has(name));
        expect(answer.kind).toBe(holds(node, fine) ? 'allowed' : 'refused');
      }),
    );
  });
});

/** A bill of materials as Syft writes it: SPDX 2.3. */
function spdx(...licences: readonly (string | undefined)[]): JsonObject {
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'shop/app',
    documentNamespace: 'https://anchore.com/syft/image/shop/app-1',
    creationInfo: {
      licenseListVersion: '3.27',
      creators: ['Organization: Anchore, Inc', 'Tool: syft-dev'],
      created: '2026-11-20T12:00:00Z',
    },
    packages: licences.map((licence, at) => ({
      name: `package-${at}`,
      SPDXID: `SPDXRef-Package-${at}`,
      versionInfo: '1.0',
      supplier: 'NOASSERTION',
      downloadLocation: 'NOASSERTION',
      filesAnalyzed: false,
      licenseConcluded: 'NOASSERTION',
      licenseDeclared: licence ?? 'NOASSERTION',
      copyrightText: 'NOASSERTION',
      externalRefs: [
        {
          referenceCategory: 'PACKAGE-MANAGER',
          referenceType: 'purl',
          referenceLocator: `pkg:deb/debian/package-${at}@1.0`,
        },
      ],
    })),
  };
}

describe('licences', () => {
  function judgeLicences(document: JsonObject, settings: Partial<LicenceSettings> = {}) {
    const bom = { ...LICENCE_DEFAULTS.bom, signedBy: ['builder'] };
    const boms = [{ ...statement(INDEX, SPDX), licences: readBy(parseLicences, document) }];
    return licencesGate.evaluate(
      { ...LICENCE_DEFAULTS, bom, allow: ['MIT', 'Apache-2.0'], ...settings },
      { image: IMAGE, boms },
      NOW,
    );
  }

  it.each([
    [['MIT', 'Apache-2.0'], 'pass'],
    [['MIT', 'GPL-3.0-only'], 'fail'],
    [['MIT', undefined], 'fail'],
    [['(MIT OR GPL-3.0-only) AND Apache-2.0'], 'pass'],
    [[], 'error'],
  ])('A5: of %j: %s', (licences, verdict) => {
    expect(judgeLicences(spdx(...licences)).verdict).toBe(verdict);
  });

  it('are those of every document that nobody witnessed to be older, in whatever order they are listed', () => {
    const bom = { ...LICENCE_DEFAULTS.bom, signedBy: ['builder'] };
    const of = (licence: string, time: Date | undefined) => ({
      ...statement(INDEX, SPDX, { signature: { ...BUILDER, time } }),
      licences: readBy(parseLicences, spdx(licence)),
    });
    const verdictOf = (...boms: readonly ReturnType<typeof of>[]) =>
      licencesGate.evaluate({ ...LICENCE_DEFAULTS, bom, allow: ['MIT'] }, { image: IMAGE, boms }, NOW).verdict;
    const [mit, gpl] = [of('MIT', undefined), of('GPL-3.0-only', undefined)];
    expect([verdictOf(mit, gpl), verdictOf(gpl, mit), verdictOf(mit, mit)]).toEqual(['fail', 'fail', 'pass']);
    const [older, newer] = ['2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z'].map((text) => new Date(text));
    expect(verdictOf(of('GPL-3.0-only', older), of('MIT', newer))).toBe('pass');
    expect(verdictOf(of('MIT', newer), gpl)).toBe('fail');
  });

  it('name the package and the licence', () => {
    expect(sentences(judgeLicences(spdx('MIT', 'MIT AND GPL-3.0-only')))).toEqual([
      '1 package has a licence that is not allowed: package-1 1.0 (GPL-3.0-only); replace the package, or allow the licence',
    ]);
  });

  it('may be unknown, denied, or of no matter', () => {
    expect(judgeLicences(spdx(undefined), { unknown: 'warn' }).verdict).toBe('warn');
    expect(judgeLicences(spdx(undefined), { unknown: 'allow' }).verdict).toBe('pass');
    expect(judgeLicences(spdx('MIT', 'ISC'), { allow: [], deny: ['ISC'] }).verdict).toBe('fail');
    expect(judgeLicences(spdx('MIT', 'GPL-3.0-only'), { except: ['package-1'] }).verdict).toBe('pass');
  });

  it('of CycloneDX hold together, and words are unknown', () => {
    const cyclonedx = (...choices: readonly JsonObject[]) => ({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { component: { type: 'container', name: 'shop/app' } },
      components: [{ type: 'library', name: 'a', version: '1', licenses: choices }],
    });
    expect(judgeLicences(cyclonedx({ license: { id: 'MIT' } }, { expression: 'Apache-2.0 OR ISC' })).verdict).toBe(
      'pass',
    );
    expect(judgeLicences(cyclonedx({ license: { id: 'MIT' } }, { license: { id: 'ISC' } })).verdict).toBe('fail');
    expect(judgeLicences(cyclonedx({ license: { name: 'Beerware of Bob' } })).verdict).toBe('fail');
  });

  it('of SPDX 3 are in relationships', () => {
    const document = {
      '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
      '@graph': [
        { type: 'software_Package', spdxId: 'urn:p', name: 'p', software_packageVersion: '1' },
        { type: 'simplelicensing_LicenseExpression', spdxId: 'urn:l', simplelicensing_licenseExpression: 'MIT' },
        { type: 'Relationship', spdxId: 'urn:r', from: 'urn:p', relationshipType: 'hasDeclaredLicense', to: ['urn:l'] },
      ],
    };
    expect(judgeLicences(document).verdict).toBe('pass');
    expect(judgeLicences(document, { allow: ['ISC'] }).verdict).toBe('fail');
  });

  it('cannot be judged where the document cannot be read', () => {
    expect(judgeLicences({ x: 1 }).verdict).toBe('error');
  });
});

describe('tests', () => {
  const SIT: Signature = { ...BUILDER, signers: ['sit'] };

  function result(predicate: JsonObject, more: Partial<TestCandidate> = {}): TestCandidate {
    const type = 'https://in-toto.io/attestation/test-result/v0.1';
    return {
      ...statement(INDEX, type, { signature: SIT }),
      commits: [],
      result: readBy(parseTestResult, { configuration: [{ name: 'sit.yml' }], ...predicate }),
      ...more,
    };
  }

  function judgeTests(rule: Partial<TestRule>, evidence: Partial<TestEvidence>) {
    const rules = [{ ...TEST_DEFAULTS, name: 'sit', signedBy: ['sit'], ...rule } as TestRule];
    return testsGate.evaluate(
      { ...TEST_GATE_DEFAULTS, rules },
      { image: IMAGE, results: [], revision: undefined, checkRuns: undefined, workflowRuns: undefined, ...evidence },
      NOW,
    );
  }

  it.each([
    [{ result: 'PASSED', passedTests: ['login', 'transfer'] }, 'pass'],
    [{ result: 'PASSED', passedTests: ['login'] }, 'fail'],
    [{ result: 'FAILED', failedTests: ['transfer'] }, 'fail'],
    [{ result: 'WARNED', passedTests: ['login', 'transfer'], warnedTests: ['x'] }, 'warn'],
    [{ result: 'passed' }, 'error'],
  ])('%j: %s', (predicate, verdict) => {
    expect(judgeTests({ require: ['login', 'transfer'] }, { results: [result(predicate)] }).verdict).toBe(verdict);
  });

  it('passed only if none failed that nobody witnessed to be older, in whatever order they are listed', () => {
    const unwitnessed = { ...SIT, time: undefined };
    const [good, bad] = ['PASSED', 'FAILED'].map((each) => result({ result: each }, { signature: unwitnessed }));
    if (good === undefined || bad === undefined) throw new Error('there are no results');
    for (const results of [
      [good, bad],
      [bad, good],
    ]) {
      const judged = judgeTests({}, { results });
      expect(judged.verdict).toBe('fail');
      expect(sentences(judged)[0]).toContain('nobody witnessed which of 2 is the newest');
    }
    expect(judgeTests({}, { results: [good, good] }).verdict).toBe('pass');
    const witnessed = result({ result: 'PASSED' });
    expect(judgeTests({}, { results: [bad, witnessed] }).verdict).toBe('fail');
  });

  it('P6: do not pass with tests that failed', () => {
    const contradiction = judgeTests({}, { results: [result({ result: 'PASSED', failedTests: ['x'] })] });
    expect(contradiction.verdict).toBe('error');
    expect(sentences(contradiction)[0]).toContain('it contradicts itself');
  });

  it('say for which digest there are none', () => {
    expect(sentences(judgeTests({}, {}))).toEqual([
      `sit: no result for ${INDEX.slice(0, 19)}; run sit for this digest`,
    ]);
  });

  it('may be of the commit, which a label only hints at', () => {
    const results = [result({ result: 'PASSED' }, { subjects: [], commits: [COMMIT] })];
    const judgeOf = (revision: TestEvidence['revision']) =>
      judgeTests({ of: 'revision' }, { results, revision }).verdict;
    expect(judgeOf({ commit: COMMIT, isProven: true })).toBe('pass');
    expect(judgeOf({ commit: COMMIT, isProven: false })).toBe('warn');
    expect(judgeOf({ commit: 'b'.repeat(40), isProven: true })).toBe('fail');
    expect(judgeOf(undefined)).toBe('fail');
    expect(judgeTests({}, { results }).verdict).toBe('fail');
  });

  const check = {
    name: 'ci',
    from: 'checks',
    check: 'ci',
    app: 'github-actions',
    maxAge: undefined,
    allow: [],
  } as const;
  const run: CheckRun = {
    id: 2,
    name: 'ci',
    app: 'github-actions',
    commit: COMMIT,
    status: 'completed',
    conclusion: 'success',
    completed: new Date('2026-11-20T12:00:00Z'),
  };
  const revision = { commit: COMMIT, isProven: true };
  const checks = (...runs: readonly CheckRun[]) => ({ revision, checkRuns: { kind: 'read', value: runs } as const });

  it('P8: are of the right app', () => {
    expect(judgeTests(check, checks(run)).verdict).toBe('pass');
    const other = judgeTests(check, checks({ ...run, app: 'evil' }));
    expect(other.verdict).toBe('fail');
    expect(sentences(other)[0]).toContain('the check is of the app evil, not of github-actions');
  });

  it.each([
    'neutral',
    'skipped',
    'cancelled',
    'failure',
    'timed_out',
    'action_required',
    'stale',
    'startup_failure',
    undefined,
  ])('do not pass with %s', (conclusion) => {
    expect(judgeTests(check, checks({ ...run, conclusion })).verdict).toBe('fail');
  });

  it('may be neutral where that is allowed, of this commit, ended, and the newest', () => {
    expect(judgeTests({ ...check, allow: ['neutral'] }, checks({ ...run, conclusion: 'neutral' })).verdict).toBe(
      'pass',
    );
    expect(judgeTests(check, checks({ ...run, commit: 'b'.repeat(40) })).verdict).toBe('fail');
    expect(judgeTests(check, checks({ ...run, status: 'in_progress', conclusion: undefined })).verdict).toBe('fail');
    expect(judgeTests(check, checks(run, { ...run, id: 3, conclusion: 'failure' })).verdict).toBe('fail');
    expect(judgeTests({ ...check, maxAge: 3_600_000 }, checks(run)).verdict).toBe('fail');
    expect(judgeTests(check, { revision, checkRuns: { kind: 'unreadable', reason: '403' } }).verdict).toBe('error');
    expect(judgeTests(check, { ...checks(run), revision: undefined }).verdict).toBe('fail');
  });

  it('may be a workflow of this repository', () => {
    const workflow = {
      name: 'ci',
      from: 'workflow',
      workflow: 'ci.yml',
      event: 'push',
      branch: 'main',
      maxAge: undefined,
      allow: [],
    } as const;
    const one: WorkflowRun = { ...run, workflow: 'ci.yml', attempt: 1, event: 'push', branch: 'main', isFork: false };
    const judgeRuns = (...value: readonly WorkflowRun[]) =>
      judgeTests(workflow, { revision, workflowRuns: { kind: 'read', value } }).verdict;
    expect(judgeRuns(one)).toBe('pass');
    expect(judgeRuns({ ...one, isFork: true })).toBe('fail');
    expect(judgeRuns({ ...one, workflow: 'other.yml' })).toBe('fail');
    expect(judgeRuns({ ...one, event: 'pull_request' })).toBe('fail');
    expect(judgeRuns(one, { ...one, attempt: 2, conclusion: 'failure' })).toBe('fail');
  });

  it('say what they need', () => {
    const rules = [{ ...TEST_DEFAULTS, name: 'sit' }, check];
    expect(testsGate.needs({ ...TEST_GATE_DEFAULTS, rules }).map(({ kind }) => kind)).toEqual([
      'attestations',
      'check-runs',
    ]);
  });
});
