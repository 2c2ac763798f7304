/** Goes up when a field is removed or renamed, or its meaning changes; new fields change nothing for readers. */
export const REPORT_SCHEMA = 1;
