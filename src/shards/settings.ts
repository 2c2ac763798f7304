/** The inputs that decide what a promotion writes, beside images and destinations: they are the same in all its jobs. */
export const SETTINGS = [
  'tags',
  'flavor',
  'version',
  'revision',
  'tag-prefix',
  'existing-tags',
  'time-zone',
  'if-tag-exists',
  'referrers',
  'record',
  'reason',
] as const;

export type Setting = (typeof SETTINGS)[number];

export type Settings = Readonly<Record<Setting, string>>;

export function collectSettings(read: (name: Setting) => string): Settings {
  return {
    tags: read('tags'),
    flavor: read('flavor'),
    version: read('version'),
    revision: read('revision'),
    'tag-prefix': read('tag-prefix'),
    'existing-tags': read('existing-tags'),
    'time-zone': read('time-zone'),
    'if-tag-exists': read('if-tag-exists'),
    referrers: read('referrers'),
    record: read('record'),
    reason: read('reason'),
  };
}
