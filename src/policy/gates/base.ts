import type { BaseVersion } from '../../evidence/formats/base-version.ts';
import type { EvidenceReference } from '../../evidence/formats/evidence.ts';
import type { AllowedBase, BaseSettings } from '../../pipeline/gates/base.ts';
import { CLOCK_SKEW } from '../../util/time.ts';
import { findBase, isNewer, newerVersions } from './base-match.ts';
import {
  type EvidenceNeed,
  type Fault,
  type Gate,
  type GateResult,
  type ImageFacts,
  judgeArtifact,
  judgedPlatforms,
  makeResult,
  notProven,
  type PlatformFacts,
} from './gate.ts';
import { configOf, unreadableConfig } from './image-config.ts';
import { foreign, formatAge, formatLimit, listSome } from './words.ts';

/** A ledger of bases, as it was found. */
export interface BaseLedger {
  readonly reference: EvidenceReference;
  readonly isSigned: boolean;
  readonly time: Date;
}

/** What the gate judges. */
export interface BaseEvidence {
  readonly image: ImageFacts;
  /** Allowed and denied ones, of all platforms. */
  readonly bases: readonly BaseVersion[];
  /** Undefined if the bases were listed now. */
  readonly ledger: BaseLedger | undefined;
  /** Why not all denied bases are known, such as that they could not be listed; undefined if they are. */
  readonly unknownDenied: string | undefined;
  /** What labels and annotations say of the base, by platform: a hint. */
  readonly hints: ReadonlyMap<string, string>;
}

/** The last part of a repository's name, for people. */
export function baseName(repository: string): string {
  return foreign(repository.split('/').at(-1) ?? repository);
}

function describe({ repository, version }: BaseVersion): string {
  return `${baseName(repository)} ${foreign(version)}`;
}

/** Whether the ledger can stand in for a base that is no longer in its repository. */
function isLedgerTrusted({ ledgerMaxAge }: BaseSettings, ledger: BaseLedger | undefined, now: Date): boolean {
  return ledger?.isSigned === true && now.getTime() - ledger.time.getTime() <= ledgerMaxAge;
}

/** Says why an allowed base does not count; undefined if it does. */
function explainBase(
  settings: BaseSettings,
  base: BaseVersion,
  { ledger, now }: { readonly ledger: BaseLedger | undefined; readonly now: Date },
): { readonly reason: string; readonly remedy: string } | undefined {
  const rule = settings.allow.find(({ repository }) => repository === base.repository);
  if (rule?.signed && !base.isSigned) {
    return { reason: `${describe(base)} has no record`, remedy: 'promote the base, and rebuild on it' };
  }
  if (base.isThere || isLedgerTrusted(settings, ledger, now)) return undefined;
  const remedy = 'rebuild on a version that is there, or keep a signed ledger of bases';
  return { reason: `${describe(base)} is no longer in its repository`, remedy };
}

/** Judges how old a base is, and how many newer ones there are. */
function judgeAge(
  { maxAge, maxBehind }: BaseSettings,
  base: BaseVersion,
  { newer, now, platform }: { readonly newer: readonly BaseVersion[]; readonly now: Date; readonly platform: string },
): readonly Fault[] {
  const faults: Fault[] = [];
  const [newest] = newer;
  const remedy = newest === undefined ? 'build a newer base' : `rebuild on ${describe(newest)}`;
  if (maxAge !== undefined) {
    const age = base.created === undefined ? undefined : now.getTime() - base.created.getTime();
    if (age === undefined || age < -CLOCK_SKEW) {
      const reason = `how old ${describe(base)} is cannot be told`;
      faults.push({ verdict: 'error', platform, reason, remedy: 'promote the base, so that a record tells' });
    } else if (age > maxAge) {
      const reason = `${describe(base)} is ${formatAge(age)} and may be ${formatLimit(maxAge)}`;
      faults.push({ verdict: 'fail', platform, reason, remedy });
    }
  }
  if (maxBehind !== undefined && newer.length > maxBehind) {
    const reason = `${describe(base)} is ${newer.length} versions behind and may be ${maxBehind}`;
    faults.push({ verdict: 'fail', platform, reason, remedy });
  }
  return faults;
}

/** What one platform stands on. */
interface PlatformOutcome {
  readonly faults: readonly Fault[];
  readonly base: BaseVersion | undefined;
}

function judgePlatform(
  settings: BaseSettings,
  evidence: BaseEvidence,
  { platform, now }: { readonly platform: PlatformFacts; readonly now: Date },
): PlatformOutcome {
  const at = { platform: platform.platform } as const;
  const fail = (reason: string, remedy: string, verdict: 'fail' | 'error' = 'fail'): PlatformOutcome => {
    return { faults: [{ ...at, verdict, reason, remedy }], base: undefined };
  };
  const config = configOf(platform);
  if (config.kind !== 'read') return { faults: [unreadableConfig(platform, config.reason)], base: undefined };
  const { diffIds } = config.value;
  if (diffIds.length !== platform.layers.length) {
    const reason = `its config has ${diffIds.length} layers and its manifest ${platform.layers.length}`;
    return fail(reason, 'build it again', 'error');
  }
  const match = findBase(diffIds, platform.platform, evidence.bases);
  const names = listSome(settings.allow.map(({ repository }) => baseName(repository)));
  const rebuild = `build the last stage on ${names === '' ? 'an approved base' : names}`;
  if (match === undefined) {
    const hint = evidence.hints.get(platform.platform);
    if (settings.scratch && hint === undefined) return { faults: [], base: undefined };
    const says = hint === undefined ? '' : `, though its label says ${foreign(hint)}: the layers of that are not in it`;
    return fail(`it stands on no approved base${says}`, `${rebuild}, without squashing`);
  }
  const denied = match.versions.find(({ repository }) => settings.deny.includes(repository));
  if (denied !== undefined) {
    const reason = `it stands on ${describe(denied)}, which ${foreign(evidence.image.environment)} does not take`;
    return { faults: [{ ...at, verdict: 'fail', reason, remedy: rebuild, isDenied: true }], base: undefined };
  }
  const allowed = match.versions.filter(({ repository }) =>
    settings.allow.some((each) => each.repository === repository),
  );
  const usable = allowed
    .filter((each) => explainBase(settings, each, { ledger: evidence.ledger, now }) === undefined)
    // A reproducible rebuild has the same chain: the newest of them is named.
    .toSorted((left, right) => (isNewer(left, right) ? -1 : isNewer(right, left) ? 1 : 0));
  const [base] = usable;
  const [first] = allowed;
  if (base === undefined && first === undefined) return fail('it stands on no approved base', rebuild);
  if (base === undefined && first !== undefined) {
    const why = explainBase(settings, first, { ledger: evidence.ledger, now });
    return fail(why?.reason ?? 'its base does not count', why?.remedy ?? rebuild);
  }
  if (base === undefined) return fail('it stands on no approved base', rebuild);
  const newer = newerVersions(base, evidence.bases);
  return { faults: judgeAge(settings, base, { newer, now, platform: platform.platform }), base };
}

/** Refuses what is known of bases where it is too old, or not all of it. */
function judgeSources(settings: BaseSettings, { ledger, unknownDenied }: BaseEvidence, now: Date): readonly Fault[] {
  const faults: Fault[] = [];
  if (unknownDenied !== undefined && settings.deny.length > 0) {
    const reason = `not all denied bases are known: ${foreign(unknownDenied)}`;
    faults.push({ verdict: 'error', reason, remedy: 'keep a ledger of bases by command: outdated' });
  }
  const age = ledger === undefined ? 0 : now.getTime() - ledger.time.getTime();
  if (age > settings.ledgerMaxAge) {
    const reason = `the ledger of bases is ${formatAge(age)} and may be ${formatLimit(settings.ledgerMaxAge)}`;
    faults.push({ verdict: 'fail', reason, remedy: 'run command: outdated', isMissing: true });
  }
  return faults;
}

function evaluate(settings: BaseSettings, evidence: BaseEvidence, now: Date): GateResult {
  const passedOver = judgeArtifact('base', settings, evidence.image);
  if (passedOver !== undefined) return passedOver;
  const outcomes = judgedPlatforms(evidence.image).map((platform) => ({
    name: platform.platform,
    ...judgePlatform(settings, evidence, { platform, now }),
  }));
  const found = outcomes.flatMap(({ name, base }) => (base === undefined ? [] : [`${name} on ${describe(base)}`]));
  const versions = new Set(outcomes.flatMap(({ base }) => (base === undefined ? [] : [describe(base)])));
  const mixed: readonly Fault[] =
    versions.size < 2
      ? []
      : [
          {
            verdict: 'warn',
            reason: `its platforms stand on ${listSome([...versions])}`,
            remedy: 'rebuild all of them',
          },
        ];
  const sources = judgeSources(settings, evidence, now);
  const judged = outcomes.flatMap(({ faults }) => faults);
  const isOld = sources.some(({ isMissing }) => isMissing);
  return makeResult('base', settings, {
    faults: [...sources, ...(isOld ? notProven(judged) : judged), ...mixed],
    notes: found,
    evidence: evidence.ledger === undefined ? [] : [evidence.ledger.reference],
  });
}

function needs({ allow, deny, maxBehind }: BaseSettings): readonly EvidenceNeed[] {
  const names = (bases: readonly AllowedBase[]) => bases.map(({ repository }) => repository);
  const signed = names(allow.filter((each) => each.signed));
  const countsNewer = maxBehind !== undefined;
  return [{ kind: 'configs' }, { kind: 'bases', allow: names(allow), deny, signed, countsNewer }];
}

/** The base that each platform stands on: the longest chain of layers decides (reference, section 2). */
export const baseGate: Gate<BaseSettings, BaseEvidence> = { id: 'base', needs, evaluate };
