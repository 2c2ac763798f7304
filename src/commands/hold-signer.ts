import type { RunFacts } from '../attestation/predicates/promotion.ts';
import { toRunFacts } from '../attestation/sign/run.ts';
import type { RecordSigner } from '../attestation/sign/signer.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { InputError, PolicyError } from '../errors.ts';
import type { HoldInputs } from '../inputs/hold.ts';
import { openVerifier } from '../records/verifier.ts';
import type { CommandContext } from './context.ts';
import { findRunMeans, findRunSigner } from './run-signer.ts';

/** What a run signs holds with, and checks them by. */
export interface HoldSigner {
  /** Undefined: the record is not signed. */
  readonly signer: RecordSigner | undefined;
  readonly verify: BundleVerifier;
  readonly run: RunFacts;
  /** The number of the run, as the identity token says it. */
  readonly runId: string | undefined;
}

/** What decides how a record is signed that stands for no promotion. */
export type HoldSignerInputs = Pick<HoldInputs, 'record' | 'environments' | 'pipeline' | 'signing'> & {
  readonly command: 'hold' | 'unhold' | 'retain' | 'archive' | 'restore';
};

const WHY_RECORD: Readonly<Record<HoldSignerInputs['command'], string>> = {
  hold: 'a hold is a record',
  unhold: 'a hold is a record',
  retain: 'what is gone must be found by one',
  archive: 'only a record proves that an image was archived',
  restore: 'only a record says that an image is back',
};

/** Whether the record is signed. @throws if it has to be and cannot be, or must not be. */
function isSigned({ record, environments, command }: HoldSignerInputs, canSign: boolean): boolean {
  const what = `write the record of command ${command}`;
  if (record === 'off') {
    throw new InputError(`Cannot ${what}: the input "record" is "off", and ${WHY_RECORD[command]}; leave "record" out`);
  }
  const strict = environments.find((each) => each.record === 'signed' || each.signers.length > 0);
  if (record === 'unsigned' && strict !== undefined) {
    throw new PolicyError(`Cannot ${what} unsigned: ${strict.name} accepts only signed records; leave "record" out`);
  }
  if (record === 'unsigned') return false;
  if (!canSign && (strict !== undefined || record === 'signed')) {
    const why = strict === undefined ? 'the input "record" asks for it' : `${strict.name} accepts only signed records`;
    throw new InputError(
      `Cannot sign the record of command ${command}: ${why}, and there is neither an identity token nor a key; give the job "permissions: id-token: write", or a key in the input "signing-key"`,
    );
  }
  return canSign;
}

/** Opens what signs before anything is read: a run that cannot sign ends at once. */
export async function openHoldSigner(inputs: HoldSignerInputs, context: CommandContext): Promise<HoldSigner> {
  const { pipeline } = inputs;
  const { environment, logger, event } = context;
  const signs = isSigned(inputs, findRunMeans(inputs, context) !== undefined);
  const { identity, signer, publicGood } = await findRunSigner(inputs, context, signs);
  const verifying = { now: () => new Date(), warn: logger.warn, environment, publicGood };
  const [opened, verify] = await Promise.all([signs ? signer?.open() : undefined, openVerifier(pipeline, verifying)]);
  return {
    signer: opened,
    verify,
    run: identity === undefined ? event.run : toRunFacts(identity.claims, event.run),
    runId: identity?.claims.runId,
  };
}
