import { PolicyError } from '../errors.ts';
import { openPublishers } from '../github/publish.ts';
import type { PublishItem } from '../github/publisher.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { GitHubIntegrations } from '../pipeline/pipeline.ts';
import type { ResolvedRoute } from '../policy/route.ts';
import type { DestinationPlan, SetItem } from '../promotion/plan.ts';
import type { DestinationResult } from '../promotion/promote.ts';
import { readRecord } from '../records/read.ts';
import { isChange, previousDigest } from '../tags/planned-tag.ts';
import { eachAtMost } from '../util/concurrency.ts';
import type { CommandContext, Publisher, PublisherOptions, Results } from './context.ts';

/** Bundles read concurrently. */
const BUNDLES_AT_ONCE = 16;

function keyOf(repository: Repository, subject: Digest): string {
  return `${formatRepository(repository)}@${subject}`;
}

/** A promotion into an environment that may be published. */
interface PublishedImage {
  readonly item: SetItem;
  readonly destination: DestinationPlan;
  readonly route: ResolvedRoute;
  /** Its position in the results. */
  readonly at: readonly [image: number, destination: number];
}

/** Lists the promotions into environments; one that changes nothing is published only if an integration is required. */
function listPublished(items: readonly SetItem[], isRequired: boolean): readonly PublishedImage[] {
  return items.flatMap((item, image) =>
    item.plan.destinations.flatMap((destination, index): readonly PublishedImage[] => {
      const { route } = destination;
      const isNews = destination.tags.tags.some(isChange) || destination.copy.manifests.length > 0;
      return route === undefined || !(isNews || isRequired) ? [] : [{ item, destination, route, at: [image, index] }];
    }),
  );
}

function describeItem(
  { item, destination, route }: PublishedImage,
  {
    result,
    bundle,
  }: { readonly result?: DestinationResult | undefined; readonly bundle?: Uint8Array | undefined } = {},
): PublishItem {
  const { source, image } = item.plan;
  const { repository } = destination;
  const tags = (result?.tags ?? destination.tags.tags).filter(({ action }) => action !== 'skip');
  return {
    image: route.image,
    digest: image.digest,
    source: { environment: route.source?.name, uri: formatRepository(source.repository) },
    destination: {
      environment: route.destination.name,
      uri: formatRepository(repository),
      registry: repository.registry,
    },
    tags: tags.map(({ tag }) => tag),
    previousDigest: previousDigest(tags),
    version: tags.find(({ kind }) => kind === 'semver.full')?.tag,
    record: result?.record,
    bundle,
  };
}

/** Reads the bundle of a record that another run or job has written; undefined if it is not signed. */
async function readBundle(
  { item, destination }: PublishedImage,
  record: Digest | undefined,
): Promise<Uint8Array | undefined> {
  if (record === undefined || destination.record !== 'signed') return undefined;
  const { repository } = destination;
  const query = { repository, subject: item.plan.image.digest };
  const stored = await readRecord(item.clients.destination(repository), query, record);
  return stored?.form === 'bundle' ? stored.bytes : undefined;
}

/** Refuses early what could not be published later: only signed records are attestations. */
function requireSigned(published: readonly PublishedImage[]): void {
  const unsigned = published.find(({ destination }) => destination.record !== 'signed');
  if (unsigned === undefined) return;
  throw new PolicyError(
    `Cannot promote ${unsigned.item.plan.source.reference} to ${unsigned.route.destination.name}: the pipeline file requires an attestation of it at GitHub, and its record will not be signed; give the job "permissions: id-token: write", or set "attestations: on"`,
  );
}

/**
 * Makes what publishes the promotions of a set to the GitHub integrations.
 *
 * @returns undefined if there is nothing to publish.
 * @throws {PolicyError} if an attestation is required and a record will not be signed.
 */
export function publishTo(
  use: GitHubIntegrations,
  items: readonly SetItem[],
  { event, environment, logger, token, warn }: CommandContext & PublisherOptions,
): Publisher | undefined {
  const published = listPublished(items, Object.values(use).includes('required'));
  if (published.length === 0) return undefined;
  if (use.attestations === 'required') requireSigned(published);
  const publishers = openPublishers({ use, event, environment, token, warn, note: logger.info });
  const bundles = new Map<string, Uint8Array>();
  async function complete(each: PublishedImage, results: Results): Promise<PublishItem> {
    const [image, index] = each.at;
    const result = results[image]?.[index];
    const known = bundles.get(keyOf(each.destination.repository, each.item.plan.image.digest));
    const bundle = use.attestations === 'off' ? undefined : (known ?? (await readBundle(each, result?.record)));
    return describeItem(each, { result, bundle });
  }
  return {
    listen(happened) {
      if (happened.kind !== 'record' || happened.signed === undefined) return;
      bundles.set(keyOf(happened.to, happened.subject), happened.signed.bundle);
    },
    begin: () => publishers.begin(published.map((each) => describeItem(each))),
    async succeed(results) {
      try {
        await publishers.succeed(await eachAtMost(BUNDLES_AT_ONCE, published, (each) => complete(each, results)));
        return undefined;
      } catch (error) {
        return error;
      }
    },
    // The log keeps secrets out of what it says; nothing else of it goes anywhere.
    fail: () => publishers.fail('the log of the run says why'),
  };
}
