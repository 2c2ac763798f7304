import { CancelledError, isSealiftError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { evenAfterStop } from '../promotion/correct-records.ts';
import { describeAdmission } from '../promotion/describe-admission.ts';
import type { EventSink } from '../promotion/events.ts';
import { withdrawAdmission } from '../promotion/withdraw-admission.ts';
import { type AdmissionMeans, writeAdmission } from '../promotion/write-admission.ts';
import { detachReferrers } from '../registry/referrers/detach.ts';
import { eachAtMost } from '../util/concurrency.ts';
import type { RollbackPlace } from './place.ts';
import type { ImagePlan } from './plan.ts';
import type { RecordMeans } from './record.ts';
import type { RollbackRequest } from './request.ts';
import type { RollbackUnit } from './units.ts';

/** Images whose statements are written concurrently. */
const AT_ONCE = 8;

interface Written {
  readonly unit: RollbackUnit;
  readonly digest: Digest;
}

/** The statements of admission of a rollback, where the environment has them: issued for what comes back, and taken from what goes. */
export class AdmissionsBack {
  private readonly request: RollbackRequest;
  private readonly means: RecordMeans;
  private readonly emit: EventSink;
  private readonly written: Written[] = [];

  constructor(request: RollbackRequest, means: RecordMeans, emit: EventSink) {
    this.request = request;
    this.means = means;
    this.emit = emit;
  }

  private meansOf({ repository }: RollbackPlace): AdmissionMeans | undefined {
    const { signer, verify } = this.means;
    const { environment, run } = this.request;
    if (!environment.admission || signer === undefined) return undefined;
    return {
      signer,
      verify,
      now: run.now,
      warn: (sentence) => this.emit({ kind: 'warning', to: repository, sentence }),
    };
  }

  /** Issues statements anew. Its gates are bypassed, so that none of them gives a level. */
  async write(units: readonly RollbackUnit[]): Promise<void> {
    await eachAtMost(AT_ONCE, units, async (unit) => {
      const { place, digest, content } = unit;
      const means = this.meansOf(place);
      if (means === undefined) return;
      const { environment, pipeline, run } = this.request;
      const { client, repository } = place;
      const [newest] = (await place.provenOf(digest)).promotions;
      const admitted = describeAdmission({
        ...{ repository, environment, pipeline, time: run.now, results: [] },
        record: newest && { digest: newest.stored.digest, repository },
      });
      const at = { client, repository, image: content.descriptor, environment };
      const begin = (written: Digest) => void this.written.push({ unit, digest: written });
      const digests = await writeAdmission(at, admitted, { ...means, present: 'same', begin });
      if (digests.length === 0) return;
      this.emit({ kind: 'admission', to: repository, subject: digest, environment: environment.name, digests });
    });
  }

  /** Deletes what this run wrote, because the tags were put back. What cannot be deleted is warned of. */
  async takeBack(): Promise<void> {
    await eachAtMost(AT_ONCE, this.written.splice(0), async ({ unit: { place, digest: subject }, digest }) => {
      const { client, repository, uri } = place;
      try {
        await evenAfterStop(client, (each) => detachReferrers(each, repository, { subject, digests: [digest] }));
      } catch (error) {
        if (!isSealiftError(error) && !(error instanceof CancelledError)) throw error;
        const sentence = `The rollback of ${uri} failed, and a statement still lets ${subject} run: ${error.message}`;
        this.emit({ kind: 'warning', to: repository, sentence });
      }
    });
  }

  /** Takes the admission of what is held. The rollback has succeeded by then, so that a refusal is a warning. */
  async withdraw({ current, sites }: ImagePlan): Promise<void> {
    if (current === undefined) return;
    await eachAtMost(AT_ONCE, sites, async ({ site: { place } }) => {
      const means = this.meansOf(place);
      if (means === undefined) return;
      const { client, repository, uri } = place;
      const { environment, pipeline } = this.request;
      try {
        const content = await place.contentOf(current);
        if ('missing' in content) return;
        await withdrawAdmission({ client, repository, image: content.descriptor, environment }, pipeline, means);
      } catch (error) {
        if (!isSealiftError(error)) throw error;
        const sentence = `The rollback is done, and ${uri}@${current} is still admitted: ${error.message}`;
        this.emit({ kind: 'warning', to: repository, sentence });
      }
    });
  }
}
