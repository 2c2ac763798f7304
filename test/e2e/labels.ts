/** A revision for images of tests. */
export const REVISION = '860c1904a1ce19322e91ac35af1ab07466440c37';

/** The labels of an image that says where it came from. */
export const LABELS: Readonly<Record<string, string>> = {
  'org.opencontainers.image.source': 'https://github.com/acme/shop',
  'org.opencontainers.image.revision': REVISION,
  'org.opencontainers.image.version': '1.2.3',
  'org.opencontainers.image.created': '2026-11-20T08:00:00Z',
};
