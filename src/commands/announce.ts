import type { PlaceItem, Places } from '../action/github/places.ts';
import { PolicyError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/repository.ts';
import type { DestinationResult } from '../promotion/apply.ts';
import { previousDigest } from '../promotion/previous-digest.ts';
import type { EventSink } from '../promotion/promotion-event.ts';
import type { PromotionPlan } from '../promotion/promotion-plan.ts';
import { type PromotionRequest, recordFormOf } from '../promotion/promotion-request.ts';
import type { SetItem } from '../promotion/promotion-set.ts';
import type { CommandContext } from './context.ts';

/** The bundles of signed records, by what they were written for. */
type Bundles = Map<string, Uint8Array>;

/** Tells GitHub's places of the promotions of a run: before they begin, and when they are done. */
export interface Announcer {
  /** Hears of records as they are written, for the places that keep them too. */
  readonly listen: EventSink;
  /** @throws {PolicyError} where a place that the file requires cannot be used: nothing is written then. */
  begin(): Promise<void>;
  /** @returns what is missing of what the file requires: an error that is thrown when all else is done. */
  succeed(results: readonly (readonly DestinationResult[])[]): Promise<unknown>;
  fail(): Promise<void>;
}

/** There is nobody to tell. */
const SILENT: Announcer = {
  listen() {},
  async begin() {},
  async succeed() {
    return undefined;
  },
  async fail() {},
};

function keyOf(repository: Repository, subject: Digest): string {
  return `${formatRepository(repository)}@${subject}`;
}

function describeItem(
  { source, image, grants, destinations }: PromotionPlan,
  { results, bundles }: { readonly results?: readonly DestinationResult[] | undefined; readonly bundles: Bundles },
): readonly PlaceItem[] {
  return destinations.flatMap((destination, index): readonly PlaceItem[] => {
    const { repository } = destination;
    const passage = grants?.get(formatRepository(repository))?.passage;
    if (passage === undefined) return [];
    const result = results?.[index];
    const tags = (result?.tags ?? destination.tags.tags).filter(({ action }) => action !== 'skip');
    return [
      {
        image: passage.image,
        digest: image.digest,
        source: { environment: passage.source?.name, uri: formatRepository(source.repository) },
        destination: {
          environment: passage.destination.name,
          uri: formatRepository(repository),
          registry: repository.registry,
        },
        tags: tags.map(({ tag }) => tag),
        previousDigest: previousDigest(tags),
        version: tags.find(({ kind }) => kind === 'semver.full')?.tag,
        record: result?.record,
        bundle: bundles.get(keyOf(repository, image.digest)),
      },
    ];
  });
}

/** Finds the pipeline file of a set, where one governs any of it. */
function pipelineOf(requests: readonly PromotionRequest[]) {
  return requests.find(({ governance }) => governance !== undefined)?.governance?.pipeline;
}

/** Refuses early what could not be told later: only signed records are attestations. */
function requireSigned(items: readonly SetItem[]): void {
  for (const { request, plan } of items) {
    for (const { repository } of plan.destinations) {
      const passage = plan.grants?.get(formatRepository(repository))?.passage;
      if (passage === undefined || recordFormOf(request, repository) === 'signed') continue;
      throw new PolicyError(
        `Cannot promote ${plan.source.reference} to ${passage.destination.name}: the pipeline file requires an attestation of it at GitHub, and its record will not be signed; give the job "permissions: id-token: write", or set "attestations: on"`,
      );
    }
  }
}

/** Opens what tells GitHub's places; it does nothing where the pipeline file names none. */
export async function openAnnouncer(
  items: readonly SetItem[],
  { event, environment, logger }: CommandContext,
  { token, warn }: { readonly token: string | undefined; readonly warn: (sentence: string) => void },
): Promise<Announcer> {
  const use = pipelineOf(items.map(({ request }) => request))?.gitHub;
  if (use === undefined || Object.values(use).every((each) => each === 'off')) return SILENT;
  if (use.attestations === 'required') requireSigned(items);
  const { openPlaces } = await import('../action/github/places.ts');
  const places: Places = openPlaces({ use, event, environment, token, warn, note: logger.info });
  const bundles: Bundles = new Map();
  const describe = (results?: readonly (readonly DestinationResult[])[]) =>
    items.flatMap(({ plan }, index) => describeItem(plan, { results: results?.[index], bundles }));
  return {
    listen(happened) {
      if (happened.kind !== 'record' || happened.signed === undefined) return;
      bundles.set(keyOf(happened.to, happened.subject), happened.signed.bundle);
    },
    begin: () => places.begin(describe()),
    async succeed(results) {
      try {
        await places.succeed(describe(results));
        return undefined;
      } catch (error) {
        return error;
      }
    },
    // The log keeps secrets out of what it says; nothing else of it goes anywhere.
    fail: () => places.fail('the log of the run says why'),
  };
}
