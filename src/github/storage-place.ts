import { explainFailure } from './answer.ts';
import { attemptEach } from './attempts.ts';
import type { PlaceItem } from './place-item.ts';
import { type Place, type PlaceContext, type PlaceTrouble, troubleOf } from './publisher.ts';
import { createStorageRecord, isOwnedByOrganization, STORAGE_RECORDS_PERMISSION } from './storage-records.ts';

const nameOf = ({ destination }: PlaceItem): string => destination.uri;

const CREATING = { verb: 'create', noun: 'storage record', nameOf };

const OWNED_BY_A_PERSON = 'the repository belongs to a person, and GitHub keeps storage records only for organisations';

/** GitHub's storage records: where each image is. */
export function openStoragePlace({ client, isRequired, note }: PlaceContext): Place {
  let isKept = true;

  return {
    async begin(items) {
      function trouble(failure: PlaceTrouble['failure']): PlaceTrouble {
        isKept = false;
        return { ...CREATING, count: items.length, missing: items.map(nameOf), failure };
      }
      try {
        if (await isOwnedByOrganization(client)) return undefined;
      } catch (error) {
        return trouble(explainFailure(error, 'metadata: read'));
      }
      if (isRequired) return trouble({ reason: OWNED_BY_A_PERSON, cure: 'do without them in the pipeline file' });
      isKept = false;
      note(`No storage records are created: ${OWNED_BY_A_PERSON}`);
      return undefined;
    },
    async succeed(items) {
      if (!isKept) return undefined;
      const work = (item: PlaceItem) => createStorageRecord(client, item);
      return troubleOf(await attemptEach(items, { work, permission: STORAGE_RECORDS_PERMISSION }), CREATING);
    },
    fail: async () => undefined,
  };
}
