import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KEYS, loadText, refusalOf } from './support.ts';

/** Writes an environment; `{image}` stands at the end of its repository unless another one is given. */
function environment(name: string, more = '', repository = `r.example.com/${name}/{image}`): string {
  return `  ${name}:\n    repository: "${repository}"\n${more.replaceAll(/^(?=.)/gm, '    ')}`;
}

function file(...environments: readonly string[]): string {
  return `version: 1\nenvironments:\n${environments.join('')}`;
}

const D = environment('d');
const T = environment('t', 'from: d\n');

/** Returns what is said behind the first place, and the line. */
async function told(text: string): Promise<readonly [number | undefined, string]> {
  const { message, position: place } = await refusalOf(text);
  return [place?.line, message.replace(/^Cannot read \.github\/sealift\.yml: line \d+, column \d+: /, '')];
}

type Case = readonly [what: string, text: string, line: number, message: string];

function check(cases: readonly Case[]): void {
  it.each(cases)('are refused: %s', async (_, text, line, message) => {
    expect(await told(text)).toEqual([line, message]);
  });
}

describe('routes', () => {
  check([
    [
      'from where there is nothing',
      file(D, environment('t', 'from: dd\n')),
      7,
      'there is no environment "dd"; write one of "d" and "t"',
    ],
    [
      'from where there is nothing, in a list',
      file(D, environment('test'), environment('t', 'from:\n  - d\n  - tset\n')).replace('test:', 'test:\n    from: d'),
      12,
      'there is no environment "tset"; write "test"',
    ],
    [
      'in a circle, where images are built elsewhere',
      file(D, environment('t', 'from: [d, p]\n'), environment('p', 'from: t\n')),
      7,
      'these routes form a cycle, t → p → t; remove one of these from a "from"',
    ],
    [
      'in a circle, where images are built nowhere',
      file(environment('d', 'from: p\n'), T, environment('p', 'from: t\n')),
      5,
      'these routes form a cycle, d → t → p → d; write "from: []" where images are built',
    ],
    [
      'in the smallest circle',
      file(D, environment('t', 'from: t\n')),
      7,
      'these routes form a cycle, t → t; remove one of these from a "from"',
    ],
    [
      'from one environment twice',
      file(D, environment('t', 'from: [d, d]\n')),
      7,
      '"d" is listed twice; remove one of them',
    ],
    [
      'without "from", but for the first',
      file(D, environment('t')),
      5,
      'no "from" says where the images of t come from; add "from: d", or "from: []" if they are built there',
    ],
    [
      'with a name like a path',
      file(D, environment('a/b', 'from: d\n', 'r.example.com/t/{image}')),
      5,
      '"a/b" is not a valid name; use letters, digits, "-" and "_", at most 64, a letter or digit first',
    ],
    [
      'with a name that is too long',
      file(environment('a'.repeat(65))),
      3,
      `"${'a'.repeat(65)}" is not a valid name; use letters, digits, "-" and "_", at most 64, a letter or digit first`,
    ],
    [
      'of more environments than anybody has',
      file(...Array.from({ length: 101 }, (_, index) => environment(`e${index}`, 'from: []\n'))),
      2,
      '"environments" has 101 names in it; write at most 100',
    ],
  ]);

  it('may join, part and begin with the last environment of the file', async () => {
    const { environments } = await loadText(
      file(environment('p', 'from: [s, t]\n'), environment('s', 'from: d\n'), T, environment('d', 'from: []\n')),
    );
    expect(environments.map(({ from }) => from)).toEqual([['s', 't'], ['d'], ['d'], []]);
  });
});

describe('hotfix routes', () => {
  const hotfix = (...routes: readonly string[]): string =>
    `${file(D, T, environment('p', 'from: t\n'))}hotfix-routes:\n${routes.map((route) => `  ${route}\n`).join('')}`;
  check([
    [
      'that are regular',
      hotfix('e: { from: d, to: t }'),
      12,
      'the hotfix route e is a regular route: t takes images from d anyway; remove it',
    ],
    [
      'to where images are built',
      hotfix('e: { from: t, to: d }'),
      12,
      'the hotfix route e leads into d, where images are built; name an environment that images come into',
    ],
    [
      'from where there is nothing',
      hotfix('e: { from: x1, to: p }'),
      12,
      'there is no environment "x1"; write one of "d", "t" and "p"',
    ],
    [
      'to where there is nothing',
      hotfix('e: { from: t, to: pp }'),
      12,
      'there is no environment "pp"; write one of "d", "t" and "p"',
    ],
    [
      'that lead nowhere',
      hotfix('e: { from: t, to: t }'),
      12,
      'the hotfix route e leads from t to t; name two environments',
    ],
    [
      'that are there twice',
      hotfix('e: { from: d, to: p }', 'f: { from: d, to: p }'),
      13,
      'the hotfix routes e and f are the same; remove one of them',
    ],
    [
      'with a name like a path',
      hotfix('a/b: { from: d, to: p }'),
      12,
      '"a/b" is not a valid name; use letters, digits, "-" and "_", at most 64, a letter or digit first',
    ],
  ]);
});

describe('repositories', () => {
  const t = (repository: string, more = ''): string => file(D, environment('t', `from: d\n${more}`, repository));
  const cannot = (repository: string, reason: string): string =>
    `the repository "${repository}" cannot be used: ${reason}`;
  check([
    [
      'that two environments share',
      t('r.example.com/d/{image}'),
      6,
      'd and t share the repository "r.example.com/d/{image}", and nothing distinguishes them; choose another one, or give d and t a "tag" each',
    ],
    [
      'that two environments share in other spellings',
      t('R.example.com:443/d/{image}', 'tag: t\n'),
      6,
      'd and t share the repository "R.example.com:443/d/{image}", and nothing distinguishes them; choose another one, or give d a "tag" each',
    ],
    [
      'that two environments share with one tag',
      file(environment('d', 'tag: x\n'), environment('t', 'from: d\ntag: x\n', 'r.example.com/d/{image}')),
      9,
      'd and t share the repository "r.example.com/d/{image}" and the tag "x"; choose another tag for one of them',
    ],
    [
      'that overlap, tags or not',
      file(environment('d', 'tag: d\n'), environment('t', 'from: d\ntag: t\n', 'r.example.com/{image}')),
      7,
      '"r.example.com/{image}" of t and "r.example.com/d/{image}" of d can be one repository, as {image} may hold "/"; choose names that cannot meet',
    ],
    [
      'that overlap within an environment',
      t('r.example.com/t/{image}').replace(/"(r.example.com\/t\/\{image\})"/, '["$1", "r.example.com/t/x/{image}"]'),
      6,
      '"r.example.com/t/x/{image}" and "r.example.com/t/{image}" can be one repository, as {image} may hold "/"; choose names that cannot meet',
    ],
    [
      'that are in an environment twice',
      t('r.example.com/t/{image}').replace(/"(r.example.com\/t\/\{image\})"/, '["$1", "R.example.com/t/{image}"]'),
      6,
      'the repository "R.example.com/t/{image}" is listed twice; remove one of them',
    ],
    [
      'without {image} beside one with it',
      t('r.example.com/t'),
      6,
      'the repository "r.example.com/t" has no {image}, and "r.example.com/d/{image}" has; write it in all of them, or in none',
    ],
    [
      'without {image} for several images',
      `${file(environment('d', '', 'r.example.com/d'))}images: [a, b]\n`,
      4,
      'the repository "r.example.com/d" has no {image}, and "images" lists 2; write it for the name of the image',
    ],
    [
      'with {image} twice',
      t('r.example.com/{image}/{image}'),
      6,
      cannot('r.example.com/{image}/{image}', 'it has {image} twice; remove one of them'),
    ],
    [
      'with another placeholder',
      t('r.example.com/{env}/{image}'),
      6,
      cannot('r.example.com/{env}/{image}', '"{env}" has no meaning here; write {image}, or a name'),
    ],
    [
      'with an expression of a workflow',
      t('r.example.com/{{ x }}/{image}'),
      6,
      cannot('r.example.com/{{ x }}/{image}', '"{{ x }}" has no meaning here; write {image}, or a name'),
    ],
    [
      'with {image} in the registry',
      t('{image}.example.com/t'),
      6,
      cannot(
        '{image}.example.com/t',
        'the registry has {image} in its name; write the registry out, and {image} behind it',
      ),
    ],
    [
      'with a tag',
      t('r.example.com/t/{image}:1'),
      6,
      cannot(
        'r.example.com/t/{image}:1',
        'it has a tag or digest where only a repository goes; leave out what follows the name',
      ),
    ],
    [
      'with a digest',
      t('r.example.com/t/{image}@sha256:aa'),
      6,
      cannot(
        'r.example.com/t/{image}@sha256:aa',
        'it has a tag or digest where only a repository goes; leave out what follows the name',
      ),
    ],
    [
      'without a registry',
      t('t/{image}'),
      6,
      cannot('t/{image}', 'it does not begin with a registry; write registry/repository, such as "ghcr.io/shop/app"'),
    ],
    [
      'with a scheme',
      t('https://r.example.com/{image}'),
      6,
      cannot('https://r.example.com/{image}', 'it begins with a scheme; write registry/repository without it'),
    ],
    [
      'in capitals',
      t('r.example.com/T/{image}'),
      6,
      cannot('r.example.com/T/{image}', 'a repository is written in lower case; write "r.example.com/t/{image}"'),
    ],
    [
      'that end in a dot',
      t('r.example.com/{image}.'),
      6,
      cannot('r.example.com/{image}.', 'its name is malformed; use lower-case words joined by "/", ".", "_" or "-"'),
    ],
  ]);

  it('may be shared where each environment has a tag of its own', async () => {
    const { environments } = await loadText(
      file(environment('d', 'tag: d\n'), environment('t', 'from: d\ntag: t\n', 'R.example.com/d/{image}')),
    );
    expect(environments.map(({ tag }) => tag)).toEqual(['d', 't']);
  });

  it('may have no {image} in a pipeline of one image', async () => {
    const one = `${file(environment('d', '', 'r.example.com/d'), environment('t', 'from: d\n', 'r.example.com/t'))}images: [d]\n`;
    expect((await loadText(one)).environments).toHaveLength(2);
  });
});

describe('what an environment says', () => {
  const t = (more: string): string => file(D, environment('t', `from: d\n${more}`));
  check([
    [
      'a tag that is none',
      t('tag: ":x"\n'),
      8,
      '":x" is not a valid tag: use letters, digits, "_", "." and "-", at most 128, not beginning with "." or "-"; choose another',
    ],
    [
      'a tag of tools',
      t(`tag: sha256-${'a'.repeat(64)}\n`),
      8,
      `the tag "sha256-${'a'.repeat(64)}" is reserved for signatures; choose another`,
    ],
    [
      'a platform by another name',
      t('platforms: [linux/x86_64]\n'),
      8,
      'there is no platform "linux/x86_64"; write "linux/amd64"',
    ],
    [
      'a platform without system',
      t('platforms: [aarch64]\n'),
      8,
      'there is no platform "aarch64"; write "linux/arm64"',
    ],
    [
      'a platform misspelt',
      t('platforms: [linux/amd46]\n'),
      8,
      'there is no platform "linux/amd46"; write "linux/amd64"',
    ],
    [
      'a platform twice',
      t('platforms: [linux/amd64, linux/amd64]\n'),
      8,
      '"linux/amd64" is listed twice; remove one of them',
    ],
    [
      'a tag rule that is none',
      t('tags: |\n  type=semver\n\n  type=semvre\n'),
      11,
      'the tag rule "type=semvre": there is no type "semvre"; write "semver"',
    ],
    [
      'a tag rule that is none, in quotes',
      t('tags: "type=semver\\ntype=semvre"\n'),
      8,
      'the tag rule "type=semvre": there is no type "semvre"; write "semver"',
    ],
    ['no tag rule', t('tags: "# none"\n'), 8, '"tags" has no rule in it; write one a line, or leave it out'],
    [
      'an environment of GitHub on two lines',
      t('github-environment: "a\\nb"\n'),
      8,
      '"github-environment" is not a valid name of a GitHub environment: it has one line of at most 255 characters, no spaces at its ends; copy it from the settings',
    ],
    [
      'an image with a tag',
      `${file(D)}images: ["a:1"]\n`,
      5,
      'the image "a:1" has a tag or digest; write only its name',
    ],
    [
      'an image in capitals',
      `${file(D)}images: [A]\n`,
      5,
      '"A" is not the name of an image; use lower-case words joined by "/", ".", "_" or "-"',
    ],
    ['an image twice', `${file(D)}images: [a, a]\n`, 5, 'the image "a" is listed twice; remove one of them'],
  ]);
});

describe('signatures', () => {
  const remedy = 'name who may sign below "signing: signers:"';
  const signing = (text: string): string => `${file(D)}signing: ${text}\n`;
  const us = 'signing: { signers: [{ identity: "https://github.com/acme/**@refs/heads/main" }] }\n';
  check([
    [
      'of nobody, everywhere',
      `record: signed\n${file(D, T)}`,
      1,
      `"record: signed" accepts only signed records in t, and the file does not say who may sign them; ${remedy}`,
    ],
    [
      'of nobody, where images are built',
      file(environment('d', 'record: signed\n')),
      5,
      `"record: signed" accepts only signed records in d, and the file does not say who may sign them; ${remedy}`,
    ],
    [
      'of nobody, in one environment',
      file(D, environment('t', 'from: d\nrecord: signed\n')),
      8,
      `"record: signed" accepts only signed records in t, and the file does not say who may sign them; ${remedy}`,
    ],
    [
      'of nobody, though others have signers',
      `${us}${file(D, environment('t', 'from: d\nrecord: signed\nsigners: []\n'))}`,
      9,
      `"record: signed" accepts only signed records in t, and the file does not say who may sign them; ${remedy}`,
    ],
    [
      'required of nobody',
      file(D, environment('t', 'from: d\nrequires: { signed: true }\n')),
      8,
      `t asks for signed records of d, and the file does not say who may sign them; ${remedy}`,
    ],
    [
      'required where there are none',
      `${us}${file(environment('d', 'record: unsigned\n'), environment('t', 'from: d\nrequires: { signed: true }\n'))}`,
      10,
      't asks for signed records of d, which has "record: unsigned"; change one of the two',
    ],
    [
      'required of nobody by a hotfix route',
      `${us}${file(environment('d', 'signers: []\n'), T, environment('p', 'from: t\nrequires: { signed: true }\n'))}hotfix-routes: { e: { from: d, to: p } }\n`,
      13,
      `p asks for signed records of d, and the file does not say who may sign them; ${remedy}`,
    ],
    [
      'and more, required where images are built',
      file(environment('d', 'requires: { age: 1h }\n')),
      5,
      'images are built in d, so there is no earlier environment to require anything of; remove "requires"',
    ],
    [
      'of a Sigstore without authority',
      signing('{ rekor-url: "https://a.example" }'),
      5,
      '"rekor-url" has no effect without "fulcio-url"; add that, or remove it',
    ],
    [
      'of a Sigstore that nobody can check',
      signing('{ fulcio-url: "https://a.example" }'),
      5,
      'what a Sigstore of your own signs is checked with its own trusted root; add "trusted-root" with the path of its file',
    ],
    [
      'of two Sigstores',
      signing('{ sigstore: github, fulcio-url: "https://a.example", trusted-root: roots/one.json }'),
      5,
      '"sigstore" is "github", and "fulcio-url" names another one; leave out one of the two',
    ],
    [
      'by plain HTTP',
      signing('{ fulcio-url: "http://a.example", trusted-root: roots/one.json }'),
      5,
      '"fulcio-url" is "http://a.example", which is not encrypted; write it with https://',
    ],
    [
      'with credentials in an address',
      signing('{ fulcio-url: "https://me:hunter2@a.example", trusted-root: roots/one.json }'),
      5,
      '"fulcio-url" is "https://…@a.example", which contains credentials; remove them',
    ],
    [
      'with a trusted root that is not there',
      signing('{ trusted-root: roots/x.json }'),
      5,
      'the trusted root "roots/x.json" cannot be read: it is not there; name a file of the repository',
    ],
    [
      'with a trusted root that is no JSON',
      signing('{ trusted-root: [roots/one.json, roots/none.txt] }'),
      5,
      'the trusted root "roots/none.txt" is not JSON; write it with "gh attestation trusted-root"',
    ],
  ]);
});

describe('signers', () => {
  const signer = (text: string): string => `${file(D)}signing:\n  signers:\n    - ${text}\n`;
  const wide =
    'strangers match this pattern, too; write out the host and the owner, such as "https://github.com/acme/**@refs/heads/main"';
  const refless = (line: string): string =>
    `"*" does not match "@" and the ref after it, so that this matches nothing; write "${line}"`;
  const shown = (identity: string, reason: string): string => `"identity" is "${identity}": ${reason}`;
  check([
    [
      'neither identity nor key',
      signer('issuer: "https://a.example"'),
      7,
      'this signer has neither "identity" nor "key"; add one of them',
    ],
    [
      'both identity and key',
      signer('{ identity: a, key: .github/sealift.pub }'),
      7,
      'a signer is either an identity or a key, and this is both; write two signers',
    ],
    [
      'a key with an issuer',
      signer('{ key: .github/sealift.pub, issuer: "https://a.example" }'),
      7,
      'a key has no issuer; remove it',
    ],
    [
      'a pattern for an issuer',
      signer('{ identity: a, issuer: "https://*.example" }'),
      7,
      '"issuer" has a "*", and an issuer is a single one; write out its address',
    ],
    ['anybody', signer('identity: "**"'), 7, shown('**', wide)],
    ['anybody at GitHub', signer('identity: "https://github.com/**"'), 7, shown('https://github.com/**', wide)],
    ['any owner', signer('identity: "https://github.com/*/x"'), 7, shown('https://github.com/*/x', wide)],
    [
      'owners of a like name',
      signer('identity: "https://github.com/acme*/x"'),
      7,
      shown('https://github.com/acme*/x', wide),
    ],
    ['a branch like a mail address', signer('identity: "**@acme.com"'), 7, shown('**@acme.com', wide)],
    [
      'three asterisks',
      signer('identity: "https://github.com/acme/***"'),
      7,
      shown('https://github.com/acme/***', 'it has three "*" in a row; write "*" or "**"'),
    ],
    [
      'a workflow without ref',
      signer('identity: https://github.com/acme/a/.github/workflows/a.yml'),
      7,
      shown(
        'https://github.com/acme/a/.github/workflows/a.yml',
        'the identity of a workflow ends in its ref; write "https://github.com/acme/a/.github/workflows/a.yml@refs/heads/main"',
      ),
    ],
    ...['https://github.com/**', 'https://github.com/*/app', 'https://github.com/acme*/app', 'https://*/acme/app'].map(
      (repository) =>
        [
          `a wide source-repository: ${repository}`,
          signer(`{ identity: "https://github.com/acme/a@b", source-repository: "${repository}" }`),
          7,
          `"source-repository" is "${repository}": strangers match this pattern, too; write out the host and the owner, such as "https://github.com/acme/*"`,
        ] as const,
    ),
    ...(
      [
        ['source-repository', 'https://github.com/acme/app', 'a key belongs to no repository; remove it'],
        ['source-ref', 'refs/heads/main', 'a key does not say on which ref it signed; remove it'],
        ['event', 'push', 'a key does not say which event started the run; remove it'],
      ] as const
    ).map(
      ([name, value, words]) =>
        [`a key with ${name}`, signer(`{ key: .github/sealift.pub, ${name}: "${value}" }`), 7, words] as const,
    ),
  ]);

  it('may pin repository, ref and event of the run', async () => {
    const identity = 'https://github.com/acme/a/.github/workflows/a.yml@refs/heads/main';
    const run = 'source-repository: "https://github.com/acme/*", source-ref: "refs/tags/v*", event: push';
    const [first] = (await loadText(signer(`{ identity: "${identity}", ${run} }`))).environments[0].signers;
    expect(first).toMatchObject({
      ...{ kind: 'identity', identity },
      ...{ sourceRepository: 'https://github.com/acme/*', sourceRef: 'refs/tags/v*', event: 'push' },
    });
  });

  it.each([
    ['source-ref', 'main', 'write it as refs/heads/NAME or refs/tags/NAME'],
    ['event', 'Push it', 'write the name of one, such as workflow_dispatch'],
  ])('cannot have the %s "%s"', async (name, value, remedy) => {
    const identity = 'https://github.com/acme/a/.github/workflows/a.yml@refs/heads/main';
    await expect(loadText(signer(`{ identity: "${identity}", ${name}: "${value}" }`))).rejects.toThrow(remedy);
  });

  it.each([
    ['https://github.com/acme/**', 'https://github.com/acme/**@refs/heads/main'],
    ['https://github.com/acme/*', 'https://github.com/acme/**@refs/heads/main'],
    ['https://github.com/acme/app*', 'https://github.com/acme/app*@refs/heads/main'],
    [
      'https://github.com/acme/*/.github/workflows/a.yml',
      'https://github.com/acme/*/.github/workflows/a.yml@refs/heads/main',
    ],
    ['https://github.com/acme/*/.github/', 'https://github.com/acme/*/.github/**@refs/heads/main'],
    ['https://gitlab.com/acme/**', 'https://gitlab.com/acme/**@refs/heads/main'],
  ])('may not be the pattern %s, which has no ref, and the error shows the line to write', async (identity, line) => {
    const refused = await refusalOf(signer(`identity: "${identity}"`));
    expect(refused.message).toContain(shown(identity, refless(line)));
    const [first] = (await loadText(signer(`identity: "${line}"`))).environments[0].signers;
    expect(first).toMatchObject({ kind: 'identity', identity: line });
  });

  it.each([
    'https://github.com/acme/**@refs/heads/main',
    'https://github.com/acme/a/.github/workflows/*.yml@refs/heads/main',
    '*@acme.com',
    'me@acme.com',
  ])('may be %s', async (identity) => {
    const [first] = (await loadText(signer(`identity: "${identity}"`))).environments[0].signers;
    expect(first).toMatchObject({ kind: 'identity', identity });
  });
});

describe('keys', () => {
  const keyed = (lines: string): string =>
    `${file(D)}signing:\n  signers:\n    - key: |\n${lines.replaceAll(/^/gm, '        ')}\n`;
  const secret = KEYS.privateKey.split('\n')[1] ?? '';
  const PRIVATE =
    'this is a private key, which must not be where others can read it; put the public key here, and create a new key pair, because this one is now known';
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' });
  const x25519 = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' });
  const NONE = 'this is not a public key; write one in PEM, from "-----BEGIN PUBLIC KEY-----" to the end';

  it.each([
    ['a private one', KEYS.privateKey, 8, PRIVATE],
    ['a private one of other tools', KEYS.privateKey.replaceAll('PRIVATE', 'ENCRYPTED SIGSTORE PRIVATE'), 8, PRIVATE],
    ['a private one behind a public one', KEYS.publicKey + KEYS.privateKey, 12, PRIVATE],
    ['a private one without its lines', KEYS.privateKey.replaceAll(/-----.*-----\n?/g, ''), 7, NONE],
    ['two', KEYS.publicKey + KEYS.publicKey, 7, NONE],
    ['half of one', KEYS.publicKey.slice(0, 60), 7, NONE],
    ['one of RSA that is too short', String(rsa), 7, 'an RSA key of 1024 bits is too weak; use one with 2048 or more'],
    [
      'one that cannot sign',
      String(x25519),
      7,
      'a key of the type x25519 signs no records; use one of ECDSA, RSA or Ed25519',
    ],
    [
      'a certificate',
      KEYS.publicKey.replaceAll('PUBLIC KEY', 'CERTIFICATE'),
      7,
      'this is a certificate, not a public key; name its identity, or give the public key',
    ],
  ])('are refused: %s', async (_, pem, line, message) => {
    expect(await told(keyed(pem))).toEqual([line, message]);
  });

  it('are refused where a private one is in the file', async () => {
    expect(await told(`${file(D)}signing: { signers: [{ key: .github/private.pem }] }\n`)).toEqual([
      5,
      `in ".github/private.pem": ${PRIVATE}`,
    ]);
  });

  it.each([
    ['where a key goes, on one line', (key: string) => `${file(D)}signing: { signers: [{ key: "${key}" }] }\n`],
    ['where a key goes', keyed],
    ['in a comment', (key: string) => `${file(D)}${key.replaceAll(/^/gm, '# ')}\n`],
    ['where something else goes', (key: string) => `${file(D)}record: "${key.replaceAll('\n', '\\n')}"\n`],
    ['in broken YAML', (key: string) => `${file(D)}record: "${key}\n`],
  ])('never show a private one: %s', async (_, text) => {
    expect((await refusalOf(text(KEYS.privateKey))).message).not.toContain(secret);
  });

  it('never show one that has lost its lines', async () => {
    const bare = KEYS.privateKey.replaceAll(/-----.*-----|\n/g, '');
    const { message } = await refusalOf(`${file(D)}signing: { signers: [{ key: "${bare}" }] }\n`);
    expect(message).toContain('this is neither a public key in PEM nor the path of one; write one of them');
    expect(message).not.toContain(secret);
  });
});
