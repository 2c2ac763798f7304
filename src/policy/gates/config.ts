import type { Reading } from '../../evidence/formats/document.ts';
import type { Provenance } from '../../evidence/formats/provenance.ts';
import type { ConfigSettings } from '../../pipeline/gates/config.ts';
import { checkConfig } from './config-checks.ts';
import {
  type EvidenceNeed,
  type Fault,
  type Gate,
  type GateResult,
  type ImageFacts,
  judgeArtifact,
  judgedPlatforms,
  makeResult,
  type PlatformFacts,
} from './gate.ts';
import { configOf, unreadableConfig } from './image-config.ts';
import { describeSecret, findSecrets, MOST_SECRETS, maskSecrets } from './secrets.ts';
import { checkStructure, type StructureTest } from './structure-test.ts';
import { listFew, listSome } from './words.ts';

/** What the gate judges. */
export interface ConfigEvidence {
  readonly image: ImageFacts;
  readonly structureTest: StructureTest | undefined;
  /** BuildKit's provenance in the index, by platform. */
  readonly provenance: ReadonlyMap<string, readonly Reading<Provenance>[]>;
}

function judgePlatform(
  settings: ConfigSettings,
  { image, structureTest, provenance }: ConfigEvidence,
  { platform, now }: { readonly platform: PlatformFacts; readonly now: Date },
): readonly Fault[] {
  const name = platform.platform;
  const config = configOf(platform);
  if (config.kind !== 'read') return [unreadableConfig(platform, config.reason)];
  const readings = provenance.get(name) ?? [];
  const sources = {
    config: config.value,
    annotations: new Map([...image.annotations, ...platform.annotations]),
    provenance: readings.flatMap((each) => (each.kind === 'read' ? each.value : [])),
  };
  // Whatever is asked for, no sentence may hold a secret.
  const secrets = findSecrets(sources, settings.secrets?.allow);
  if (secrets.length > MOST_SECRETS) {
    const reason = 'it has more than 1,000 texts that look like secrets, so nothing else is said of it';
    const verdict = settings.secrets === undefined ? 'error' : 'fail';
    return [{ verdict, platform: name, reason, remedy: 'build it without them' }];
  }
  const faults: Fault[] = checkConfig(settings, { platform, config: config.value, now }).map((complaint) => ({
    ...complaint,
    platform: name,
    reason: maskSecrets(complaint.reason, secrets),
  }));
  if (structureTest !== undefined) {
    for (const reason of checkStructure(structureTest, config.value)) {
      const remedy = `build it as ${structureTest.path} has it`;
      faults.push({ verdict: 'fail', platform: name, reason: maskSecrets(reason, secrets), remedy });
    }
  }
  if (settings.secrets === undefined) return faults;
  if (secrets.length > 0) {
    const reason = listFew(secrets, describeSecret);
    const remedy = 'revoke it, and give it to the build by RUN --mount=type=secret';
    faults.push({ verdict: 'fail', platform: name, reason, remedy });
  }
  for (const each of readings) {
    if (each.kind !== 'unreadable') continue;
    const reason = `the provenance in the index cannot be read: ${each.reason}`;
    faults.push({ verdict: 'error', platform: name, reason, remedy: 'build it again' });
  }
  return faults;
}

function evaluate(settings: ConfigSettings, evidence: ConfigEvidence, now: Date): GateResult {
  const passedOver = judgeArtifact('config', settings, evidence.image);
  if (passedOver !== undefined) return passedOver;
  const platforms = judgedPlatforms(evidence.image);
  const faults = platforms.flatMap((platform) => judgePlatform(settings, evidence, { platform, now }));
  const missing = settings.platforms.filter((name) => !platforms.some(({ platform }) => platform === name));
  if (missing.length > 0) {
    faults.push({ verdict: 'fail', reason: `it lacks ${listSome(missing)}`, remedy: 'build it for all platforms' });
  }
  if (settings.structureTest !== undefined && evidence.structureTest === undefined) {
    const reason = `${settings.structureTest} was not read`;
    faults.push({ verdict: 'error', reason, remedy: 'add the file, or leave out structure-test' });
  }
  return makeResult('config', settings, { faults });
}

function needs({ structureTest, secrets }: ConfigSettings): readonly EvidenceNeed[] {
  return [
    { kind: 'configs' },
    ...(structureTest === undefined ? [] : [{ kind: 'file', path: structureTest, what: 'structure-test' } as const]),
    ...(secrets === undefined ? [] : [{ kind: 'inline-attestations' } as const]),
  ];
}

/** What the configs of an image say of how it runs, and what they give away (reference, section 3). */
export const configGate: Gate<ConfigSettings, ConfigEvidence> = { id: 'config', needs, evaluate };
