import type { ClientPool } from '../clients/pool.ts';
import { InputError, isSealiftError, type SealiftError } from '../errors.ts';
import type { HoldInputs } from '../inputs/hold.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import { environmentNamed } from '../pipeline/environments.ts';
import { readAdmission, withdrawAdmission } from '../promotion/withdraw-admission.ts';
import type { HoldMeans, HoldPlan } from '../promotion/write-hold.ts';
import type { AdmissionChange } from '../report/check.ts';
import type { CommandContext } from './context.ts';
import type { FoundPlace } from './hold-places.ts';

interface HeldImage {
  readonly digest: Digest;
  readonly found: readonly FoundPlace[];
  readonly plan: Pick<HoldPlan, 'places'>;
}

interface WithdrawWork {
  readonly inputs: HoldInputs;
  readonly context: Pick<CommandContext, 'logger'>;
  readonly pool: Pick<ClientPool, 'open'>;
  readonly means: HoldMeans;
}

interface Withdrawals {
  /** In a dry run, what would be withdrawn. */
  readonly changes: readonly AdmissionChange[];
  readonly failures: readonly SealiftError[];
}

/** What lets an image run in an environment with admission, by its place. */
function admittedPlaces(images: readonly HeldImage[], { pipeline, environments }: HoldInputs) {
  return images.flatMap(({ digest, found, plan }) =>
    plan.places.flatMap((place) => {
      const uri = formatRepository(place.repository);
      const names = found.find((each) => each.uri === uri)?.environments ?? [];
      return names.flatMap((name) => {
        const environment = environmentNamed(pipeline, name);
        const isAdmitted = environment?.admission === true && environments.includes(environment);
        return isAdmitted ? [{ ...place, digest, uri, environment }] : [];
      });
    }),
  );
}

/**
 * Withdraws the statements by which held images may run, in environments with admission: what is quarantined is not
 * started again. That the hold is ended does not bring them back.
 */
export async function withdrawHeld(images: readonly HeldImage[], work: WithdrawWork): Promise<Withdrawals> {
  const { inputs, pool, means } = work;
  const { pipeline, dryRun, destinationCredential: given } = inputs;
  const places = admittedPlaces(images, inputs);
  if (places.length === 0) return { changes: [], failures: [] };
  const { signer } = means;
  if (signer === undefined) {
    const error = new InputError(
      'Cannot withdraw the admission of what is held: that is signed, and there is neither an identity token nor a key; give the job "permissions: id-token: write", or a key in the input "signing-key"',
    );
    return { changes: [], failures: [error] };
  }
  const access = dryRun ? 'pull' : 'push';
  const clientOf = await pool.open(
    places.map(({ repository }) => ({ ...({ repository, access, given } as const), deletes: !dryRun })),
  );
  const changes: AdmissionChange[] = [];
  const failures: SealiftError[] = [];
  for (const { repository, image, digest, uri, environment } of places) {
    const place = { client: clientOf(repository, access), repository, image, environment };
    const signed = { ...means, signer };
    try {
      const found = dryRun
        ? (await readAdmission(place, signed)).length > 0 && { withdrawn: [], record: undefined }
        : await withdrawAdmission(place, pipeline, signed);
      if (!found) continue;
      const statements = found.record === undefined ? [] : [...found.withdrawn, found.record];
      changes.push({ does: 'withdraw', environment: environment.name, repository: uri, digest, statements });
    } catch (error) {
      if (!isSealiftError(error)) throw error;
      failures.push(error);
    }
  }
  return { changes, failures };
}
