const UNRELEASED = '## Unreleased';
const VERSION = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

/** Splits a change log at its headings of versions; the first part is what comes before them. */
function sectionsOf(changeLog: string): readonly string[] {
  return changeLog.split(/^(?=## )/m);
}

function headingOf(section: string): string {
  return section.slice(0, section.indexOf('\n')).trim();
}

/**
 * Puts what was unreleased under a version and its day, below an empty "Unreleased".
 *
 * @throws {Error} if the version is malformed or has a section already, or if nothing is unreleased.
 */
export function dateRelease(changeLog: string, version: string, day: string): string {
  const cannot = `Cannot release ${version}`;
  if (!VERSION.test(version)) throw new Error(`${cannot}: it is not a version; write one such as 1.2.3`);
  const sections = sectionsOf(changeLog);
  if (sections.some((section) => headingOf(section).startsWith(`## ${version} `))) {
    throw new Error(`${cannot}: CHANGELOG.md has it already; choose a higher version`);
  }
  const index = sections.findIndex((section) => headingOf(section) === UNRELEASED);
  const notes = sections[index]?.slice(UNRELEASED.length).trim() ?? '';
  if (notes === '') {
    throw new Error(`${cannot}: "${UNRELEASED}" of CHANGELOG.md is empty; say there what changed`);
  }
  const dated = `${UNRELEASED}\n\n## ${version} - ${day}\n\n${notes}\n`;
  return [
    ...sections.slice(0, index),
    sections.length > index + 1 ? `${dated}\n` : dated,
    ...sections.slice(index + 1),
  ].join('');
}

/**
 * Reads what changed in a version.
 *
 * @throws {Error} if the change log has no such version.
 */
export function readReleaseNotes(changeLog: string, version: string): string {
  const section = sectionsOf(changeLog).find((each) => headingOf(each).startsWith(`## ${version} - `));
  if (section === undefined) {
    throw new Error(
      `Cannot read what changed in ${version}: CHANGELOG.md has no such version; run "npm version ${version}"`,
    );
  }
  return `${section.slice(section.indexOf('\n')).trim()}\n`;
}
