import { APPROVAL_DEFAULTS, APPROVAL_FIELDS, type ApprovalRule, readApprovals } from '../approvals.ts';
import { made, mapping, type Shape } from '../shape.ts';
import { COMMON_DEFAULTS, COMMON_FIELDS, type CommonSettings, readCommon } from './common.ts';

/** The gate `people` of the pipeline file. */
export interface PeopleSettings extends CommonSettings, ApprovalRule {}

/** The settings of a gate that says nothing of them. */
export const PEOPLE_DEFAULTS: PeopleSettings = { ...COMMON_DEFAULTS, ...APPROVAL_DEFAULTS };

/** The gate `people`. */
export const PEOPLE: Shape<PeopleSettings> = made(
  mapping({ kind: 'the gate "people"', fields: { ...APPROVAL_FIELDS, ...COMMON_FIELDS } }),
  (says, field) => {
    const rule = readApprovals(says, field);
    return rule && { ...readCommon(says), ...rule };
  },
);
