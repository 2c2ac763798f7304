/**
 * The version of the output `report`. It goes up when a field is removed or renamed, or its meaning changes; a new field
 * changes nothing for readers.
 */
export const REPORT_SCHEMA = 1;
