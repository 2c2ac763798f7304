import { describe, expect, it } from 'vitest';
import { listGates } from '../../../src/pipeline/configured-gates.ts';
import { TEST_RESULT } from '../../../src/pipeline/gates/vocabulary.ts';
import { attestationsGate } from '../../../src/policy/gates/attestations.ts';
import { baseGate } from '../../../src/policy/gates/base.ts';
import { changeGate } from '../../../src/policy/gates/change.ts';
import { configGate } from '../../../src/policy/gates/config.ts';
import { licencesGate } from '../../../src/policy/gates/licences.ts';
import { peopleGate } from '../../../src/policy/gates/people.ts';
import { testsGate } from '../../../src/policy/gates/tests.ts';
import { vulnerabilitiesGate } from '../../../src/policy/gates/vulnerabilities.ts';
import { windowsGate } from '../../../src/policy/gates/windows.ts';
import { KEYS, loadText } from '../support.ts';
import { EVIDENCE, environmentP, readGates, withGates } from './support.ts';

const COMMON = { mode: 'enforce', appliesTo: 'all', since: undefined };

const HOUR = 3_600_000;

const DAY = 24 * HOUR;

/** What a gate on vulnerabilities says that says nothing. */
const SCAN = {
  ...COMMON,
  from: 'attestation',
  signedBy: ['scanner'],
  unsigned: false,
  maxAge: 7 * DAY,
  databaseMaxAge: undefined,
  time: 'report',
  fail: { critical: 'any', high: 'fixable' },
  unknown: 'high',
  grace: {},
  deny: [],
  knownExploited: undefined,
  knownExploitedList: undefined,
  epss: undefined,
  layers: 'all',
  endOfLife: 'fail',
  trustSuppressed: false,
  waivers: undefined,
  maxWaiver: 90 * DAY,
  vex: undefined,
};

/** What a gate on configs says that says nothing. */
const CONFIG = {
  ...COMMON,
  user: undefined,
  ports: undefined,
  execForm: false,
  entrypoint: undefined,
  deniedEnvironment: [],
  volumes: undefined,
  healthCheck: undefined,
  maxSize: undefined,
  maxLayers: 127,
  built: false,
  platforms: [],
  secrets: undefined,
  structureTest: undefined,
};

const BANK = `gate-sets:
  bank: { config: { user: numeric, exec-form: true, secrets: deny }, labels: { org.opencontainers.image.source: "https://github.com/acme/*", maintainer: true } }
`;

const BANK_CONFIG = { ...CONFIG, user: 'numeric', execForm: true, secrets: { allow: [] } };

const BANK_LABELS = {
  ...COMMON,
  labels: new Map<string, unknown>([
    ['org.opencontainers.image.source', 'https://github.com/acme/*'],
    ['maintainer', true],
  ]),
};

describe('the examples of the reference', () => {
  it('1: the config, nothing to set up', async () => {
    const file = `version: 1
environments:
  s2: { repository: "r.example.com/s2/{image}" }
  p: { repository: "r.example.com/p/{image}", from: s2, gates: { config: { user: non-root, secrets: deny } } }
`;
    const { gates } = environmentP(await loadText(file));
    expect(gates).toEqual({ config: { ...CONFIG, user: 'non-root', secrets: { allow: [] } } });
    expect(gates.config && configGate.needs(gates.config).map(({ kind }) => kind)).toEqual([
      'configs',
      'inline-attestations',
    ]);
  });

  it('2: a fresh scan by a workflow of ours', async () => {
    const pipeline = await loadText(withGates('vulnerabilities: { signed-by: scanner, max-age: 24h }\n'));
    const { gates } = environmentP(pipeline);
    expect(gates).toEqual({ vulnerabilities: { ...SCAN, maxAge: DAY } });
    expect(gates.vulnerabilities && vulnerabilitiesGate.needs(gates.vulnerabilities)).toEqual([
      { kind: 'attestations', what: 'scans', signedBy: ['scanner'] },
      { kind: 'configs' },
    ]);
    expect([...pipeline.evidence]).toEqual([
      [
        'scanner',
        {
          kind: 'identity',
          issuer: 'https://token.actions.githubusercontent.com',
          identity: 'https://github.com/acme/platform/.github/workflows/scan.yml@refs/heads/main',
        },
      ],
      ['builder', expect.objectContaining({ kind: 'identity' })],
      ['sit', { kind: 'key', name: '.github/sealift.pub', pem: KEYS.publicKey }],
      ['security', expect.objectContaining({ kind: 'key' })],
    ]);
  });

  it('3: what the registry found', async () => {
    const gates = await readGates('vulnerabilities: { from: registry, fail: { critical: any } }\n');
    expect(gates).toEqual({
      vulnerabilities: { ...SCAN, from: 'registry', signedBy: [], fail: { critical: 'any' } },
    });
    expect(gates.vulnerabilities && vulnerabilitiesGate.needs(gates.vulnerabilities)[0]).toEqual({
      kind: 'registry-scans',
    });
  });

  it('4: thresholds for each environment, set once', async () => {
    expect(
      await readGates('use: [bank]\nvulnerabilities: { signed-by: scanner, max-age: 7d, mode: warn }\n', BANK),
    ).toEqual({ config: BANK_CONFIG, labels: BANK_LABELS, vulnerabilities: { ...SCAN, mode: 'warn' } });
  });

  it('5: only prod-osbase', async () => {
    const gates = await readGates(`base:
  allow: [{ repository: registry.example.com/base/prod-osbase, signed: true }]
  deny: [registry.example.com/base/dev-osbase, registry.example.com/base/compile-osbase]
  max-behind: 2
`);
    expect(gates).toEqual({
      base: {
        ...COMMON,
        allow: [{ repository: 'registry.example.com/base/prod-osbase', signed: true }],
        deny: ['registry.example.com/base/dev-osbase', 'registry.example.com/base/compile-osbase'],
        maxAge: undefined,
        maxBehind: 2,
        scratch: false,
        ledgerMaxAge: 7 * DAY,
      },
    });
    expect(gates.base && baseGate.needs(gates.base)).toHaveLength(2);
  });

  it('6: the supply chain', async () => {
    const gates = await readGates(`attestations:
  - { name: provenance, type: slsa-provenance, signed-by: builder, repository: https://github.com/acme/shop, ref: refs/heads/main }
  - { name: sbom, type: [spdx, cyclonedx], signed-by: builder, each-platform: true }
licences: { from: sbom, allow: [MIT, Apache-2.0, BSD-3-Clause, "GPL-2.0-only WITH Classpath-exception-2.0"], unknown: fail }
`);
    const statement = { signedBy: ['builder'], unsigned: false, maxAge: undefined };
    const sbom = { ...statement, name: 'sbom', types: ['spdx', 'cyclonedx'], eachPlatform: true };
    expect(gates).toEqual({
      attestations: {
        ...COMMON,
        rules: [
          {
            ...statement,
            name: 'provenance',
            types: ['slsa-provenance'],
            eachPlatform: false,
            repository: 'https://github.com/acme/shop',
            ref: 'refs/heads/main',
          },
          { ...sbom, repository: undefined, ref: undefined },
        ],
      },
      licences: {
        ...COMMON,
        bom: sbom,
        allow: ['MIT', 'Apache-2.0', 'BSD-3-Clause', 'GPL-2.0-only WITH Classpath-exception-2.0'],
        deny: [],
        unknown: 'fail',
        except: [],
      },
    });
    expect(gates.attestations && attestationsGate.needs(gates.attestations)).toHaveLength(2);
    expect(gates.licences && licencesGate.needs(gates.licences)[0]).toMatchObject({ signedBy: ['builder'] });
  });

  it('7: the process', async () => {
    const gates =
      await readGates(`tests: [{ name: sit, signed-by: sit, require: [login, transfer], max-age: 30d }, { name: ci, from: checks, app: github-actions }]
windows:
  zone: Asia/Shanghai
  open: [{ days: [mon, tue, wed, thu], from: "20:00", to: "23:30" }]
  closed: [{ name: year end, from: 2026-12-20, to: 2027-01-05 }]
people: { approvals: 1, not: [actor, author, builder] }
change: { pattern: "^CHG[0-9]{7}$" }
`);
    const { tests, windows, people, change } = gates;
    expect({ tests, windows, people }).toEqual({
      tests: {
        ...COMMON,
        rules: [
          {
            name: 'sit',
            from: 'attestation',
            types: [TEST_RESULT],
            signedBy: ['sit'],
            unsigned: false,
            maxAge: 30 * DAY,
            eachPlatform: false,
            require: ['login', 'transfer'],
            of: 'image',
          },
          { name: 'ci', from: 'checks', check: 'ci', app: 'github-actions', maxAge: undefined, allow: [] },
        ],
      },
      windows: {
        ...COMMON,
        zone: 'Asia/Shanghai',
        open: [{ days: [1, 2, 3, 4], from: 20 * 60, to: 23 * 60 + 30 }],
        closed: [{ name: 'year end', from: '2026-12-20', to: '2027-01-05' }],
      },
      people: { ...COMMON, approvals: 1, not: ['actor', 'author', 'builder'] },
    });
    expect(change).toMatchObject({ ...COMMON, source: '^CHG[0-9]{7}$', in: ['reason', 'approval'] });
    expect(change?.pattern.isFoundIn('CHG1234567')).toBe(true);
    expect(change?.pattern.isFoundIn('CHG12345678')).toBe(false);
    if (tests === undefined || windows === undefined || people === undefined || change === undefined) return;
    expect(testsGate.needs(tests).map(({ kind }) => kind)).toEqual(['attestations', 'check-runs']);
    expect(peopleGate.needs(people).map(({ kind }) => kind)).toEqual(['approvals', 'accounts']);
    expect(changeGate.needs(change).map(({ kind }) => kind)).toEqual(['reason', 'approvals']);
    const saturday = windowsGate.evaluate(windows, { routes: [] }, new Date('2026-11-21T12:00:00Z'));
    expect(saturday.faults[0]?.reason).toBe('closed until Mon 2026-11-23 20:00 Asia/Shanghai');
  });

  it('8: strict, with waivers, VEX and admission', async () => {
    const file = withGates(
      `use: [bank]
vulnerabilities:
  signed-by: scanner
  max-age: 24h
  db-max-age: 48h
  fail: { critical: any, high: any, medium: fixable }
  grace: { high: 7d }
  known-exploited: deny
  waivers: .github/sealift-waivers.yml
  vex: { signed-by: security, accept: [component_not_present, vulnerable_code_not_present] }
`,
      {
        sets: BANK,
        before: `admission: true
    signers: [{ identity: "https://github.com/acme/shop/.github/workflows/promote.yml@refs/heads/main" }]
    `,
      },
    );
    const { gates, admission } = environmentP(await loadText(file));
    expect(admission).toBe(true);
    expect(gates).toEqual({
      config: BANK_CONFIG,
      labels: BANK_LABELS,
      vulnerabilities: {
        ...SCAN,
        maxAge: DAY,
        databaseMaxAge: 2 * DAY,
        fail: { critical: 'any', high: 'any', medium: 'fixable' },
        grace: { high: 7 * DAY },
        knownExploited: 'deny',
        waivers: '.github/sealift-waivers.yml',
        vex: { signedBy: ['security'], accept: ['component_not_present', 'vulnerable_code_not_present'] },
      },
    });
  });

  it('9: a file that exists already', async () => {
    const gates = await readGates('config: { structure-test: test/structure.yaml }\n');
    expect(gates).toEqual({ config: { ...CONFIG, structureTest: 'test/structure.yaml' } });
    expect(gates.config && configGate.needs(gates.config)).toContainEqual({
      kind: 'file',
      path: 'test/structure.yaml',
      what: 'structure-test',
    });
  });
});

describe('all keys of a gate are read', () => {
  it('vulnerabilities', async () => {
    const { vulnerabilities } = await readGates(`vulnerabilities:
  mode: warn
  applies-to: images
  since: 2026-12-01
  from: file
  unsigned: true
  time: witness
  fail: { critical: 0, low: 12, negligible: none }
  unknown: critical
  grace: { critical: 36h, low: 0s }
  deny: [CVE-2026-1, GHSA-jfh8-c2jp-5v3q]
  known-exploited: deny
  known-exploited-list: .github/kev.txt
  epss: 0.5
  layers: app
  end-of-life: warn
  trust-suppressed: true
  waivers: waivers.yml
  max-waiver: 30d
  vex: { signed-by: [security, builder] }
base: { scratch: true }
`);
    expect(vulnerabilities).toEqual({
      mode: 'warn',
      appliesTo: 'images',
      since: new Date('2026-12-01T00:00:00Z'),
      from: 'file',
      signedBy: [],
      unsigned: true,
      maxAge: 7 * DAY,
      databaseMaxAge: undefined,
      time: 'witness',
      fail: { critical: 0, low: 12, negligible: 'none' },
      unknown: 'critical',
      grace: { critical: 36 * HOUR, low: 0 },
      deny: ['CVE-2026-1', 'GHSA-jfh8-c2jp-5v3q'],
      knownExploited: 'deny',
      knownExploitedList: '.github/kev.txt',
      epss: 0.5,
      layers: 'app',
      endOfLife: 'warn',
      trustSuppressed: true,
      waivers: 'waivers.yml',
      maxWaiver: 30 * DAY,
      vex: {
        signedBy: ['security', 'builder'],
        accept: [
          'component_not_present',
          'vulnerable_code_not_present',
          'vulnerable_code_not_in_execute_path',
          'vulnerable_code_cannot_be_controlled_by_adversary',
          'inline_mitigations_already_exist',
        ],
      },
    });
  });

  it('base', async () => {
    const { base } = await readGates(`base:
  allow: [docker.io/debian, { repository: registry.example.com/base/osbase }]
  max-age: 30d
  max-behind: 0
  scratch: true
  ledger-max-age: 1d
`);
    expect(base).toEqual({
      ...COMMON,
      allow: [
        { repository: 'docker.io/library/debian', signed: false },
        { repository: 'registry.example.com/base/osbase', signed: false },
      ],
      deny: [],
      maxAge: 30 * DAY,
      maxBehind: 0,
      scratch: true,
      ledgerMaxAge: DAY,
    });
  });

  it('config', async () => {
    const { config } = await readGates(`config:
  ports: { allow: [8080, 8000-8999, "53"], deny: [22] }
  exec-form: false
  entrypoint: [["/run.sh"], ["/app", "-v"], []]
  env: { deny: ["*_PROXY", LD_PRELOAD] }
  volumes: { allow: ["/var/**"], deny: [/etc], required: [/var/log] }
  healthcheck: absent
  max-size: 500MB
  max-layers: 60
  built: true
  platforms: [linux/amd64, linux/arm64]
  secrets: { allow: [{ name: GPG_KEY }, { sha256: ${'ab'.repeat(32)} }] }
`);
    expect(config).toEqual({
      ...CONFIG,
      ports: {
        allow: [
          { from: 8080, to: 8080 },
          { from: 8000, to: 8999 },
          { from: 53, to: 53 },
        ],
        deny: [{ from: 22, to: 22 }],
      },
      entrypoint: [['/run.sh'], ['/app', '-v'], []],
      deniedEnvironment: ['*_PROXY', 'LD_PRELOAD'],
      volumes: { allow: ['/var/**'], deny: ['/etc'], required: ['/var/log'] },
      healthCheck: 'absent',
      maxSize: 500_000_000,
      maxLayers: 60,
      built: true,
      platforms: ['linux/amd64', 'linux/arm64'],
      secrets: { allow: [{ name: 'GPG_KEY' }, { sha256: 'ab'.repeat(32) }] },
    });
  });

  it.each([
    ['1KB', 1000],
    ['2 GB', 2_000_000_000],
    ['3KiB', 3072],
    ['4MiB', 4 * 1024 ** 2],
    ['5GiB', 5 * 1024 ** 3],
  ])('the size %s', async (size, bytes) => {
    expect((await readGates(`config: { max-size: ${size} }\n`)).config?.maxSize).toBe(bytes);
  });

  it('labels, in the order of the file', async () => {
    const { labels } = await readGates(`labels:
  b: true
  mode: warn
  "1": "x/**"
  a: { pattern: "^[0-9a-f]{40}$" }
`);
    expect(labels?.mode).toBe('warn');
    expect([...(labels?.labels.keys() ?? [])]).toEqual(['b', '1', 'a']);
    const rule = labels?.labels.get('a');
    expect(typeof rule === 'object' && rule.isFoundIn('a'.repeat(40))).toBe(true);
  });

  it('attestations, with the keys that all gates have', async () => {
    const { attestations } = await readGates(`attestations:
  mode: warn
  since: 2026-12-01
  rules:
    - { name: audit, type: "https://acme.example.com/audit/v1", unsigned: true, max-age: 1d, repository: "https://github.com/acme/*", ref: "refs/tags/v*" }
`);
    expect(attestations).toEqual({
      mode: 'warn',
      appliesTo: 'all',
      since: new Date('2026-12-01T00:00:00Z'),
      rules: [
        {
          name: 'audit',
          types: ['https://acme.example.com/audit/v1'],
          signedBy: [],
          unsigned: true,
          maxAge: DAY,
          eachPlatform: false,
          repository: 'https://github.com/acme/*',
          ref: 'refs/tags/v*',
        },
      ],
    });
  });

  it('licences with a statement of their own', async () => {
    const { licences } = await readGates(
      'licences: { type: spdx, signed-by: builder, max-age: 2d, each-platform: true, deny: [AGPL-3.0-only, GPL-3.0+], unknown: warn, except: [left-pad] }\n',
    );
    expect(licences).toEqual({
      ...COMMON,
      bom: {
        name: 'sbom',
        types: ['spdx'],
        signedBy: ['builder'],
        unsigned: false,
        maxAge: 2 * DAY,
        eachPlatform: true,
      },
      allow: [],
      deny: ['AGPL-3.0-only', 'GPL-3.0+'],
      unknown: 'warn',
      except: ['left-pad'],
    });
  });

  it('tests', async () => {
    const { tests } = await readGates(`tests:
  - { name: a, from: checks, check: build / test, app: circleci-checks, allow: [neutral, skipped], max-age: 1h }
  - { name: b, from: workflow, workflow: ci.yml, event: push, branch: main, allow: [skipped] }
  - { name: c, signed-by: [sit, builder], of: revision }
`);
    expect(tests?.rules).toEqual([
      {
        name: 'a',
        from: 'checks',
        check: 'build / test',
        app: 'circleci-checks',
        allow: ['neutral', 'skipped'],
        maxAge: HOUR,
      },
      {
        name: 'b',
        from: 'workflow',
        workflow: 'ci.yml',
        event: 'push',
        branch: 'main',
        allow: ['skipped'],
        maxAge: undefined,
      },
      expect.objectContaining({ name: 'c', from: 'attestation', signedBy: ['sit', 'builder'], of: 'revision' }),
    ]);
  });

  it('windows', async () => {
    const { windows } = await readGates(`windows:
  open: [{ from: "22:00", to: "04:00" }, { days: [sun], from: "00:00", to: "24:00" }]
  closed: [{ name: audit, from: 2026-12-20T18:00, to: 2026-12-20T19:30 }]
`);
    expect(windows).toEqual({
      ...COMMON,
      zone: 'UTC',
      open: [
        { days: [], from: 22 * 60, to: 4 * 60 },
        { days: [0], from: 0, to: 24 * 60 },
      ],
      closed: [{ name: 'audit', from: '2026-12-20T18:00', to: '2026-12-20T19:30' }],
    });
  });

  it('people and change', async () => {
    const { people, change } = await readGates('people: {}\nchange: { pattern: INC, in: [reason] }\n');
    expect(people).toEqual({ ...COMMON, approvals: 1, not: ['actor'] });
    expect(change?.in).toEqual(['reason']);
  });
});

describe('listGates', () => {
  it('lists the gates that there are, in the same order whatever that of the file is', async () => {
    const gates = await readGates('people: {}\nconfig: {}\nvulnerabilities: { from: registry }\n');
    expect(listGates(gates)).toEqual([
      { id: 'vulnerabilities', settings: gates.vulnerabilities },
      { id: 'config', settings: gates.config },
      { id: 'people', settings: gates.people },
    ]);
    expect(listGates({})).toEqual([]);
  });
});

describe('beside the gates', () => {
  it('reads routes that skip gates, need approvals and expire', async () => {
    const file = `${withGates('config: {}\nchange: { pattern: a }\n')}  e: { repository: "registry.example.com/e/{image}", from: d }
hotfix-routes:
  emergency: { from: e, to: p, skips: [config, change], needs: { approvals: 2, not: [] }, expires: 3d }
`;
    expect((await loadText(file)).hotfixRoutes).toEqual([
      {
        name: 'emergency',
        from: 'e',
        to: 'p',
        skips: ['config', 'change'],
        needs: { approvals: 2, not: [] },
        expires: 3 * DAY,
      },
    ]);
  });

  it('reads where the ledger of bases is', async () => {
    const file = `${withGates('config: {}\n')}bases: { ledger: registry.example.com/ledger/bases }\n`;
    expect((await loadText(file)).baseLedger).toBe('registry.example.com/ledger/bases');
  });

  it('takes evidence that no gate names, and no gates at all', async () => {
    const pipeline = await loadText(
      `version: 1\n${EVIDENCE}gate-sets: { none: { config: {} } }\nenvironments:\n  p: { repository: "r.example.com/p/{image}", gates: {} }\n`,
    );
    expect(environmentP(pipeline).gates).toEqual({});
    expect(pipeline.evidence.size).toBe(4);
  });
});
