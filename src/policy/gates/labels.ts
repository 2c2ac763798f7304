import { matchesGlob } from '../../attestation/glob.ts';
import type { LabelRule, LabelSettings } from '../../pipeline/gates/labels.ts';
import { isBlank } from '../../util/format.ts';
import {
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
import { foreign } from './words.ts';

/** What the gate judges. */
export interface LabelEvidence {
  readonly image: ImageFacts;
}

/** Labels whose values have a form of their own (image-spec, annotations.md). */
const FORMS: ReadonlyMap<string, RegExp> = new Map([
  ['org.opencontainers.image.revision', /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/],
]);

function explainLabel(name: string, rule: LabelRule, value: string | undefined): string | undefined {
  if (value === undefined || isBlank(value)) return `it has no label ${foreign(name)}`;
  const isRight =
    rule === true
      ? (FORMS.get(name)?.test(value) ?? true)
      : typeof rule === 'string'
        ? matchesGlob(value, rule)
        : rule.isFoundIn(value);
  return isRight ? undefined : `its label ${foreign(name)} is ${foreign(value)}`;
}

function judgePlatform({ labels }: LabelSettings, platform: PlatformFacts): readonly Fault[] {
  const config = configOf(platform);
  if (config.kind !== 'read') return [unreadableConfig(platform, config.reason)];
  return [...labels].flatMap(([name, rule]): readonly Fault[] => {
    const value = config.value.labels.get(name) ?? platform.annotations.get(name);
    const reason = explainLabel(name, rule, value);
    const remedy = typeof rule === 'string' ? `set it to ${foreign(rule)} when building` : 'set it when building';
    return reason === undefined ? [] : [{ verdict: 'fail', platform: platform.platform, reason, remedy }];
  });
}

function evaluate(settings: LabelSettings, { image }: LabelEvidence): GateResult {
  const passedOver = judgeArtifact('labels', settings, image);
  if (passedOver !== undefined) return passedOver;
  const faults = judgedPlatforms(image).flatMap((platform) => judgePlatform(settings, platform));
  return makeResult('labels', settings, { faults });
}

/**
 * The labels of each platform, or else the annotations of its manifest (reference, section 3). Those of the index say
 * nothing of a platform: an index with the same platforms can be made by anybody who may push.
 */
export const labelsGate: Gate<LabelSettings, LabelEvidence> = {
  id: 'labels',
  needs: () => [{ kind: 'configs' }],
  evaluate,
};
