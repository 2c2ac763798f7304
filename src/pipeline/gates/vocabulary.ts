/** The severities that a threshold can be set for, the worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'negligible'] as const;

/** A severity that a threshold can be set for. */
export type RatedSeverity = (typeof SEVERITIES)[number];

/** Why a product is not affected (OPENVEX-SPEC.md, "Status Justifications"). */
export const JUSTIFICATIONS = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
] as const;

/** The predicate type of in-toto's test results. */
export const TEST_RESULT = 'https://in-toto.io/attestation/test-result/v0.1';
