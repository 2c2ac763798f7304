import { describe, expect, it } from 'vitest';
import { environmentNamed, recordedEnvironment } from '../../src/pipeline/environments.ts';
import { loadText, refusalOf } from './support.ts';

/** A file whose second environment had other names; its list is on line 7. */
function file(formerly: string, more = ''): string {
  return `version: 1
environments:
  d: { repository: "r.example.com/d/{image}" }
  staging:
    repository: "r.example.com/staging/{image}"
    from: d
    formerly: ${formerly}
${more}`;
}

describe('what an environment was called', () => {
  it('is a name, a repository, or a list of both', async () => {
    const pipeline = await loadText(file('[s2, "old.example.com/s2/{image}"]'));
    expect(pipeline.environments[1]).toMatchObject({
      formerNames: ['s2'],
      formerRepositories: [{ text: 'old.example.com/s2/{image}' }],
    });
    expect(recordedEnvironment(pipeline, 's2')?.name).toBe('staging');
    // Nobody promotes to a former name.
    expect(environmentNamed(pipeline, 's2')).toBeUndefined();
    expect((await loadText(file('s2'))).environments[1]).toMatchObject({ formerNames: ['s2'] });
  });

  const p = '  p: { repository: "r.example.com/p/{image}", from: staging, formerly: s2 }\n';
  it.each([
    [
      'that of one today',
      'd',
      '',
      [7, 15],
      'there is an environment "d" today, whose records are its own; leave it out of "formerly"',
    ],
    ['its own name', 'staging', '', [7, 15], 'there is an environment "staging" today'],
    ['there twice', '[s2, s2]', '', [7, 20], '"s2" is listed twice; remove one of them'],
    ['that of two', 's2', p, [8, 72], '"s2" is listed for staging too; remove one of them'],
    [
      'no name',
      '"s 2"',
      '',
      [7, 15],
      '"s 2" is neither a name that an environment can have had nor a repository; write one of them',
    ],
    [
      'a repository of today',
      '"r.example.com/d/{image}"',
      '',
      [7, 15],
      '"r.example.com/d/{image}" can be a repository of d today; leave it out of "formerly"',
    ],
    ['a repository that is none', '"old.example.com/{image}/{image}"', '', [7, 15], 'it has {image} twice'],
    [
      'a repository of one image',
      '"old.example.com/s2/app"',
      '',
      [7, 15],
      'the repository "old.example.com/s2/app" has no {image}, unlike those of today; write {image} for the name of the image',
    ],
    ['an empty list', '[]', '', [7, 15], 'write'],
  ] as const)('is refused with its place where it is %s', async (_, formerly, more, [line, column], message) => {
    const refused = await refusalOf(file(formerly, more));
    expect(refused.message).toContain(message);
    expect(refused.position).toMatchObject({ line, column });
  });
});

describe('the policy on what no environment has', () => {
  it('is to warn, unless the file says otherwise', async () => {
    expect((await loadText(file('s2'))).ungoverned).toBe('warn');
    expect((await loadText(`${file('s2')}ungoverned: refuse\n`)).ungoverned).toBe('refuse');
  });

  it('is one of three words, and the error has its place', async () => {
    const { message, position: place } = await refusalOf(`${file('s2')}ungoverned: refused\n`);
    expect(message).toContain('write "refuse"');
    expect(place).toMatchObject({ line: 8 });
  });
});

describe('unsigned records beside signers', () => {
  const signing = 'signing: { signers: [{ identity: "https://github.com/acme/**@refs/heads/main" }] }\n';
  it('are an error of the file, which says what to write', async () => {
    const own = file('s2', signing).replace('from: d', 'from: d\n    record: unsigned');
    const { message, position: place } = await refusalOf(own);
    expect(message).toContain(
      'staging has "record: unsigned", and if signers are named, only records that they signed count; add "signers: []" to staging',
    );
    expect(place).toMatchObject({ line: 7 });
    const cured = own.replace('record: unsigned', 'record: unsigned\n    signers: []');
    expect((await loadText(cured)).environments[1]).toMatchObject({ record: 'unsigned', signers: [] });
  });

  it('are none where images are built: nothing asks for its records', async () => {
    const text = file('s2', signing).replace('d/{image}" }', 'd/{image}", record: unsigned }');
    expect((await loadText(text)).environments[0].record).toBe('unsigned');
  });
});
