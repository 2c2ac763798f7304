import { isSealiftError } from '../errors.ts';
import type { AttestationQuery } from '../evidence/attested.ts';
import { readAttested } from '../evidence/attested.ts';
import type { Place } from '../evidence/configs.ts';
import type { BaseVersion } from '../evidence/formats/base-version.ts';
import { isScanType } from '../evidence/formats/detect.ts';
import { type Finding, joinFindings } from '../evidence/formats/findings.ts';
import { readPlatforms } from '../evidence/read-platforms.ts';
import type { EvidenceRun } from '../evidence/run.ts';
import { rootGraph } from '../image/graph.ts';
import { FormatError } from '../oci/json.ts';
import { parseManifest } from '../oci/manifest.ts';
import type { ReportSettings } from '../pipeline/gates/vulnerabilities.ts';
import { chooseReports, type ReportCandidate } from '../policy/gates/choose-report.ts';
import type { ImageFacts } from '../policy/gates/gate.ts';
import { findingKey } from '../policy/gates/lineage.ts';
import { getManifest } from '../registry/manifests.ts';
import { mayRun } from './facts.ts';

/** What reports about bases are read with. */
export interface BaseReports extends Pick<AttestationQuery, 'signers' | 'openVerifier'> {
  readonly run: EvidenceRun;
  readonly open: (repository: string) => Promise<Place>;
  readonly now: Date;
}

/** What was found in a version of a base on one platform. */
export interface BaseFindings {
  readonly findings: readonly Finding[];
  /** By all of their names, see {@link findingKey}. */
  readonly keys: ReadonlySet<string>;
}

/** A version of a base, and the reports that are attached to it and to its platforms. */
interface ScannedBase {
  readonly image: ImageFacts;
  readonly candidates: readonly ReportCandidate[];
}

/** Reads a version of a base and all reports about it, once in a run. */
function readReports(
  { run, open, signers, openVerifier }: BaseReports,
  { repository: uri, digest }: BaseVersion,
): Promise<ScannedBase | undefined> {
  return run.once(`reports of ${uri}@${digest}`, async () => {
    const place = await open(uri);
    const stored = await run.ask(() => getManifest(place.client, place.repository, digest));
    if (stored === undefined) return undefined;
    const parts = await readPlatforms(run, place, { stored, keep: () => true, isImage: mayRun });
    const platforms = parts.map(({ platform, descriptor, manifest, config }) => ({
      platform,
      digest: descriptor.digest,
      configDigest: manifest.config.digest,
      config: { kind: 'read', value: config } as const,
      layers: manifest.layers.map((layer) => ({ digest: layer.digest, size: layer.size })),
      annotations: manifest.annotations,
    }));
    const { mediaType, bytes } = stored;
    const descriptor = { mediaType, digest, size: bytes.byteLength, annotations: new Map<string, string>() };
    const graph = rootGraph({ descriptor, bytes, manifest: parseManifest(bytes, mediaType) });
    const subjects = platforms.map((each) => each.digest);
    const found = await readAttested(run, { ...place, graph }, subjects, {
      ...{ signers, openVerifier },
      usesOf: (type) => (isScanType(type) ? ['scans'] : []),
    });
    return {
      image: { name: uri, environment: '', digest, kind: 'image', platforms, annotations: new Map() },
      candidates: found.flatMap(({ content, ...each }) =>
        content.report === undefined ? [] : [{ ...each, from: 'attestation' as const, report: content.report }],
      ),
    };
  });
}

async function read(
  reports: BaseReports,
  base: BaseVersion,
  settings: ReportSettings,
): Promise<BaseFindings | undefined> {
  const scanned = await readReports(reports, base);
  const platform = scanned?.image.platforms.find((each) => each.platform === base.platform);
  if (scanned === undefined || platform === undefined) return undefined;
  const { image, candidates } = scanned;
  // Whoever may push could attach an unsigned report that says nothing.
  const chosen = chooseReports({ ...settings, unsigned: false }, { image, platform, now: reports.now }, candidates);
  if (chosen.faults.length > 0 || chosen.reports.some(({ isScanned }) => !isScanned)) return undefined;
  const findings = joinFindings(chosen.reports);
  const keys = findings.flatMap(({ id, aliases, package: name }) =>
    [id, ...aliases].map((each) => findingKey({ id: each, package: name })),
  );
  return { findings, keys: new Set(keys) };
}

/**
 * Reads what the scanner of a gate found in a version of a base: by a report that is attached to it in its repository, by
 * the same signers and rules as that of the image. Undefined if there is none that counts.
 */
export function readBaseFindings(
  reports: BaseReports,
  base: BaseVersion,
  settings: ReportSettings,
): Promise<BaseFindings | undefined> {
  if (settings.from !== 'attestation' || settings.signedBy.length === 0) return Promise.resolve(undefined);
  const key = `findings ${base.repository}@${base.digest} ${base.platform} ${settings.signedBy.join()} ${settings.maxAge}`;
  return reports.run.once(key, async () => {
    try {
      return await read(reports, base, settings);
    } catch (error) {
      // It is for advice alone: what cannot be read helps nobody, and refuses nothing.
      if (error instanceof FormatError || isSealiftError(error)) return undefined;
      throw error;
    }
  });
}
