/** The gates that a pipeline file can name. */
export const GATE_IDS = [
  'vulnerabilities',
  'base',
  'config',
  'labels',
  'attestations',
  'licences',
  'tests',
  'windows',
  'people',
  'change',
] as const;

/** The name of a gate. */
export type GateId = (typeof GATE_IDS)[number];
