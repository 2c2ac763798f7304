import { describe, expect, it } from 'vitest';
import { bindCredential } from '../../src/inputs/credentials.ts';
import { readPromotion } from '../../src/inputs/promote.ts';
import { readRoutes } from '../../src/inputs/routes.ts';
import { readVerifyInputs } from '../../src/inputs/verify.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import { loadText } from '../pipeline/support.ts';

const FILE = `version: 1
environments:
  d: { repository: "d.example.com/d/{image}" }
  p: { repository: ["evil.example/p/{image}", "p.example.com/p/{image}"], from: d }
`;
const CREDENTIALS = {
  'source-username': 'reader',
  'source-password': 'read-secret',
  'destination-username': 'writer',
  'destination-password': 'write-secret',
  'dry-run': 'false',
};

async function read(given: Readonly<Record<string, string>>, planned = false) {
  const pipeline: Pipeline = await loadText(FILE);
  const get = (name: string) => ({ ...CREDENTIALS, ...given })[name] ?? '';
  return readPromotion(get, { routes: readRoutes(get, pipeline), pipeline, isPlanned: planned });
}

describe('passwords of inputs', () => {
  it('go to the registries that "from" and "to" name', async () => {
    const inputs = await read({ from: 'd.example.com/d/app:1', to: 'p.example.com/p/app\nq.example.com/app' });
    expect(inputs.sourceCredential?.registries).toEqual(new Set(['d.example.com']));
    expect(inputs.destinationCredential?.registries).toEqual(new Set(['p.example.com', 'q.example.com']));
  });

  it.each([
    [
      'the destination',
      { from: 'd.example.com/d/app:1', to: 'p' },
      'Cannot use the inputs destination-username and destination-password for evil.example and p.example.com: only the pipeline file names these registries, and a file must not decide where passwords go; write evil.example and p.example.com into the input "destination-registry"',
    ],
    [
      'the source',
      { from: 'd', to: 'p.example.com/p/app', image: 'app:1' },
      'Cannot use the inputs source-username and source-password for d.example.com: only the pipeline file names that registry',
    ],
  ])('go to no registry that the pipeline file alone names: %s', async (_, given, message) => {
    await expect(read(given)).rejects.toThrow(message);
  });

  it('go where an environment is named too, if the workflow names that registry beside it', async () => {
    const inputs = await read({
      ...{ from: 'd.example.com/d/app:1', to: 'p' },
      'destination-registry': '# ours\nP.example.com:443',
    });
    const { destinationCredential } = inputs;
    expect(destinationCredential?.password).toBe('write-secret');
    expect(destinationCredential?.registries).toEqual(new Set(['p.example.com']));
  });

  it('are asked for by the plan of another job, which had the registries from the file', async () => {
    const given = { from: 'd.example.com/d/app:1', to: 'p.example.com/p/app' };
    await expect(read(given, true)).rejects.toThrow('only the pipeline file names that registry');
    const listed = { 'source-registry': 'd.example.com', 'destination-registry': 'p.example.com' };
    const inputs = await read({ ...given, ...listed }, true);
    expect(inputs.sourceCredential?.registries).toEqual(new Set(['d.example.com']));
  });

  it('go to no registry that an environment names where images are verified', async () => {
    const pipeline = await loadText(FILE.replace('"p.example.com/p/{image}"', '"evil.example/q/{image}"'));
    const verify = (given: Readonly<Record<string, string>>) =>
      readVerifyInputs((name) => ({ ...CREDENTIALS, ...given })[name] ?? '', pipeline).sourceCredential;
    expect(() => verify({ from: 'p', image: 'app:1' })).toThrow('write evil.example into the input "source-registry"');
    expect(verify({ from: 'evil.example/p/app:1' })?.registries).toEqual(new Set(['evil.example']));
    expect(verify({ from: 'p', image: 'app:1', 'source-registry': 'evil.example' })?.registries).toEqual(
      new Set(['evil.example']),
    );
  });

  it('go to none where the list names no host', () => {
    const credential = { username: 'a', password: 'b', origin: 'c' };
    const hosts = { side: 'source', used: ['a.example'], named: ['a.example'] } as const;
    expect(() => bindCredential(() => 'a.example/x', credential, hosts)).toThrow('it is not a host');
    expect(bindCredential(() => '', undefined, hosts)).toBeUndefined();
  });
});
