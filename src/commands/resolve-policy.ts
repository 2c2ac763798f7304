import { decideRecordForm, findSigningMeans } from '../records/signing.ts';
import { mapNonEmpty } from '../util/non-empty.ts';
import type { CommandContext, PolicyInputs, ResolvedPolicy } from './context.ts';

/**
 * Finds what governs each route of a run: the pipeline file, the identity of the job, and what records are signed with.
 *
 * Without a pipeline file and anything to sign with, GitHub is not asked, and what asks is not even loaded.
 *
 * @param writes whether records are written: if not, it does not matter that there is nothing to sign with.
 * @throws {PolicyError} if no route leads there, or an environment asks for more than there is.
 * @throws {InputError} if a signature is asked for and there is nothing to sign with.
 */
export async function resolvePolicy(
  inputs: PolicyInputs,
  context: CommandContext,
  writes: boolean,
): Promise<ResolvedPolicy> {
  const { pipeline, signing, record, routes } = inputs;
  if (pipeline === undefined && findSigningMeans(signing, context.environment, true) === undefined) {
    const form = decideRecordForm(record, undefined, { canSign: false, writes });
    const images = routes.map(({ from, destinations }) => ({
      from,
      destinations: mapNonEmpty(destinations, ({ repository }) => ({ repository, record: form })),
    }));
    return { images, facts: context.event.run };
  }
  const { resolveRoutes } = await import('./resolve-routes.ts');
  return resolveRoutes(inputs, context, writes);
}
