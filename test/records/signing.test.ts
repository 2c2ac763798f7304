import { describe, expect, it } from 'vitest';
import type { TrustedSigner } from '../../src/attestation/verify/verifier.ts';
import { InputError, PolicyError } from '../../src/errors.ts';
import type { RecordPolicy } from '../../src/pipeline/pipeline.ts';
import { decideRecordForm, type RecordInput } from '../../src/records/signing.ts';

import { thrownBy } from '../oci/support.ts';

/** What comes of it: a form, or `forbidden` by the file, or `unable` to sign. */
type Outcome = 'signed' | 'unsigned' | 'off' | 'forbidden' | 'unable';

const TABLE: readonly (readonly [RecordPolicy | undefined, RecordInput, able: Outcome, unable: Outcome])[] = [
  [undefined, 'auto', 'signed', 'unsigned'],
  [undefined, 'signed', 'signed', 'unable'],
  [undefined, 'unsigned', 'unsigned', 'unsigned'],
  [undefined, 'off', 'off', 'off'],
  ['auto', 'auto', 'signed', 'unsigned'],
  ['auto', 'signed', 'signed', 'unable'],
  ['auto', 'unsigned', 'unsigned', 'unsigned'],
  ['auto', 'off', 'forbidden', 'forbidden'],
  ['signed', 'auto', 'signed', 'unable'],
  ['signed', 'signed', 'signed', 'unable'],
  ['signed', 'unsigned', 'forbidden', 'forbidden'],
  ['signed', 'off', 'forbidden', 'forbidden'],
  ['unsigned', 'auto', 'unsigned', 'unsigned'],
  ['unsigned', 'signed', 'signed', 'unable'],
  ['unsigned', 'unsigned', 'unsigned', 'unsigned'],
  ['unsigned', 'off', 'forbidden', 'forbidden'],
];

const SIGNERS = [{ kind: 'key', name: 'a.pub', pem: '' }] as const;

function outcome(
  policy: RecordPolicy | undefined,
  input: RecordInput,
  { canSign, signers = [] }: { readonly canSign: boolean; readonly signers?: readonly TrustedSigner[] },
): Outcome {
  const environment = policy && { name: 'p', record: policy, signers };
  const decide = () => decideRecordForm(input, environment, { canSign, writes: true });
  try {
    return decide();
  } catch (error) {
    if (error instanceof PolicyError) return 'forbidden';
    if (error instanceof InputError) return 'unable';
    throw error;
  }
}

describe('the form of a record', () => {
  it.each(TABLE)(
    'in an environment with the policy %s and by the input %s is %s, or else %s',
    (policy, input, able, unable) => {
      expect(outcome(policy, input, { canSign: true })).toBe(able);
      expect(outcome(policy, input, { canSign: false })).toBe(unable);
    },
  );

  it.each<readonly [RecordPolicy, RecordInput, able: Outcome, unable: Outcome]>([
    ['auto', 'auto', 'signed', 'unable'],
    ['auto', 'signed', 'signed', 'unable'],
    ['auto', 'unsigned', 'forbidden', 'forbidden'],
    ['auto', 'off', 'forbidden', 'forbidden'],
    ['signed', 'auto', 'signed', 'unable'],
  ])('in an environment that names signers, policy %s, input %s, is %s, or else %s', (policy, input, able, unable) => {
    expect(outcome(policy, input, { canSign: true, signers: SIGNERS })).toBe(able);
    expect(outcome(policy, input, { canSign: false, signers: SIGNERS })).toBe(unable);
  });

  it('says that it is signed because signers are named', () => {
    const environment = { name: 'p', record: 'auto', signers: SIGNERS } as const;
    expect(thrownBy(() => decideRecordForm('auto', environment, { canSign: false, writes: true })).message).toContain(
      'Cannot sign the record: the pipeline file names the signers of p, and there is neither',
    );
    expect(thrownBy(() => decideRecordForm('unsigned', environment, { canSign: true, writes: true })).message).toBe(
      'Cannot promote to p with "record: unsigned": the pipeline file names who signs records of what enters it; leave "record" out',
    );
  });

  it('is told to a job that only plans without anything to sign with', () => {
    const state = { canSign: false, writes: false };
    expect(decideRecordForm('auto', { name: 'p', record: 'signed', signers: [] }, state)).toBe('signed');
    expect(decideRecordForm('signed', undefined, state)).toBe('signed');
    expect(decideRecordForm('auto', { name: 'p', record: 'auto', signers: [] }, state)).toBe('unsigned');
  });

  const MEANS =
    'and there is neither an identity token nor a key; give the job "permissions: id-token: write", or a key in the input "signing-key"';

  it.each<readonly [RecordPolicy, RecordInput, boolean, string]>([
    [
      'signed',
      'unsigned',
      true,
      'Cannot promote to p with "record: unsigned": the pipeline file asks for a signed record of what enters it; leave "record" out',
    ],
    [
      'auto',
      'off',
      true,
      'Cannot promote to p with "record: off": the pipeline file asks for a record of what enters it; leave "record" out',
    ],
    ['signed', 'auto', false, `Cannot sign the record: p accepts only signed records, ${MEANS}`],
    ['auto', 'signed', false, `Cannot sign the record: the input "record" asks for it, ${MEANS}`],
  ])('is refused with a cure: policy %s, input %s', (record, input, canSign, message) => {
    expect(
      thrownBy(() => decideRecordForm(input, { name: 'p', record, signers: [] }, { canSign, writes: true })).message,
    ).toBe(message);
  });
});
