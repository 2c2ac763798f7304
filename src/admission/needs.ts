import { isScanType } from '../evidence/formats/detect.ts';
import { PROVENANCE_TYPES } from '../evidence/formats/provenance.ts';
import type { StatementUse } from '../evidence/statement.ts';
import { isOfType } from '../pipeline/gates/predicate-types.ts';
import type { EvidenceNeed } from '../policy/gates/gate.ts';

/** A need of one kind. */
export type NeedOf<Kind extends EvidenceNeed['kind']> = Extract<EvidenceNeed, { readonly kind: Kind }>;

/** Picks the needs of one kind. */
export function pickNeeds<Kind extends EvidenceNeed['kind']>(
  needs: readonly EvidenceNeed[],
  kind: Kind,
): readonly NeedOf<Kind>[] {
  return needs.filter((need): need is NeedOf<Kind> => need.kind === kind);
}

/** The types under which cosign and vexctl attest OpenVEX. */
const VEX_TYPE = /^https:\/\/openvex\.dev\/ns(?:\/v0\.\d+\.\d+)?$/;

function isNeededBy({ what, types = [] }: NeedOf<'attestations'>, predicateType: string): boolean {
  switch (what) {
    case 'scans':
      return isScanType(predicateType);
    case 'vex':
      return VEX_TYPE.test(predicateType);
    case 'provenance':
      return PROVENANCE_TYPES.some((type) => type === predicateType);
    default:
      return isOfType(predicateType, types);
  }
}

/** Finds as what a statement is needed, by its predicate type; empty if nobody needs it. */
export function usesOf(needs: readonly EvidenceNeed[], predicateType: string): readonly StatementUse[] {
  const uses = pickNeeds(needs, 'attestations')
    .filter((need) => isNeededBy(need, predicateType))
    .map(({ what }) => what);
  return [...new Set(uses)];
}

/** The signers of provenance: by what they sign the commit of an image is known. */
export function provenanceSigners(needs: readonly EvidenceNeed[]): ReadonlySet<string> {
  return new Set(
    pickNeeds(needs, 'attestations')
      .filter((need) => PROVENANCE_TYPES.some((type) => isNeededBy(need, type)))
      .flatMap(({ signedBy }) => signedBy),
  );
}
