import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BatchResult, openBatch } from '../support/action-batch.ts';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { findFreeHost } from '../support/loopback.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { LABELS } from './labels.ts';

let registry: EmbeddedRegistry;
let locked: EmbeddedRegistry;
let nobody: string;
const batch = openBatch();
const image: BuiltImage = buildImage({ labels: LABELS });
const other: BuiltImage = buildImage({ labels: LABELS, seed: 'other' });

beforeAll(async () => {
  registry = await startRegistry();
  locked = await startRegistry({ auth: { kind: 'bearer', users: { octocat: 'right-password' } } });
  nobody = await findFreeHost();
  await pushImage(registry.host, 'd/app', image, ['1.2.3', 'edge']);
  await pushImage(registry.host, 't/app', other, ['1.2.3']);
  registry.clearLog();
});

afterAll(async () => {
  await batch[Symbol.asyncDispose]();
  await registry.close();
  await locked.close();
});

/** Fills in the hosts, which are known only when the tests run. */
function fill(text: string): string {
  return text
    .replaceAll('HOST', registry.host)
    .replaceAll('LOCKED', locked.host)
    .replaceAll('NOBODY', nobody)
    .replaceAll('DIGEST', image.index.digest)
    .replaceAll('SHORT', image.index.digest.slice(0, 19))
    .replaceAll('OTHER', other.index.digest.slice(0, 19));
}

const ROWS: readonly {
  readonly name: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly sentence: string;
}[] = [
  {
    name: 'a malformed reference',
    inputs: { from: 'HOST/D/app:1.2.3' },
    sentence: 'Cannot read repository "HOST/D/app": a repository is written in lower case; write "HOST/d/app"',
  },
  {
    name: 'a destination that is the source',
    inputs: { from: 'HOST/d/app:1.2.3', to: 'HOST/t/app\nHOST/d/app' },
    sentence:
      'Cannot promote HOST/d/app:1.2.3 to HOST/d/app: the destination is the source; name another repository in "to", or, to give an image more tags where it is, name it by its digest in "from"',
  },
  {
    name: 'a reference without a registry',
    inputs: { from: 'app:1.2.3' },
    sentence:
      'Cannot read reference "app:1.2.3": it does not begin with a registry; write registry/repository:tag, such as "ghcr.io/shop/app:1.2.3"',
  },
  {
    name: 'a source without tag and digest',
    inputs: { from: 'HOST/d/app' },
    sentence: 'Cannot read reference "HOST/d/app": it has neither tag nor digest; add one, such as "HOST/d/app:1.2.3"',
  },
  {
    name: 'a tag in "to"',
    inputs: { to: 'HOST/new/app:1.2.3' },
    sentence:
      'Cannot read repository "HOST/new/app:1.2.3": it has a tag or digest where only a repository goes; leave out what follows the name',
  },
  {
    name: 'no destination',
    inputs: { to: '' },
    sentence: 'Cannot run: the input "to" is missing; set it, for example "to: registry.example.com/t/app"',
  },
  {
    name: 'a source that does not exist',
    inputs: { from: 'HOST/d/app:9.9.9' },
    sentence:
      'Cannot promote HOST/d/app:9.9.9: there is no such image; check the name and tag, and that the credentials may read it',
  },
  {
    name: 'a registry that cannot be reached',
    inputs: { from: 'NOBODY/d/app:1.2.3' },
    sentence:
      'Cannot reach registry "NOBODY" over plain HTTP: it refuses connections; check its name and port, and that the runner may connect to it',
  },
  {
    name: 'no credentials',
    inputs: { to: 'LOCKED/t/app' },
    sentence:
      'Cannot log in to registry "LOCKED": authentication is required, but no credentials were found; log in with docker/login-action before this step, or give a username and password as inputs',
  },
  {
    name: 'wrong credentials',
    inputs: { to: 'LOCKED/t/app', 'destination-username': 'octocat', 'destination-password': 'wrong-password' },
    sentence:
      'Cannot log in to registry "LOCKED": it rejects the credentials; check the username and password, and that they may be used for these repositories',
  },
  {
    name: 'half of the credentials',
    inputs: { 'source-username': 'octocat' },
    sentence:
      "Cannot use the source's credentials: source-password is empty, as secrets are in pull requests from forks; give both, or neither and log in before this step",
  },
  {
    name: 'an expected-digest that differs',
    inputs: { 'expected-digest': `sha256:${'a'.repeat(64)}` },
    sentence: `Cannot promote HOST/d/app:1.2.3: it has the digest DIGEST and not sha256:${'a'.repeat(64)}; promote by the digest that was tested, or correct what is expected`,
  },
  {
    name: 'an expected-digest that is none',
    inputs: { 'expected-digest': 'sha256:abc' },
    sentence:
      'Cannot read digest "sha256:abc": it is not "sha256:" with 64 or "sha512:" with 128 lower-case hexadecimal digits; copy it whole from the registry or the build\'s output',
  },
  {
    name: 'a version that is not a semantic version',
    inputs: { version: '1.2' },
    sentence: 'Cannot read version "1.2" of the input "version": ',
  },
  {
    name: 'an unknown tag rule',
    inputs: { tags: 'type=sha\ntype=semvre' },
    sentence: 'Cannot read tag rule on line 2, "type=semvre": there is no type "semvre"; write "semver"',
  },
  {
    name: 'an unknown attribute',
    inputs: { tags: 'type=semver,sufix=-alpine' },
    sentence: 'Cannot read tag rule on line 1, "type=semver,sufix=-alpine": there is no attribute "sufix"',
  },
  {
    name: 'an unknown time zone',
    inputs: { 'time-zone': 'Europe/Zurch' },
    sentence: 'Cannot use time zone "Europe/Zurch": ',
  },
  {
    name: 'an immutable tag that holds another digest',
    inputs: { to: 'HOST/t/app' },
    sentence:
      'Cannot tag HOST/t/app: the immutable tag "1.2.3" holds OTHER and not SHORT; release a new version, or set if-tag-exists to "skip" to leave it',
  },
  {
    name: 'an unknown command',
    inputs: { command: 'promot' },
    sentence:
      'Cannot use command "promot": it must be one of "promote", "tags", "plan", "verify", "history", "hold", "unhold", "check", "outdated", "rollback", "retain", "archive", "restore"; write "promote"',
  },
  {
    name: 'a dry run whose expression gave nothing',
    inputs: { 'dry-run': '' },
    sentence:
      'Cannot use dry-run "": it is empty, as the expression that sets it gave nothing; write "true" or "false"',
  },
  {
    name: 'a switch that is none',
    inputs: { 'dry-run': 'yes' },
    sentence: 'Cannot use dry-run "yes": it must be one of "false", "true"; write one of them',
  },
];

function errorLines({ stdout }: BatchResult): readonly string[] {
  return stdout.split('\n').filter((line) => line.startsWith('::error'));
}

describe('bad input', () => {
  it.each(ROWS)('$name is refused in one sentence, and nothing is written', async ({ inputs, sentence }) => {
    const before = [registry, locked].map(({ log }) => log.length);
    const defaults = { from: 'HOST/d/app:1.2.3', to: 'HOST/new/app' };
    const filled = Object.entries({ ...defaults, ...inputs }).map(([name, value]) => [name, fill(value)]);
    const run = await batch.run({ inputs: Object.fromEntries(filled) });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toBe('');
    const errors = errorLines(run).map((line) => line.slice('::error::'.length));
    expect(errors).toHaveLength(1);
    expect(errors[0]?.startsWith(fill(sentence)), errors[0]).toBe(true);
    expect(errors[0]).toMatch(/^Cannot [^\n]+: [^\n]+; [^\n]+$/);
    const requests = [registry, locked].flatMap(({ log }, index) => log.slice(before[index]));
    expect(requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
    expect(run.output).toBe('');
  });

  it('leaves an immutable tag and its family where if-tag-exists is "skip"', async () => {
    const inputs = { from: fill('HOST/d/app:1.2.3'), to: fill('HOST/t/app'), 'if-tag-exists': 'skip' };
    const run = await batch.run({ inputs });
    expect(run.exitCode).toBe(0);
    expect(registry.tags('t/app').get('1.2.3')).toBe(other.index.digest);
    expect([...registry.tags('t/app').keys()].filter((tag) => tag.includes('sha-'))).toEqual(['sha-860c190']);
    expect(registry.tags('t/app').has('latest')).toBe(false);
  });
});
