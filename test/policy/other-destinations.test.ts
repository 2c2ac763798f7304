import { describe, expect, it } from 'vitest';
import { openRunner } from '../../src/action/runner.ts';
import { resolvePolicy } from '../../src/commands/resolve-policy.ts';
import { readEvent } from '../../src/event/event.ts';
import { readRoutes } from '../../src/inputs/routes.ts';
import { formatRepository } from '../../src/oci/reference.ts';
import type { RecordInput } from '../../src/records/signing.ts';
import { KEYS, loadText } from '../pipeline/support.ts';
import { NOW } from '../promotion/support.ts';
import { keepLog } from '../support/log.ts';

const PIPELINE = await loadText(`version: 1
environments:
  d: { repository: "r.io/d/{image}" }
  t: { repository: "r.io/t/{image}", from: d, record: unsigned }
`);

/** Tells the form of the record in each destination, and of those in an environment by which. */
async function formsOf(to: string, record: RecordInput = 'auto') {
  const inputs: Readonly<Record<string, string>> = { from: 'r.io/d/app:1', to };
  const routes = readRoutes((name) => inputs[name] ?? '', PIPELINE);
  const context = { ...openRunner({}, keepLog()), event: readEvent({}, {}), now: NOW };
  const signing = { signingKey: KEYS.privateKey, signingKeyPassphrase: undefined };
  const given = { routes, pipeline: PIPELINE, record, signing, reason: undefined, githubToken: undefined };
  const { images } = await resolvePolicy(given, context, true);
  return images.flatMap(({ destinations }) =>
    destinations.map((each) => [formatRepository(each.repository), each.route?.destination.name, each.record]),
  );
}

describe('a destination that is in no environment', () => {
  it.each<readonly [RecordInput, string]>([
    ['auto', 'signed'],
    ['signed', 'signed'],
    ['unsigned', 'unsigned'],
  ])('is recorded by the input beside one that is in an environment: %s', async (input, form) => {
    expect(await formsOf('r.io/t/app\nr.io/elsewhere/app', input)).toEqual([
      ['r.io/t/app', 't', input === 'signed' ? 'signed' : 'unsigned'],
      ['r.io/elsewhere/app', undefined, form],
    ]);
  });

  it('is recorded by the input where there is no other', async () => {
    expect(await formsOf('r.io/elsewhere/app', 'off')).toEqual([['r.io/elsewhere/app', undefined, 'off']]);
    expect(await formsOf('r.io/elsewhere/app')).toEqual([['r.io/elsewhere/app', undefined, 'signed']]);
  });
});
