import { CancelledError, isSealiftError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import { detachReferrers } from '../registry/referrers/detach.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { evenAfterStop } from './correct-records.ts';
import { describeAdmission } from './describe-admission.ts';
import type { EventSink } from './events.ts';
import type { PushedImage } from './push.ts';
import { writeAdmission } from './write-admission.ts';

/** Images whose statements are written concurrently. */
const AT_ONCE = 16;

interface Written {
  readonly pushed: PushedImage;
  readonly digest: Digest;
}

/** The statements of admission that a promotion writes: when all images are complete and recorded, before any tag. */
export class Admissions {
  private readonly written: Written[] = [];

  /**
   * Writes the statements of the images whose environments ask for them.
   *
   * @returns the images with what was written.
   * @throws {PolicyError} if they could not be verified afterwards.
   */
  write(images: readonly PushedImage[], emit: EventSink): Promise<readonly PushedImage[]> {
    return eachAtMost(AT_ONCE, images, (pushed) => this.writeOne(pushed, emit));
  }

  private async writeOne(pushed: PushedImage, emit: EventSink): Promise<PushedImage> {
    const { request, plan, destination } = pushed.scope;
    const { policy, run, from } = request;
    const { repository, route, evidence, gates, copy } = destination;
    if (policy === undefined || route?.destination.admission !== true) return pushed;
    if (run.signer === undefined) throw new Error('there is no signer for the statements of admission');
    const environment = route.destination;
    const content = describeAdmission({
      ...{ repository, environment, pipeline: policy.pipeline, time: run.now },
      results: gates?.results ?? [],
      record: evidence && { digest: evidence.digest, repository: from.repository },
    });
    const client = pushed.clients.destination(repository);
    const [signer, verify] = await Promise.all([run.signer.open(), policy.openVerifier()]);
    const digests = await writeAdmission({ client, repository, image: plan.image, environment }, content, {
      ...{ signer, verify, now: run.now },
      present: copy.manifests.some(({ node }) => node.descriptor.digest === plan.image.digest) ? 'none' : 'same',
      begin: (digest) => void this.written.push({ pushed, digest }),
      warn: (sentence) => emit({ kind: 'warning', to: repository, sentence }),
    });
    if (digests.length === 0) return pushed;
    emit({ kind: 'admission', to: repository, subject: plan.image.digest, environment: environment.name, digests });
    return { ...pushed, admission: digests };
  }

  /**
   * Deletes what this run wrote, because its promotion failed: nobody relies on an image whose tags were put back. Older
   * statements stay. What cannot be deleted is warned of, so that it does not hide why the run failed.
   */
  async takeBack(emit: EventSink): Promise<void> {
    const images = Map.groupBy(this.written.splice(0), ({ pushed }) => pushed);
    await eachAtMost(AT_ONCE, [...images], async ([{ clients, scope }, written]) => {
      const { repository } = scope.destination;
      const subject = scope.plan.image.digest;
      const digests = written.map(({ digest }) => digest);
      try {
        const opened = (await clients.deleting?.(repository)) ?? clients.destination(repository);
        await evenAfterStop(opened, (client) => detachReferrers(client, repository, { subject, digests }));
      } catch (error) {
        if (!isSealiftError(error) && !(error instanceof CancelledError)) throw error;
        emit({
          kind: 'warning',
          to: repository,
          sentence: `The promotion of ${formatRepository(repository)}@${subject} failed, and its admission statements still let it run: ${error.message}`,
        });
      }
    });
  }
}
