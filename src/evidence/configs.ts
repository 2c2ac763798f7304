import type { JsonObject } from '../oci/json.ts';
import type { Descriptor } from '../oci/manifest.ts';
import type { Repository } from '../oci/reference.ts';
import { readBlob } from '../registry/blobs/blobs.ts';
import type { RegistryClient } from '../registry/client.ts';
import { MAX_CONFIG, parseConfigBlob } from './formats/config-blob.ts';
import { LACKING, type Reading } from './formats/document.ts';
import { type EvidenceRun, readingOf } from './run.ts';

/** Where something is read. */
export interface Place {
  readonly client: RegistryClient;
  readonly repository: Repository;
}

/** Reads the config of one platform, each once in a run: configs of one digest are the same wherever they are. */
export function readPlatformConfig(
  run: EvidenceRun,
  { client, repository }: Place,
  config: Descriptor,
): Promise<Reading<JsonObject>> {
  return run.once(`config ${config.digest}`, () =>
    readingOf(async () => {
      if (config.size > MAX_CONFIG) return { kind: 'unreadable', reason: 'it has more than 4 MiB' };
      const bytes = await run.ask(() => readBlob(client, repository, { ...config, limit: MAX_CONFIG }));
      return bytes === undefined ? { kind: 'unreadable', reason: LACKING } : parseConfigBlob(bytes);
    }),
  );
}
