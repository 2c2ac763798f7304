import { isAllowedSigner } from '../attestation/sign/allowed-signer.ts';
import type { RecordSigner } from '../attestation/sign/signer.ts';
import { explainMismatch } from '../attestation/verify/trusted-signer.ts';
import { PolicyError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import type { EventSink } from '../promotion/events.ts';
import type { SetItem } from '../promotion/plan.ts';
import { findLogEntry } from '../report/log-entry.ts';
import type { EventLog } from '../report/progress.ts';
import { isChange } from '../tags/planned-tag.ts';
import { safeText } from '../util/safe-text.ts';
import type { CommandContext, Publisher, PublisherOptions, Results, WritingContext } from './context.ts';

export interface Applied {
  readonly results: Results;
  /** What required GitHub integrations lack: an error to be thrown when all else is reported. */
  readonly trouble: unknown;
  /** The pages of signatures in the public transparency log, by the digests of their records. */
  readonly logEntries: ReadonlyMap<Digest, string>;
}

interface ApplyOptions {
  readonly token: string | undefined;
  readonly eventLog: EventLog;
  readonly apply: (emit: EventSink) => Promise<Results>;
}

/** Applies a set when what signs is ready, and publishes to the GitHub integrations before and after. */
export function applyPublished(
  items: readonly SetItem[],
  context: WritingContext,
  { token, eventLog, apply }: ApplyOptions,
): Promise<Applied> {
  const { warn, emit } = eventLog;
  return context.cancellation.writing(async () => {
    const [publisher] = await Promise.all([openPublisher(items, context, { token, warn }), readySigner(items)]);
    await publisher.begin();
    const logEntries = new Map<Digest, string>();
    try {
      const results = await apply((event) => {
        publisher.listen(event);
        const entry = event.kind === 'record' && event.signed && findLogEntry(event.signed.bundle);
        if (entry) logEntries.set(event.digest, entry);
        emit(event);
      });
      return { results, trouble: await publisher.succeed(results), logEntries };
    } catch (error) {
      await publisher.fail();
      throw error;
    }
  });
}

function willSign({ plan }: SetItem): boolean {
  return plan.destinations.some(
    ({ record, tags, copy }) => record === 'signed' && (tags.tags.some(isChange) || copy.manifests.length > 0),
  );
}

/**
 * Refuses to sign a record that would not be trusted: by a signer that the environment does not name, it would block the
 * image's further promotion.
 */
function requireTrusted(items: readonly SetItem[], { who, name }: RecordSigner): void {
  for (const { plan } of items) {
    for (const { route, record } of plan.destinations) {
      if (route === undefined || record !== 'signed') continue;
      const { signers, name: environment } = route.destination;
      if (signers.length === 0 || signers.some((trusted) => isAllowedSigner(who, trusted))) continue;
      const miss = who.kind === 'identity' ? explainMismatch(who, signers) : undefined;
      const why = miss === undefined ? '' : ` (${miss})`;
      throw new PolicyError(
        `Cannot promote ${plan.source.reference} to ${environment}: its record would be signed by ${safeText(name, 300)}, whom the pipeline file does not name among the signers of ${environment}${why}; promote it by a workflow or key that is named there`,
      );
    }
  }
}

/**
 * Opens the signer if anything may be signed, and gets a certificate if something will be: a run that cannot sign, or
 * may not, writes nothing to a registry.
 *
 * @throws {InputError} if key, token, certificate or trusted root cannot be had.
 * @throws {PolicyError} if an environment does not name this signer.
 */
export async function readySigner(items: readonly SetItem[]): Promise<void> {
  const signing = items.filter(({ plan }) => plan.destinations.some(({ record }) => record === 'signed'));
  const signer = await signing[0]?.request.run.signer?.open();
  if (signer === undefined) return;
  requireTrusted(signing, signer);
  const writing = items.filter(willSign);
  if (writing.length === 0) return;
  // The verifier of own records is loaded while the certificate is requested.
  const verified = writing.find(({ plan }) =>
    plan.destinations.some(({ route }) => route !== undefined && route.destination.signers.length > 0),
  );
  await Promise.all([signer.prepare(), verified?.request.policy?.openVerifier()]);
}

const SILENT: Publisher = {
  listen() {},
  async begin() {},
  async succeed() {
    return undefined;
  },
  async fail() {},
};

/**
 * Loads nothing if the pipeline file names no GitHub integrations.
 *
 * @throws {PolicyError} if the file requires what cannot be had.
 */
async function openPublisher(
  items: readonly SetItem[],
  context: CommandContext,
  options: PublisherOptions,
): Promise<Publisher> {
  const use = items.find(({ request }) => request.policy !== undefined)?.request.policy?.pipeline.gitHub;
  if (use === undefined || Object.values(use).every((each) => each === 'off')) return SILENT;
  const { publishTo } = await import('./publish.ts');
  return publishTo(use, items, { ...context, ...options }) ?? SILENT;
}
