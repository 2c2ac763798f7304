import { isAllowedSigner } from '../attestation/sign/allowed-signer.ts';
import type { RecordSigner } from '../attestation/sign/signer.ts';
import { explainMismatch } from '../attestation/verify/trusted-signer.ts';
import { PolicyError } from '../errors.ts';
import type { PromoteInputs } from '../inputs/promote.ts';
import type { GitHubIntegrations } from '../pipeline/pipeline.ts';
import type { EventSink } from '../promotion/events.ts';
import type { SetItem } from '../promotion/plan.ts';
import type { EventLog } from '../report/progress.ts';
import { isChange } from '../tags/planned-tag.ts';
import { safeText } from '../util/safe-text.ts';
import type { CommandContext, Publisher, PublisherOptions, Results, WritingContext } from './context.ts';

/** What came of a set, and what the GitHub integrations lack of what the pipeline file requires. */
interface Applied {
  readonly results: Results;
  /** An error to be thrown when all else is told; undefined if nothing is missing. */
  readonly trouble: unknown;
}

/** What is written with, and who is told. */
interface PublishedRun {
  readonly inputs: Pick<PromoteInputs, 'githubToken'>;
  readonly eventLog: EventLog;
}

/**
 * Applies a set when what signs is ready, and tells the GitHub integrations before and after.
 *
 * @param apply writes; it is given who hears of events.
 */
export function applyPublished(items: readonly SetItem[], context: WritingContext, run: ApplyRun): Promise<Applied> {
  return context.cancellation.writing(() => applyAndPublish(items, context, run));
}

/** What is written with, who is told, and what writes. */
type ApplyRun = PublishedRun & { readonly apply: (emit: EventSink) => Promise<Results> };

async function applyAndPublish(
  items: readonly SetItem[],
  context: WritingContext,
  { inputs, eventLog, apply }: ApplyRun,
): Promise<Applied> {
  const { warn, emit } = eventLog;
  const [announcer] = await Promise.all([
    openPublisher(items, context, { token: inputs.githubToken, warn }),
    readySigner(items),
  ]);
  await announcer.begin();
  try {
    const results = await apply((event) => {
      announcer.listen(event);
      emit(event);
    });
    return { results, trouble: await announcer.succeed(results) };
  } catch (error) {
    await announcer.fail();
    throw error;
  }
}

/** Whether an image has anything to be written in a destination where its record is signed. */
function willSign({ plan }: SetItem): boolean {
  return plan.destinations.some(
    ({ record, tags, copy }) => record === 'signed' && (tags.tags.some(isChange) || copy.manifests.length > 0),
  );
}

/**
 * Refuses to sign what nobody would believe: a record by a signer whom the environment does not name would keep the image
 * from going on.
 */
function requirePinned(items: readonly SetItem[], { who, name }: RecordSigner): void {
  for (const { plan } of items) {
    for (const { route, record } of plan.destinations) {
      if (route === undefined || record !== 'signed') continue;
      const { signers, name: environment } = route.destination;
      if (signers.length === 0 || signers.some((pin) => isAllowedSigner(who, pin))) continue;
      const miss = who.kind === 'identity' ? explainMismatch(who, signers) : undefined;
      const why = miss === undefined ? '' : ` (${miss})`;
      throw new PolicyError(
        `Cannot promote ${plan.source.reference} to ${environment}: its record would be signed by ${safeText(name, 300)}, whom the pipeline file does not name among the signers of ${environment}${why}; promote it by a workflow or key that is named there`,
      );
    }
  }
}

/**
 * Opens what signs, where anything may be signed, and gets a certificate where something will be: nothing is written
 * to a registry by a run that cannot sign, or may not.
 *
 * @throws {InputError} if key, token, certificate or trusted root cannot be had.
 * @throws {PolicyError} if an environment does not name whoever signs here.
 */
export async function readySigner(items: readonly SetItem[]): Promise<void> {
  const signing = items.filter(({ plan }) => plan.destinations.some(({ record }) => record === 'signed'));
  const signer = await signing[0]?.request.run.signer?.open();
  if (signer === undefined) return;
  requirePinned(signing, signer);
  const writing = items.filter(willSign);
  if (writing.length === 0) return;
  // What records are verified by before they are attached is read while the certificate is asked for.
  const pinned = writing.find(({ plan }) =>
    plan.destinations.some(({ route }) => route !== undefined && route.destination.signers.length > 0),
  );
  await Promise.all([signer.prepare(), pinned?.request.policy?.openVerifier()]);
}

/** There is nobody to tell. */
const SILENT: Publisher = {
  listen() {},
  async begin() {},
  async succeed() {
    return undefined;
  },
  async fail() {},
};

/** Finds which places the pipeline file names, where one governs any image of a set. */
function publishersOf(items: readonly SetItem[]): GitHubIntegrations | undefined {
  return items.find(({ request }) => request.policy !== undefined)?.request.policy?.pipeline.gitHub;
}

/**
 * Opens what tells the GitHub integrations; nothing is loaded and nobody is told where the pipeline file names none.
 *
 * @throws {PolicyError} if the file requires what cannot be had.
 */
async function openPublisher(
  items: readonly SetItem[],
  context: CommandContext,
  options: PublisherOptions,
): Promise<Publisher> {
  const use = publishersOf(items);
  if (use === undefined || Object.values(use).every((each) => each === 'off')) return SILENT;
  const { publishTo } = await import('./publish.ts');
  return publishTo(use, items, { ...context, ...options }) ?? SILENT;
}
