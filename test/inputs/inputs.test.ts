import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { type Inputs, loadInputs } from '../../src/inputs/inputs.ts';
import { thrownBy } from '../oci/support.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const REVISION = '860c1904a1ce19322e91ac35af1ab07466440c37';
const GOOD = { from: 'registry.example.com/d/app:1.2.3', to: 'registry.example.com/p/app' };

const EMPTY_DRY_RUN = `Cannot use dry-run "": it is empty, as the expression that sets it gave nothing; write "true" or "false", correct the expression, or use "\${{ inputs.dry-run || false }}" if some events do not have that input`;

function load(inputs: Readonly<Record<string, string>>): Inputs {
  // The runner fills in what is left out.
  const given: Readonly<Record<string, string>> = { 'dry-run': 'false', ...inputs };
  return loadInputs((name) => given[name] ?? '');
}

function rulesOf(inputs: Inputs): readonly string[] {
  return 'rules' in inputs ? inputs.rules.map(({ type }) => type) : [];
}

describe('the inputs of a promotion', () => {
  it('have their defaults', () => {
    const inputs = load(GOOD);
    expect(inputs).toMatchObject({
      command: 'promote',
      routes: [
        {
          from: { kind: 'tag', tag: '1.2.3', repository: { registry: 'registry.example.com', name: 'd/app' } },
          destinations: [{ repository: { registry: 'registry.example.com', name: 'p/app' } }],
        },
      ],
      referrers: true,
      version: undefined,
      revision: undefined,
      existingTags: 'registry',
      timeZone: 'UTC',
      ifTagExists: 'fail',
      insecureRegistries: new Set(),
      trustedAuthHosts: new Set(),
      expectedDigest: undefined,
      record: 'auto',
      reason: undefined,
      dryRun: false,
      sourceCredential: undefined,
      destinationCredential: undefined,
    });
    expect(rulesOf(inputs)).toEqual(['semver', 'sha', 'date_seq']);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, object]>([
    ['the command written out', { command: 'promote' }, { command: 'promote' }],
    ['a digest to expect', { 'expected-digest': DIGEST }, { expectedDigest: DIGEST }],
    ['a version', { version: 'v1.2.3' }, { version: 'v1.2.3' }],
    ['a revision', { revision: REVISION }, { revision: REVISION }],
    ['no record', { record: 'off' }, { record: 'off' }],
    ['an unsigned record', { record: 'unsigned' }, { record: 'unsigned' }],
    ['a reason', { reason: 'release' }, { reason: 'release' }],
    ['a dry run', { 'dry-run': 'true' }, { dryRun: true }],
    ['a dry run in capitals', { 'dry-run': 'True' }, { dryRun: true }],
    ['no dry run', { 'dry-run': 'false' }, { dryRun: false }],
    ['a time zone', { 'time-zone': 'Asia/Tokyo' }, { timeZone: 'Asia/Tokyo' }],
    ['tags that are skipped', { 'if-tag-exists': 'skip' }, { ifTagExists: 'skip' }],
    ['existing tags that are not read', { 'existing-tags': 'none' }, { existingTags: 'none' }],
    [
      'insecure registries',
      { 'insecure-registries': '# ours\nRegistry.local:5000\nother' },
      { insecureRegistries: new Set(['registry.local:5000', 'other']) },
    ],
    [
      'insecure registries with the ports of HTTP and HTTPS',
      { 'insecure-registries': 'Registry.local:443\nother:80\n[2001:db8::1]:0443\nlocalhost:443' },
      { insecureRegistries: new Set(['registry.local:443', 'other:80', '[2001:db8::1]:443', 'localhost:443']) },
    ],
    [
      'token servers',
      { 'trusted-auth-hosts': 'Auth.example.com:443\n# ours\n10.0.0.5:5001\n[::1]:5001\nlocalhost' },
      { trustedAuthHosts: new Set(['auth.example.com', '10.0.0.5:5001', '[::1]:5001', 'localhost']) },
    ],
    [
      'a default port',
      { to: 'ghcr.io:443/a', from: 'ghcr.io:443/b:1' },
      { routes: [{ destinations: [{ repository: { registry: 'ghcr.io' } }] }] },
    ],
    [
      'several destinations',
      { to: 'ghcr.io/a\n# b\n\nghcr.io/c' },
      { routes: [{ destinations: [{ repository: { name: 'a' } }, { repository: { name: 'c' } }] }] },
    ],
    [
      'credentials of both sides',
      {
        'source-username': 's',
        'source-password': '1',
        'destination-username': 'd',
        'destination-password': '2',
      },
      {
        sourceCredential: { username: 's', password: '1', origin: 'inputs source-username and source-password' },
        destinationCredential: {
          username: 'd',
          password: '2',
          origin: 'inputs destination-username and destination-password',
        },
      },
    ],
  ])('are read with %s', (_, inputs, expected) => {
    expect(load({ ...GOOD, ...inputs })).toMatchObject(expected);
  });

  it('take the rules that are given, and the default ones for comments alone', () => {
    expect(rulesOf(load({ ...GOOD, tags: 'type=source' }))).toEqual(['source']);
    expect(rulesOf(load({ ...GOOD, tags: '# none\n\n' }))).toEqual(['semver', 'sha', 'date_seq']);
  });
});

describe('the inputs of a build', () => {
  it('need neither source nor destination', () => {
    expect(load({ command: 'tags', images: 'ghcr.io/a', 'github-token': 't' })).toMatchObject({
      command: 'tags',
      images: [{ name: 'ghcr.io/a' }],
      githubToken: 't',
    });
  });

  it('may leave out everything else', () => {
    expect(load({ command: 'tags' })).toMatchObject({
      images: [],
      githubToken: undefined,
      base: { baseImage: undefined, dockerfile: undefined },
    });
  });

  it('name the base of the build', () => {
    const inputs = { command: 'tags', 'base-image': 'debian:12', dockerfile: 'app/Dockerfile#prod' };
    expect(load(inputs)).toMatchObject({
      base: {
        baseImage: { name: 'docker.io/library/debian:12' },
        dockerfile: { path: 'app/Dockerfile', stage: 'prod' },
      },
    });
  });
});

describe('an input is refused:', () => {
  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    [
      'command',
      { command: 'promte' },
      'Cannot use command "promte": it must be one of "promote", "tags", "plan", "verify", "history", "hold", "unhold", "check", "outdated", "rollback", "retain", "archive", "restore"; write "promote"',
    ],
    [
      'from, missing',
      { from: '' },
      'Cannot run: the input "from" is missing; set it, for example "from: registry.example.com/d/app:1.2.3"',
    ],
    [
      'from, without a tag',
      { from: 'ghcr.io/a' },
      'Cannot read reference "ghcr.io/a": it has neither tag nor digest; add one, such as "ghcr.io/a:1.2.3"',
    ],
    [
      'to, missing',
      { to: '' },
      'Cannot run: the input "to" is missing; set it, for example "to: registry.example.com/t/app"',
    ],
    ['to, comments alone', { to: '# a' }, 'Cannot run: the input "to" lists nothing; name a destination repository'],
    [
      'to, with a tag',
      { to: 'ghcr.io/a:1' },
      'Cannot read repository "ghcr.io/a:1": it has a tag or digest where only a repository goes; leave out what follows the name',
    ],
    [
      'to, twice the same',
      { to: 'docker.io/nginx\nindex.docker.io/library/nginx' },
      'Cannot promote to "docker.io/library/nginx" twice: "to" lists it more than once; remove a line',
    ],
    [
      'to, twice the same by its default port',
      { to: 'ghcr.io/a\nghcr.io:443/a' },
      'Cannot promote to "ghcr.io/a" twice: "to" lists it more than once; remove a line',
    ],
    [
      'trusted-auth-hosts',
      { 'trusted-auth-hosts': 'https://auth.example.com/' },
      'Cannot use trusted-auth-hosts "https://auth.example.com/": it is not a host; write only hosts, such as "auth.example.com" or "auth.example.com:8443", one per line',
    ],
    [
      'expected-digest',
      { 'expected-digest': 'abc' },
      'Cannot read digest "abc": it is not "sha256:" with 64 or "sha512:" with 128 lower-case hexadecimal digits; copy it whole from the registry or the build\'s output',
    ],
    [
      'revision',
      { revision: '860c190' },
      'Cannot use revision "860c190": it is not 40 or 64 lower-case hexadecimal digits; give the full SHA, as "git rev-parse HEAD" prints it',
    ],
    [
      'time-zone',
      { 'time-zone': 'Asia/Tokio' },
      'Cannot use time zone "Asia/Tokio": the IANA database has no such zone; write "Asia/Tokyo"',
    ],
    [
      'if-tag-exists',
      { 'if-tag-exists': 'skp' },
      'Cannot use if-tag-exists "skp": it must be one of "fail", "skip"; write "skip"',
    ],
    [
      'record',
      { record: 'on' },
      'Cannot use record "on": it must be one of "auto", "signed", "unsigned", "off"; write one of them',
    ],
    ['dry-run, empty', { 'dry-run': '' }, EMPTY_DRY_RUN],
    ['dry-run, blank', { 'dry-run': ' \t' }, EMPTY_DRY_RUN],
    ['dry-run of a plan, empty', { command: 'plan', 'dry-run': '' }, EMPTY_DRY_RUN],
    [
      'dry-run, no switch',
      { 'dry-run': 'flase ' },
      'Cannot use dry-run "flase": it must be one of "false", "true"; write "false"',
    ],
    ['dry-run', { 'dry-run': 'tru' }, 'Cannot use dry-run "tru": it must be one of "false", "true"; write "true"'],
    [
      'source-username without a password',
      { 'source-username': 'a' },
      "Cannot use the source's credentials: source-password is empty, as secrets are in pull requests from forks; give both, or neither and log in before this step",
    ],
    [
      'source-password without a user',
      { 'source-password': 'hunter2' },
      "Cannot use the source's credentials: source-username is empty; give both, or neither and log in before this step",
    ],
    [
      'destination-username without a password',
      { 'destination-username': 'a' },
      "Cannot use the destination's credentials: destination-password is empty, as secrets are in pull requests from forks; give both, or neither and log in before this step",
    ],
    [
      'destination-password without a user',
      { 'destination-password': 'hunter2' },
      "Cannot use the destination's credentials: destination-username is empty; give both, or neither and log in before this step",
    ],
  ])('%s', (_, inputs, sentence) => {
    const error = thrownBy(() => load({ ...GOOD, ...inputs }));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe(sentence);
  });

  it.each([
    ['version', { version: '1.2' }, 'Cannot '],
    ['version, with a command', { version: '1.2.3\n##[add-mask]x' }, 'Cannot '],
    ['tags, an unknown type', { tags: 'type=semvre' }, 'semver'],
    ['tags, a raw tag without a value', { tags: 'type=raw' }, 'Cannot '],
    ['existing-tags', { 'existing-tags': 'registy' }, 'write "registry"'],
    ['images', { command: 'tags', images: 'ghcr.io/a:1' }, 'an image must not carry a tag'],
    ['base-image', { command: 'tags', 'base-image': 'Debian' }, 'Cannot use base-image "Debian"'],
    ['trusted-auth-hosts, a wildcard', { 'trusted-auth-hosts': '*.example.com' }, 'it is not a host'],
    ['trusted-auth-hosts, a user', { 'trusted-auth-hosts': 'a@example.com' }, 'it is not a host'],
    ['trusted-auth-hosts, several a line', { 'trusted-auth-hosts': 'a.example, b.example' }, 'it is not a host'],
    ['trusted-auth-hosts, a port out of range', { 'trusted-auth-hosts': 'a.example:65536' }, 'it is not a host'],
    ['insecure-registries', { 'insecure-registries': 'http://registry.local:5000' }, 'it is not a host'],
    ['from, a shell command', { from: 'ghcr.io/a:$(id)' }, 'Cannot use tag'],
    ['to, 10 kB', { to: `ghcr.io/${'a'.repeat(10_000)}` }, 'it is longer than 255 characters'],
  ])('%s, with words', (_, inputs, words) => {
    const error = thrownBy(() => load({ ...GOOD, ...inputs }));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain(words);
    expect(error.message).toMatch(/^Cannot [^\n]+; [^\n]+$/);
    expect(error.message).not.toContain('##[');
  });
});
