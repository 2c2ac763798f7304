import { HOLD } from '../attestation/predicates/hold.ts';
import { tryParse } from '../oci/json.ts';
import type { RegistryClient } from '../registry/client.ts';
import { readStatementsOf } from './statements.ts';
import { decodeUnverifiedStatement, type StoredRecord } from './stored-record.ts';

/** Whether a record says that it holds an image, or ends a hold. Nothing in it is believed yet. */
export function isHoldRecord(record: StoredRecord): boolean {
  return tryParse(() => decodeUnverifiedStatement(record))?.predicateType === HOLD.type;
}

/**
 * Reads the holds of a manifest, and what ended them: a list, and two requests for each. `readRecords` has them too, for
 * those who read the records of promotions anyway.
 *
 * @throws {RegistryError} if the registry does not answer, or there are more than 200.
 */
export async function readHolds(
  client: RegistryClient,
  query: Pick<StoredRecord, 'repository' | 'subject'>,
): Promise<readonly StoredRecord[]> {
  const found = await readStatementsOf(client, query, [HOLD.type]);
  return found.get(HOLD.type) ?? [];
}
