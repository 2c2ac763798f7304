import { describe, expect, it } from 'vitest';
import { openRunner } from '../../src/action/runner.ts';
import { resolvePolicy } from '../../src/commands/resolve-policy.ts';
import { readEvent } from '../../src/event/event.ts';
import { readRoutes } from '../../src/inputs/routes.ts';
import type { RecordInput } from '../../src/records/signing.ts';
import { KEYS, loadText } from '../pipeline/support.ts';
import { NOW } from '../promotion/support.ts';
import { keepLog } from '../support/log.ts';

const PIPELINE = await loadText(`version: 1
environments:
  d: { repository: "r.io/d/{image}" }
  t: { repository: "r.io/t/{image}", from: d, record: unsigned }
`);

async function formsOf(to: string, record: RecordInput = 'auto') {
  const inputs: Readonly<Record<string, string>> = { from: 'r.io/d/app:1', to };
  const routes = readRoutes((name) => inputs[name] ?? '', PIPELINE);
  const context = { ...openRunner({}, keepLog()), event: readEvent({}, {}), now: NOW };
  const signing = { signingKey: KEYS.privateKey, signingKeyPassphrase: undefined };
  const given = { routes, pipeline: PIPELINE, record, signing, reason: undefined, githubToken: undefined };
  const [governed] = await resolvePolicy(given, context, true);
  return { environments: Object.fromEntries(governed?.policyContext?.records ?? []), elsewhere: governed?.record };
}

describe('a destination that is in no environment', () => {
  it.each<readonly [RecordInput, string]>([
    ['auto', 'signed'],
    ['signed', 'signed'],
    ['unsigned', 'unsigned'],
  ])('is recorded by the input beside one that is in an environment: %s', async (input, form) => {
    const { environments, elsewhere } = await formsOf('r.io/t/app\nr.io/elsewhere/app', input);
    expect(environments).toEqual({ 'r.io/t/app': input === 'signed' ? 'signed' : 'unsigned' });
    expect(elsewhere).toBe(form);
  });

  it('is recorded by the input where there is no other', async () => {
    expect(await formsOf('r.io/elsewhere/app', 'off')).toEqual({ environments: {}, elsewhere: 'off' });
    expect(await formsOf('r.io/elsewhere/app')).toEqual({ environments: {}, elsewhere: 'signed' });
  });
});
