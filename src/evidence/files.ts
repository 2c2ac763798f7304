import { digestOf } from '../oci/digest.ts';
import { FormatError } from '../oci/json.ts';
import { type ReferredFile, readWholeFile, readWithin } from '../util/read-file.ts';
import { parseVulnerabilityReport } from './formats/detect.ts';
import { MAX_EVIDENCE, parseEvidence, type Reading, readBy } from './formats/document.ts';
import type { EvidenceReference } from './formats/evidence.ts';
import type { VulnerabilityReport } from './formats/findings.ts';
import { type EvidenceRun, readingOf } from './run.ts';

/** A report that a step of the job left. */
export interface ReportFile {
  readonly reference: EvidenceReference;
  readonly report: Reading<VulnerabilityReport>;
}

/** Reads the reports of the input `evidence-files`, each once in a run. */
export async function readReportFiles(run: EvidenceRun, paths: readonly string[]): Promise<readonly ReportFile[]> {
  return Promise.all(
    paths.map((path) =>
      run.once(`report ${path}`, async () => {
        let digest = digestOf('');
        const report = await readingOf<VulnerabilityReport>(() =>
          run.hold(MAX_EVIDENCE, async () => {
            const bytes = readFile(path);
            digest = digestOf(bytes);
            run.spend(bytes.byteLength);
            return readBy(parseVulnerabilityReport, parseEvidence(bytes));
          }),
        );
        return { reference: { digest, uri: path, mediaType: 'application/json' }, report };
      }),
    ),
  );
}

/** @throws {FormatError} if it cannot be read. */
function readFile(path: string): Buffer {
  try {
    return readWholeFile(path, MAX_EVIDENCE);
  } catch (error) {
    throw new FormatError(error instanceof Error ? error.message : 'it cannot be read');
  }
}

/** A file of rules, such as waivers, is small (bytes). */
const MAX_RULES = 4 * 1024 * 1024;

/** Reads a file of the repository that the pipeline file names, once in a run. */
export function readRuleFile(run: EvidenceRun, root: string, path: string): Promise<ReferredFile> {
  return run.once(`file ${path}`, () => readWithin(path, { root, most: MAX_RULES }));
}
