import { GLOBAL_LANGUAGE, type Template, type VERSION_LANGUAGE } from './language-template.ts';

/** The expressions of values, prefixes, suffixes and switches: docker/metadata-action's, and the version's parts. */
export const TAG_LANGUAGE = {
  names: [...GLOBAL_LANGUAGE.names, 'version', 'major', 'minor', 'patch'] as const,
  dated: GLOBAL_LANGUAGE.dated,
};

/** The expressions of a schedule's pattern: dates alone, as in docker/metadata-action. */
export const SCHEDULE_LANGUAGE = { names: ['date', 'commit_date'] as const, dated: ['date', 'commit_date'] as const };

/** A text with expressions that know the run and the version. */
export type TagTemplate = Template<(typeof TAG_LANGUAGE.names)[number]>;

/** A pattern that is filled with the parts of a version, such as `{{major}}.{{minor}}`. */
export type VersionTemplate = Template<(typeof VERSION_LANGUAGE.names)[number]>;

/** A pattern that is filled with dates. */
export type ScheduleTemplate = Template<(typeof SCHEDULE_LANGUAGE.names)[number]>;
