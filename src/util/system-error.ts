/** What the codes of the system mean to people (errno(3)), whatever was done with the file. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'it is not there',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ERR_INVALID_ARG_VALUE: 'its path holds a character that no path may have',
};

const OF_READING: Readonly<Record<string, string>> = {
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
};

const OF_WRITING: Readonly<Record<string, string>> = {
  ENOENT: 'its folder is not there',
  ENOTDIR: 'its folder is not there',
  EACCES: 'it may not be written',
  EPERM: 'it may not be written',
  EROFS: 'its file system may not be written',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'it would be larger than a file may be',
};

/** Returns the system's code of an error, such as `ENOENT`; undefined if it is not the system's. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** Says in a clause why the system did not read or write a file. */
export function explainSystemError(error: unknown, doing: 'read' | 'write' = 'read'): string {
  const code = systemCode(error) ?? 'UNKNOWN';
  return (doing === 'write' ? OF_WRITING : OF_READING)[code] ?? REASONS[code] ?? `the system answers ${code}`;
}
