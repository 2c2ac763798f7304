import type { SealiftError } from '../errors.ts';
import { openPublishers } from '../github/publish.ts';
import type { PublishItem } from '../github/publisher.ts';
import type { Digest } from '../oci/digest.ts';
import type { EventSink } from '../promotion/events.ts';
import { changesSite, type ImagePlan } from '../rollback/plan.ts';
import type { RollbackRequest } from '../rollback/request.ts';
import type { RollbackResult } from '../rollback/rollback.ts';
import type { RollbackUnit } from '../rollback/units.ts';
import { versionTagsOf } from '../rollback/version-line.ts';
import type { CommandContext, PublisherOptions } from './context.ts';
import { keepAtGitHub } from './keep-hold.ts';

/** Publishes a rollback at GitHub: a deployment of its own, and the signed records. */
export interface RollbackPublisher {
  readonly listen: EventSink;
  begin(): Promise<void>;
  /** @returns what required integrations lack. */
  succeed(result: RollbackResult): Promise<unknown>;
  fail(): Promise<void>;
}

const SILENT: RollbackPublisher = {
  listen() {},
  async begin() {},
  async succeed() {
    return undefined;
  },
  async fail() {},
};

function describeItems(
  { environment }: RollbackRequest,
  { wish, target, current, sites }: ImagePlan,
  { units, bundles }: { readonly units: readonly RollbackUnit[]; readonly bundles: ReadonlyMap<Digest, Uint8Array> },
): readonly PublishItem[] {
  return sites.map(({ site: { place, uri }, tags: planned }): PublishItem => {
    const unit = units.find((each) => each.isTarget && each.place === place);
    const tags = (unit?.tags ?? planned).filter(({ action }) => action !== 'skip').map(({ tag }) => tag);
    const record = unit?.record;
    return {
      image: wish.name,
      digest: target,
      source: { environment: environment.name, uri },
      destination: { environment: environment.name, uri, registry: place.repository.registry },
      tags,
      previousDigest: current,
      version: versionTagsOf(tags)[0],
      record,
      bundle: record === undefined ? undefined : bundles.get(record),
    };
  });
}

/** Publishes nothing where nothing changes, and loads nothing where no integration is on. */
export function openRollbackPublisher(
  request: RollbackRequest,
  images: readonly ImagePlan[],
  context: CommandContext & PublisherOptions,
): RollbackPublisher {
  const { event, environment, logger, token, warn } = context;
  const keeping = { pipeline: request.pipeline, githubToken: token, command: 'hold' } as const;
  // Where an image is stored does not change by a rollback.
  const use = { ...request.pipeline.gitHub, storageRecords: 'off' } as const;
  const published = images.filter(({ sites }) => sites.some(changesSite));
  if (published.length === 0 || Object.values(use).every((each) => each === 'off')) return SILENT;
  const publishers = openPublishers({ use, event, environment, token, warn, note: logger.info, task: 'rollback' });
  const bundles = new Map<Digest, Uint8Array>();
  const describe = (units: readonly RollbackUnit[]) =>
    published.flatMap((image) => describeItems(request, image, { units, bundles }));
  return {
    listen(happened) {
      if (happened.kind === 'record' && happened.signed !== undefined)
        bundles.set(happened.digest, happened.signed.bundle);
    },
    begin: () => publishers.begin(describe([])),
    async succeed({ units, holds }) {
      const told = await publishers.succeed(describe(units)).then(
        () => undefined,
        (error: unknown) => error,
      );
      const kept: SealiftError[] = [];
      for (const plan of holds.values()) kept.push(...(await keepAtGitHub(plan, keeping, context)));
      return told ?? kept[0];
    },
    // Only the log masks secrets, so the reason goes nowhere else.
    fail: () => publishers.fail('the log of the run says why'),
  };
}
