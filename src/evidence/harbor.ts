import type { Digest } from '../oci/digest.ts';
import { digestOf } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import { readBody } from '../registry/transport/http.ts';
import type { Place } from './configs.ts';
import { MAX_EVIDENCE, parseEvidence, type Reading } from './formats/document.ts';
import type { EvidenceReference } from './formats/evidence.ts';
import type { VulnerabilityReport } from './formats/findings.ts';
import { HARBOR_REPORT, readHarbor } from './formats/harbor.ts';
import { type EvidenceRun, readingOf } from './run.ts';

/** What a registry itself found in a manifest. */
export interface RegistryScan {
  readonly reference: EvidenceReference;
  /** What it was asked for. */
  readonly subject: Digest;
  readonly report: Reading<VulnerabilityReport>;
}

/** Returns the address of a report: the slashes of a repository are encoded twice (Harbor, api/v2.0/swagger.yaml). */
function reportUrl({ client, repository }: Place, digest: Digest): URL {
  const [project = '', ...rest] = repository.name.split('/');
  const name = encodeURIComponent(encodeURIComponent(rest.join('/')));
  const path = `/api/v2.0/projects/${encodeURIComponent(project)}/repositories/${name}/artifacts/${digest}/additions/vulnerabilities`;
  return new URL(path, client.address(repository, ''));
}

/** What helps by the status of a refusal. */
function explainStatus(status: number): string {
  if (status === 401 || status === 403) return `Harbor answers ${status}: the credentials may not read scans`;
  if (status === 404) return 'the registry knows no scans of it: it is no Harbor, or the image is not there';
  return `Harbor cannot be asked: it answers ${status}`;
}

/** Most reports are shorter (bytes): how long one is is not known before it comes, and so many are read at a time. */
const USUAL = 8 * 1024 * 1024;

/** Reads an answer: a long one is asked for again, when there is room for it. */
async function readAnswer(
  run: EvidenceRun,
  { client }: Place,
  url: URL,
  parse: (bytes: Uint8Array) => Reading<VulnerabilityReport>,
): Promise<Reading<VulnerabilityReport>> {
  const headers = { accept: 'application/json', 'x-accept-vulnerabilities': HARBOR_REPORT };
  for (const limit of [USUAL, MAX_EVIDENCE]) {
    const reading = await run.hold(limit, async () => {
      const bytes = await run.ask(async () => {
        const response = await client.send({ method: 'GET', url, headers, withPassword: true });
        if (response.status === 200) return readBody(response, limit);
        await response.discard();
        return response.status;
      });
      if (typeof bytes === 'number') return { kind: 'unreadable', reason: explainStatus(bytes) } as const;
      return bytes && parse(bytes);
    });
    if (reading !== undefined) return reading;
  }
  return { kind: 'unreadable', reason: 'the report has more than 32 MiB, and no more are read' };
}

/**
 * Asks Harbor what its scanner found in one manifest: it scans the platforms of an index, and merges what it found in
 * them if it is asked for the index.
 */
export function readHarborScan(run: EvidenceRun, place: Place, digest: Digest): Promise<RegistryScan> {
  const url = reportUrl(place, digest);
  return run.once(`scan ${formatRepository(place.repository)}@${digest}`, async () => {
    let content: Digest | undefined;
    const report = await readingOf<VulnerabilityReport>(() =>
      readAnswer(run, place, url, (bytes) => {
        content = digestOf(bytes);
        run.spend(bytes.byteLength);
        return readHarbor(parseEvidence(bytes));
      }),
    );
    const reference = { digest: content ?? digest, uri: url.href, mediaType: HARBOR_REPORT };
    return { reference, subject: digest, report };
  });
}
