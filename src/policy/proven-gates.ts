import type { PromotionPredicate } from '../attestation/predicates/promotion.ts';
import { encodeDigest } from '../attestation/statement.ts';
import { isJsonObject, type JsonObject, property, stringProperty } from '../oci/json.ts';
import { type ConfiguredGate, listGates } from '../pipeline/configured-gates.ts';
import type { GateId } from '../pipeline/gate-id.ts';
import type { HotfixRoute } from '../pipeline/pipeline.ts';
import { quote } from '../util/safe-text.ts';
import { digestOfSettings } from './settings-digest.ts';
import { enteredAt, type VerifiedPromotion } from './verify-promotion.ts';

/** What a record lacks or says of a gate that the pipeline file has now. */
export interface GateFinding {
  readonly gate: GateId;
  /**
   * `break`: the gate has `since`, and the record is of that time and does not prove it. `warning`: the same without
   * `since`. `note`: the gate let the image in, by other settings.
   */
  readonly level: 'break' | 'warning' | 'note';
  /** A clause about the record, such as `it lacks the gate "base"`. */
  readonly reason: string;
}

/** A gate that a hotfix bypassed, and what it would have said. */
export interface BypassedGate {
  /** The name as it is recorded: the pipeline file may no longer have it. */
  readonly gate: string;
  /** The worst of its platforms; undefined if the record does not tell. */
  readonly verdict: TrueVerdict | undefined;
  readonly summary: string;
}

/** The worst first. */
const TRUE_VERDICTS = ['fail', 'error', 'waived', 'warn', 'pass'] as const;

type TrueVerdict = (typeof TRUE_VERDICTS)[number];

const LET_IN: ReadonlySet<string> = new Set(['pass', 'warn', 'waived']);

function checksOf({ checks = [] }: PromotionPredicate, gate: string): readonly JsonObject[] {
  return checks.filter((check) => stringProperty(check, 'id') === gate);
}

/** Whether a route of the pipeline file still skips a gate that its record says was bypassed. */
function mayBypass(gate: GateId, hotfix: HotfixRoute | undefined): boolean {
  return hotfix?.skips.includes(gate) === true;
}

/** Finds why checks do not prove a gate: of several, each has to. */
function findLack(gate: GateId, checks: readonly JsonObject[], hotfix: HotfixRoute | undefined): string | undefined {
  if (checks.length === 0) return `it lacks the gate ${quote(gate)}`;
  const results = checks.map((check) => stringProperty(check, 'result') ?? '');
  const result = results.find((each) => !LET_IN.has(each) && !(each === 'bypassed' && mayBypass(gate, hotfix)));
  if (result === undefined) return undefined;
  if (result !== 'bypassed') return `its gate ${quote(gate)} says ${quote(result, 20)}`;
  const route = hotfix === undefined ? 'a regular route' : `the hotfix route ${quote(hotfix.name)}`;
  return `it bypassed the gate ${quote(gate)}, which ${route} does not skip`;
}

function isBySettings(check: JsonObject, { settings }: ConfiguredGate): boolean {
  const recorded = property(check, 'settings');
  const now = encodeDigest(digestOfSettings(settings));
  return isJsonObject(recorded) && Object.entries(now).every(([algorithm, hex]) => recorded[algorithm] === hex);
}

/** A route that needs approvals of its own changes the settings of this gate. */
function isOfRoute({ id }: ConfiguredGate, hotfix: HotfixRoute | undefined): boolean {
  return id === 'people' && hotfix?.needs !== undefined;
}

function examineGate(
  gate: ConfiguredGate,
  promotion: VerifiedPromotion,
  hotfix: HotfixRoute | undefined,
): GateFinding | undefined {
  const { id, settings } = gate;
  const checks = checksOf(promotion.predicate, id);
  const lack = findLack(id, checks, hotfix);
  if (lack === undefined) {
    if (isOfRoute(gate, hotfix) || checks.every((check) => isBySettings(check, gate))) return undefined;
    const reason = `its gate ${quote(id)} was judged by other settings than those of the pipeline file`;
    return { gate: id, level: 'note', reason };
  }
  const { since } = settings;
  if (since === undefined) return { gate: id, level: 'warning', reason: lack };
  // Of a time that a witness tells, if there is one: the record could claim an earlier one.
  if (enteredAt(promotion) < since.getTime()) return undefined;
  const day = since.toISOString().slice(0, 10);
  const required = `${promotion.environment.name} requires it since ${day}`;
  return { gate: id, level: 'break', reason: `${lack}, and ${required}` };
}

/**
 * Compares what a record says of the gates of its environment with the pipeline file.
 *
 * @param hotfix the hotfix route that it took, if the file still has it.
 */
export function examineGates(promotion: VerifiedPromotion, hotfix: HotfixRoute | undefined): readonly GateFinding[] {
  return listGates(promotion.environment.gates).flatMap((gate) => examineGate(gate, promotion, hotfix) ?? []);
}

/** Lists the gates that need a signed record as proof: those with `since`. */
export function gatesToProve({ environment: { gates } }: VerifiedPromotion): readonly GateId[] {
  return listGates(gates).flatMap(({ id, settings }) => (settings.since === undefined ? [] : [id]));
}

function trueVerdict(check: JsonObject): TrueVerdict | undefined {
  const platforms = property(check, 'platforms');
  const all = isJsonObject(platforms) ? Object.values(platforms) : [];
  return TRUE_VERDICTS.find((verdict) => all.includes(verdict));
}

/** Lists the gates that a promotion bypassed, with what they would have said. */
export function listBypassed({ checks = [] }: PromotionPredicate): readonly BypassedGate[] {
  return checks.flatMap((check) =>
    stringProperty(check, 'result') === 'bypassed'
      ? [
          {
            gate: stringProperty(check, 'id') ?? '',
            verdict: trueVerdict(check),
            summary: stringProperty(check, 'summary') ?? '',
          },
        ]
      : [],
  );
}
