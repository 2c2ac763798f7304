import { GATE_IDS, type GateId } from './gate-id.ts';
import type { GateSettings } from './gates/gates.ts';

/** A gate of an environment, with its settings. */
export type ConfiguredGate = {
  readonly [Id in GateId]: { readonly id: Id; readonly settings: NonNullable<GateSettings[Id]> };
}[GateId];

function configured<Id extends GateId>(id: Id, settings: NonNullable<GateSettings[Id]>) {
  return { id, settings } as ConfiguredGate;
}

/** Lists the gates of an environment, always in the same order. */
export function listGates(gates: GateSettings): readonly ConfiguredGate[] {
  return GATE_IDS.flatMap((id) => {
    const settings = gates[id];
    return settings === undefined ? [] : [configured(id, settings)];
  });
}
