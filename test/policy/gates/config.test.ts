import { describe, expect, it } from 'vitest';
import { parseConfigBlob } from '../../../src/evidence/formats/config-blob.ts';
import { parseProvenance } from '../../../src/evidence/formats/provenance.ts';
import type { JsonObject } from '../../../src/oci/json.ts';
import { CONFIG_DEFAULTS, type ConfigSettings } from '../../../src/pipeline/gates/config.ts';
import { LABEL_DEFAULTS, type LabelRule } from '../../../src/pipeline/gates/labels.ts';
import { compilePattern } from '../../../src/pipeline/gates/pattern.ts';
import { configGate } from '../../../src/policy/gates/config.ts';
import { createdTime, explainUser, isShellForm } from '../../../src/policy/gates/config-checks.ts';
import type { ImageFacts } from '../../../src/policy/gates/gate.ts';
import { readImageConfig } from '../../../src/policy/gates/image-config.ts';
import { labelsGate } from '../../../src/policy/gates/labels.ts';
import { parseStructureTest } from '../../../src/policy/gates/structure-test.ts';
import { IMAGE, imageWith, NOW, sentences } from './world.ts';

function documents(config: JsonObject, more: JsonObject = {}): readonly [JsonObject, JsonObject] {
  const common = { os: 'linux', config, ...more };
  return [
    { ...common, architecture: 'amd64' },
    { ...common, architecture: 'arm64' },
  ];
}

function judge(settings: Partial<ConfigSettings>, config: JsonObject = {}, more: JsonObject = {}, test?: string) {
  return configGate.evaluate(
    { ...CONFIG_DEFAULTS, ...settings, ...(test === undefined ? {} : { structureTest: 'test/structure.yaml' }) },
    {
      image: imageWith(...documents(config, more)),
      structureTest: test === undefined ? undefined : parseStructureTest(test, 'test/structure.yaml'),
      provenance: new Map(),
    },
    NOW,
  );
}

describe('the user', () => {
  it.each(['', 'root', '0', '0:0', '00', '+0:5', 'root:app', '-0', '-1', '2147483648', 'a b', '99999999999999999999'])(
    'C1: is refused: %j',
    (User) => {
      expect(judge({ user: 'non-root' }, { User }).verdict).toBe('fail');
      expect(judge({ user: 'numeric' }, { User }).verdict).toBe('fail');
    },
  );

  it.each([
    ['1000', 'pass'],
    ['1000:0', 'pass'],
    ['app', 'fail'],
    ['nonroot:nonroot', 'fail'],
  ])('C2: is taken: %s; as a number: %s', (User, numeric) => {
    expect(judge({ user: 'non-root' }, { User }).verdict).toBe('pass');
    expect(judge({ user: 'numeric' }, { User }).verdict).toBe(numeric);
  });

  it.each(['ContainerAdministrator', '', 'User Manager\\ContainerAdministrator'])(
    'of Windows is refused: %j',
    (user) => {
      expect(explainUser(user, { os: 'windows' }, false)).toBeDefined();
      expect(explainUser('ContainerUser', { os: 'windows' }, false)).toBeUndefined();
    },
  );
});

describe('the start', () => {
  it.each([
    ['C4', { Cmd: ['/bin/sh', '-c', 'npm start'] }],
    ['C6', { Entrypoint: ['/bin/bash', '-o', 'pipefail', '-c', 'x'] }],
    ['joined options', { Cmd: ['sh', '-ec', 'x'] }],
    ['Windows', { Cmd: ['cmd', '/S', '/C', 'x'] }],
    ['PowerShell', { Entrypoint: ['powershell.exe', '-Command', 'x'] }],
    ['env', { Entrypoint: ['/usr/bin/env', '-i', 'A=1', 'sh', '-c', 'x'] }],
    ['an init', { Entrypoint: ['/sbin/tini', '--', '/bin/sh', '-c', 'x'] }],
  ])('%s: is no shell', (_, config) => {
    expect(judge({ execForm: true }, config).verdict).toBe('fail');
  });

  it.each([
    ['a program', { Entrypoint: ['/app'] }],
    ['a script', { Cmd: ['/bin/sh', '/run.sh'] }],
    ['a program that an init starts', { Entrypoint: ['tini', '--', '/app', '-c', 'x'] }],
    ['a script that env starts', { Entrypoint: ['/usr/bin/env', 'bash', '/run.sh'] }],
    ['arguments of an entrypoint', { Entrypoint: ['/app'], Cmd: ['sh', '-c', 'x'] }],
    ['nothing', {}],
  ])('may be %s', (_, config) => {
    expect(judge({ execForm: true }, config).verdict).toBe('pass');
  });

  it('may have to be one of some', () => {
    expect(judge({ entrypoint: [['/run.sh']] }, { Entrypoint: ['/run.sh'] }).verdict).toBe('pass');
    expect(sentences(judge({ entrypoint: [['/run.sh']] }, { Entrypoint: ['/x'] }))[0]).toContain('make it ["/run.sh"]');
  });

  it('takes no time for many words', () => {
    expect(isShellForm(['sh', ...Array.from({ length: 100_000 }, () => '-o')])).toBe(false);
  });
});

describe('what else a config says', () => {
  const ports = { allow: [{ from: 8000, to: 8999 }], deny: [{ from: 22, to: 22 }] };

  it.each([
    [{ ports }, { ExposedPorts: { '8080/tcp': {} } }, 'pass'],
    [{ ports }, { ExposedPorts: { '22': {} } }, 'fail'],
    [{ ports }, { ExposedPorts: { '1-65535/udp': {} } }, 'fail'],
    [{ ports }, { ExposedPorts: { x: {} } }, 'error'],
    [{ ports: { ...ports, allow: undefined } }, { User: '1', ExposedPorts: { '80/tcp': {} } }, 'warn'],
    [{ deniedEnvironment: ['*_PROXY'] }, { Env: ['HTTP_PROXY=x'] }, 'fail'],
    [{ deniedEnvironment: ['*_PROXY'] }, { Env: ['PROXY=x', 'PATH=/bin:/usr/bin'] }, 'pass'],
    [{ deniedEnvironment: ['X'] }, { Env: ['PATH=/bin:.'] }, 'fail'],
    [{ volumes: { allow: undefined, deny: ['/etc'], required: ['/log'] } }, { Volumes: { '/log': {} } }, 'pass'],
    [{ volumes: { allow: undefined, deny: ['/etc'], required: [] } }, { Volumes: { '/etc': {} } }, 'fail'],
    [{ volumes: { allow: [], deny: [], required: ['/log'] } }, {}, 'fail'],
    [{ healthCheck: 'required' }, {}, 'fail'],
    [{ healthCheck: 'required' }, { Healthcheck: { Test: ['CMD', 'x'] } }, 'pass'],
    [{ healthCheck: 'required' }, { Healthcheck: { Test: ['NONE'] } }, 'fail'],
    [{ healthCheck: 'absent' }, { Healthcheck: { Test: ['CMD', 'x'] } }, 'fail'],
    [{ maxSize: 3000 }, {}, 'pass'],
    [{ maxSize: 2999 }, {}, 'fail'],
    [{ maxLayers: 2 }, {}, 'fail'],
    [{ platforms: ['linux/amd64', 'linux/arm64'] }, {}, 'pass'],
    [{ platforms: ['linux/s390x'] }, {}, 'fail'],
  ] as const)('%j of %j: %s', (settings, config, verdict) => {
    expect(judge(settings as Partial<ConfigSettings>, config).verdict).toBe(verdict);
  });

  it('C8: has no age where it says 1970', () => {
    expect(judge({}, {}, { created: '1970-01-01T00:00:00Z' }).verdict).toBe('pass');
    for (const created of ['0001-01-01T00:00:00Z', '1980-01-01T00:00:01Z', undefined, 'x']) {
      expect(createdTime(created)).toBeUndefined();
    }
  });

  it('is not of the future', () => {
    expect(judge({}, {}, { created: '2026-11-21T12:04:00Z' }).verdict).toBe('pass');
    expect(judge({}, {}, { created: '2026-11-21T12:06:00Z' }).verdict).toBe('fail');
  });

  it('is of the platform of its descriptor', () => {
    expect(judge({}, {}, { os: 'windows' }).verdict).toBe('fail');
  });

  it('warns of layers of no builder', () => {
    const history = [{ created_by: 'RUN /bin/sh -c x # buildkit' }, { created_by: 'bash' }];
    expect(judge({ built: true }, {}, { history }).verdict).toBe('warn');
    expect(judge({ built: true }, {}, { history: history.slice(0, 1) }).verdict).toBe('pass');
  });
});

describe('C10: a config that cannot be read', () => {
  it.each([
    ['of 5 MiB', new Uint8Array(5 * 1024 * 1024), 'more than 4 MiB'],
    ['with a key twice', new TextEncoder().encode('{"config":{"User":"1","User":"0"}}'), 'twice'],
  ])('%s', (_, bytes, reason) => {
    const config = parseConfigBlob(bytes);
    const image = { ...IMAGE, platforms: IMAGE.platforms.map((platform) => ({ ...platform, config })) };
    const result = configGate.evaluate(
      CONFIG_DEFAULTS,
      { image, structureTest: undefined, provenance: new Map() },
      NOW,
    );
    expect(result.verdict).toBe('error');
    expect(sentences(result)[0]).toContain(reason);
  });

  it.each([
    { config: { User: '1000', user: 'root' } },
    { config: { Env: [1] } },
    { config: { ExposedPorts: [] } },
    { Config: {} },
  ])('that runtimes would read otherwise: %j', (config) => {
    expect(() => readImageConfig(config)).toThrow();
  });
});

describe('labels', () => {
  function judgeLabels(rules: Record<string, LabelRule>, ...labels: readonly JsonObject[]) {
    const [a, b] = labels;
    const image = imageWith({ config: { Labels: a } }, { config: { Labels: b ?? a } });
    return labelsGate.evaluate({ ...LABEL_DEFAULTS, labels: new Map(Object.entries(rules)) }, { image }, NOW);
  }

  it('C9: are on every platform', () => {
    const result = judgeLabels({ maintainer: true }, { maintainer: 'a' }, {});
    expect(result.verdict).toBe('fail');
    expect(sentences(result)).toEqual(['linux/arm64: it has no label maintainer; set it when building']);
  });

  it.each([
    ['https://github.com/acme/*', 'https://github.com/acme/shop', 'pass'],
    ['https://github.com/acme/*', 'https://github.com/acme/shop/x', 'fail'],
    ['https://github.com/acme/*', 'https://github.com/evil/shop', 'fail'],
    [compilePattern('^[0-9]+$'), '12', 'pass'],
    [compilePattern('^[0-9]+$'), 'x', 'fail'],
    ...([' ', '\u200b', '\u3164', '\u2800', '\u00a0\t'].map((text) => [true, text, 'fail']) as [
      true,
      string,
      string,
    ][]),
    [true, '', 'fail'],
  ] as const)('fit a rule %j: %s: %s', (rule, value, verdict) => {
    expect(judgeLabels({ x: rule }, { x: value }).verdict).toBe(verdict);
  });

  it('of a revision are a whole commit', () => {
    const name = 'org.opencontainers.image.revision';
    expect(judgeLabels({ [name]: true }, { [name]: 'main' }).verdict).toBe('fail');
    expect(judgeLabels({ [name]: true }, { [name]: 'a'.repeat(40) }).verdict).toBe('pass');
  });

  it('may be annotations of the manifest of each platform, but not of the index', () => {
    const annotations = new Map([['x', 'y']]);
    const whole = imageWith({});
    const judge = (image: ImageFacts) =>
      labelsGate.evaluate({ ...LABEL_DEFAULTS, labels: new Map([['x', true]]) }, { image }, NOW).verdict;
    expect(judge({ ...whole, platforms: whole.platforms.map((each) => ({ ...each, annotations })) })).toBe('pass');
    expect(judge({ ...whole, platforms: whole.platforms.slice(0, 1).map((each) => ({ ...each, annotations })) })).toBe(
      'pass',
    );
    expect(judge({ ...whole, annotations })).toBe('fail');
    const [first, ...others] = whole.platforms.map((each) => ({ ...each, annotations }));
    expect(
      judge({
        ...whole,
        platforms: [
          ...(first === undefined ? [] : [first]),
          ...others.map((each) => ({ ...each, annotations: new Map() })),
        ],
      }),
    ).toBe('fail');
  });
});

describe('a file of container-structure-test', () => {
  const config = {
    User: '1000',
    Env: ['A=x=y', 'VERSION=1.2.3'],
    Labels: { team: 'shop' },
    ExposedPorts: { '8080/tcp': {}, '53/udp': {} },
    Entrypoint: ['/app'],
    WorkingDir: '/work',
    Volumes: { '/log': {} },
  };
  const file = (metadata: string) => `schemaVersion: "2.0.0"\nmetadataTest:\n${metadata}`;

  it.each([
    ['  envVars: [{ key: A, value: "x=y" }, { key: VERSION, value: "^1[.]", isRegex: true }]', 'pass'],
    ['  envVars: [{ key: VERSION, value: "2", isRegex: true }]', 'pass'],
    ['  envVars: [{ key: VERSION, value: "^2", isRegex: true }]', 'fail'],
    ['  envVars: [{ key: B, value: "" }]', 'fail'],
    ['  unboundEnvVars: [{ key: A }]', 'fail'],
    ['  unboundEnvVars: [{ key: B }]', 'pass'],
    ['  labels: [{ key: team, value: shop }]', 'pass'],
    ['  labels: [{ key: team, value: sho }]', 'fail'],
    ['  exposedPorts: ["8080", "53/udp"]', 'pass'],
    ['  exposedPorts: ["53"]', 'fail'],
    ['  unexposedPorts: ["8080"]', 'fail'],
    ['  entrypoint: ["/app"]\n  cmd: []', 'pass'],
    ['  entrypoint: []', 'fail'],
    ['  cmd: ["x"]', 'fail'],
    ['  workdir: /work\n  user: "1000"', 'pass'],
    ['  workdir: /', 'fail'],
    ['  user: root', 'fail'],
    ['  volumes: [/log]\n  unmountedVolumes: [/etc]', 'pass'],
    ['  unmountedVolumes: [/log]', 'fail'],
  ])('%s: %s', (metadata, verdict) => {
    expect(judge({}, config, {}, file(metadata)).verdict).toBe(verdict);
  });

  it.each([
    ['schemaVersion: "1.0.0"\n', 'line 1, column 16: only files of schema version 2.0.0'],
    ['schemaVersion: "2.0.0"\ncommandTests: []\n', 'line 2, column 1: commandTests needs a container'],
    ['schemaVersion: "2.0.0"\nfileExistenceTests: []\n', 'needs a container'],
    ['schemaVersion: "2.0.0"\nx: 1\n', 'there is no key "x"'],
    [file('  users: a'), 'line 3, column 3: there is no key "users"; write "user"'],
    [file('  envVars: [{ key: A, value: "(?=a)", isRegex: true }]'), 'not a pattern of RE2'],
    [file('  envVars: {}'), 'not a list'],
  ])('is refused: %j', (text, message) => {
    expect(() => parseStructureTest(text, 'test/structure.yaml')).toThrow(message);
  });

  it('runs its patterns in linear time', () => {
    const bomb = file('  envVars: [{ key: A, value: "^(a+)+$", isRegex: true }]');
    expect(judge({}, { Env: [`A=${'a'.repeat(50_000)}b`] }, {}, bomb).verdict).toBe('fail');
  });

  it('is needed where the settings name one', () => {
    expect(judge({ structureTest: 'x' }).verdict).toBe('error');
    expect(configGate.needs({ ...CONFIG_DEFAULTS, structureTest: 'x', secrets: { allow: [] } })).toHaveLength(3);
  });
});

describe('secrets', () => {
  // Made of parts, so that nobody's scanner finds one here.
  const letters = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8';
  const npm = `npm_${letters}`;
  const github = `ghp_${letters}`;
  const secrets = { allow: [] };

  it('S1: are found in build arguments of the history, and shown without the value', () => {
    const history = [{ created_by: `RUN |1 NPM_TOKEN=${npm} /bin/sh -c npm ci # buildkit` }];
    const result = judge({ secrets }, {}, { history });
    expect(result.verdict).toBe('fail');
    expect(sentences(result)[0]).toContain('npm token in the build argument NPM_TOKEN (npm_…)');
    expect(JSON.stringify(result)).not.toContain(letters);
  });

  it('S2: are found whatever a scanned text says', () => {
    const result = judge({ secrets }, { Env: ['NOTE="# secretlint-disable"', `T=${github}`] });
    expect(sentences(result)[0]).toContain('GitHub token in the environment variable T');
  });

  it.each([
    ['author', {}, { author: github }],
    ['comment', {}, { comment: github }],
    ['history[0].author', {}, { history: [{ created_by: 'x', author: github }] }],
    ['container_config.Env[0]', {}, { container_config: { Env: [`X=${github}`] } }],
    ['config.Shell[1]', { Shell: ['sh', github] }, {}],
    ['config.WorkingDir', { WorkingDir: `/${github}` }, {}],
    ['config.User', { User: github }, {}],
    ['config.Volumes', { Volumes: { [`/${github}`]: {} } }, {}],
    ['config.Labels', { Labels: { [github]: 'x' } }, {}],
    ['x.y.z', {}, { x: { y: { z: github } } }],
  ])('are found wherever in the config: %s', (place, config, document) => {
    const result = judge({ secrets }, config, document);
    expect(sentences(result)[0]).toContain(`of its config (${place})`);
    expect(JSON.stringify(result)).not.toContain(letters);
  });

  it('S4: are not what only looks like one', () => {
    const Env = ['MONKEY=1', 'GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568', 'DB_PASSWORD_FILE=/run/x', 'TOKEN=$T'];
    const more = [
      'TOKEN=',
      'KEY=true',
      'SECRET=12',
      'PUBLIC_KEY=abc',
      'ID=AKIAIOSFODNN7EXAMPLE',
      `X=npm_${'x'.repeat(36)}`,
    ];
    expect(sentences(judge({ secrets }, { Env: [...Env, ...more] }))).toEqual([]);
  });

  it.each([
    ['a password by its name', { Env: ['DB_PASSWORD=hunter2'] }],
    ['a word of the name', { Env: ['API_KEY=abcdef'] }],
    ['an address', { Env: ['DATABASE=postgres://app:s3cretpw@db/x'] }],
    ['a label', { Labels: { note: github } }],
    ['the command', { Cmd: ['/app', '--token', github] }],
    ['the health check', { Healthcheck: { Test: ['CMD', 'curl', `Authorization: ${github}`] } }],
    ['a private key', { Env: ['CERT=-----BEGIN RSA PRIVATE KEY-----abc'] }],
    [
      'a JSON web token',
      { Env: ['J=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P'] },
    ],
    ['GitLab', { Env: [`A=glpat-${letters.slice(0, 20)}`] }],
    ['AWS', { Env: [`A=AKIA${'Q2W3E4R5T6Y7U2I3'}`] }],
    ['Stripe', { Env: [`A=sk_live_${letters}`] }],
    ['Artifactory', { Env: [`A=AKCp${letters}${letters.slice(0, 33)}`] }],
  ])('are found in %s', (_, config) => {
    expect(judge({ secrets }, config).verdict).toBe('fail');
  });

  it('are found in the build arguments of provenance', () => {
    const provenance = parseProvenance({
      buildDefinition: {
        buildType: 'https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md',
        externalParameters: {
          request: { frontend: 'dockerfile.v0', args: { 'build-arg:TOKEN': 'very-secret-1', target: 'x' } },
        },
      },
      runDetails: { builder: { id: '' }, metadata: { invocationID: 'abc' } },
    });
    const readings = [{ kind: 'read', value: provenance } as const];
    const result = configGate.evaluate(
      { ...CONFIG_DEFAULTS, secrets },
      {
        image: imageWith(...documents({})),
        structureTest: undefined,
        provenance: new Map([['linux/amd64', readings]]),
      },
      NOW,
    );
    expect(sentences(result)[0]).toContain('secret by its name in the build argument TOKEN');
  });

  it('may be allowed by the name or the value', () => {
    const config = { Env: ['API_KEY=abcdef'] };
    expect(judge({ secrets: { allow: [{ name: 'API_*' }] } }, config).verdict).toBe('pass');
    const sha256 = 'bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721';
    expect(judge({ secrets: { allow: [{ sha256 }] } }, config).verdict).toBe('pass');
    expect(judge({ secrets: { allow: [{ name: 'OTHER' }] } }, config).verdict).toBe('fail');
  });

  it('are in no sentence of another check', () => {
    const result = judge({ secrets, entrypoint: [['/x']] }, { Entrypoint: ['/app', github] });
    expect(result.faults.length).toBeGreaterThan(2);
    expect(JSON.stringify(result)).not.toContain(letters);
    const long = judge({ secrets, entrypoint: [['/x']] }, { Entrypoint: ['a'.repeat(70), github] });
    expect(sentences(long)[0]).toContain('aaa');
    expect(sentences(long)[0]).not.toContain(github.slice(0, 8));
  });
});
