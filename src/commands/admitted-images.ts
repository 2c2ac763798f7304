import type { ClientLookup } from '../clients/by-credential.ts';
import { isSealiftError, type SealiftError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { parseRepository, type Repository } from '../oci/reference.ts';
import { environmentNamed } from '../pipeline/environments.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { readAdmission } from '../promotion/withdraw-admission.ts';
import type { AdmissionMeans } from '../promotion/write-admission.ts';
import type { CheckedImage } from '../report/check.ts';
import { eachAtMost } from '../util/concurrency.ts';

/** Images whose statements are read concurrently. */
const AT_ONCE = 8;

/** An image in an environment with admission. */
export interface AdmissionSubject {
  readonly image: CheckedImage;
  readonly digest: Digest;
  readonly environment: Environment;
  readonly repository: Repository;
}

/** Finds the images that are in environments with admission. */
export function admissionSubjects(images: readonly CheckedImage[], pipeline: Pipeline): readonly AdmissionSubject[] {
  return images.flatMap((image): readonly AdmissionSubject[] => {
    const { digest, repositories } = image;
    const environment = environmentNamed(pipeline, image.environment ?? '');
    const [uri] = repositories;
    if (environment?.admission !== true || digest === undefined || uri === undefined) return [];
    return [{ image, digest, environment, repository: parseRepository(uri) }];
  });
}

/** The images that a statement lets run. */
export interface AdmittedImages {
  readonly images: ReadonlySet<CheckedImage>;
  /** Why others could not be read. */
  readonly failures: readonly SealiftError[];
}

/** Finds the images that a statement lets run: whoever may push can add any number of others. */
export async function findAdmitted(
  subjects: readonly AdmissionSubject[],
  clientOf: ClientLookup,
  means: Pick<AdmissionMeans, 'verify' | 'now'>,
): Promise<AdmittedImages> {
  const failures: SealiftError[] = [];
  const found = await eachAtMost(AT_ONCE, subjects, async ({ image, digest, environment, repository }) => {
    try {
      const place = { client: clientOf(repository, 'pull'), repository, image: { digest }, environment };
      return (await readAdmission(place, means)).length > 0 ? [image] : [];
    } catch (error) {
      if (!isSealiftError(error)) throw error;
      failures.push(error);
      return [];
    }
  });
  return { images: new Set(found.flat()), failures };
}
