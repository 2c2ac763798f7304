/** What the codes of the system mean to people (errno(3)), whatever was done with the file. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'it is not there',
  EISDIR: 'it is a folder',
  ELOOP: 'its symbolic links form a loop',
  ERR_INVALID_ARG_VALUE: 'its path has an invalid character',
};

const OF_READING: Readonly<Record<string, string>> = {
  EACCES: 'permission to read it is denied',
  EPERM: 'permission to read it is denied',
};

const OF_WRITING: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  EACCES: 'permission to write it is denied',
  EPERM: 'permission to write it is denied',
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
