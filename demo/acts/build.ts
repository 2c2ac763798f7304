import { formatBytes } from '../../src/util/format.ts';
import { pushImage } from '../../test/support/image/push-image.ts';
import { type AppImage, buildApp, PLATFORMS, type Release } from '../app-image.ts';
import { repositoryName, type Scene } from '../scene.ts';

/** The release that goes all the way from d to p. */
export const RELEASE: Release = { version: '1.2.3', revision: '7c3f9e2b1a5d4860f1e2d3c4b5a697887a6b5c4d' };

/** A patch of an older line. */
export const OLDER: Release = { version: '1.1.9', revision: '1190a5b6c7d8e9f00112233445566778899aabbc' };

/** A release that was built to run as root. */
export const AS_ROOT: Release = {
  version: '1.3.0',
  revision: '1300a5b6c7d8e9f00112233445566778899aabbc',
  user: 'root',
};

/** What else lies in d, by its tag: an older line, the next patch, and a second build of a version that exists. */
const OTHERS: ReadonlyMap<string, Release> = new Map([
  [OLDER.version, OLDER],
  ['1.2.4', { version: '1.2.4', revision: '1240f0e1d2c3b4a5968778695a4b3c2d1e0f1a2b' }],
  ['rebuild', { version: '1.2.3', revision: 'bad5eed0123456789abcdef0123456789abcdef0' }],
]);

/** Pushes images to d, as builds do. */
export async function pushBuilds({ registry, app }: Pick<Scene, 'registry' | 'app'>): Promise<void> {
  const builds: readonly (readonly [string, AppImage])[] = [
    [RELEASE.version, app],
    ...[...OTHERS].map(([tag, release]) => [tag, buildApp(release)] as const),
  ];
  await Promise.all(builds.map(([tag, image]) => pushImage(registry.host, repositoryName('d'), image, [tag])));
}

/** Introduces the players, and shows what the build left in d. */
export function showOpening({ terminal, registry, app }: Scene): void {
  const bytes = [...app.blobs.values()].reduce((sum, { length }) => sum + length, 0);
  terminal.line(
    terminal.paint(
      'bold',
      'Sealift promotes container images from environment to environment: same bytes, reliable tags',
    ),
  );
  terminal.line();
  terminal.pairs([
    ['registry', `${registry.host}, inside this process; nothing else is contacted`],
    ['repositories', 'd/app development → t/app test → s1/app and s2/app staging → p/app production'],
    ['action', 'dist/index.js, started as a GitHub runner starts it, with the inputs shown'],
  ]);
  terminal.heading('The build');
  terminal.say('A build pushed an image to d. Its digest, a hash of all its content, never changes.');
  terminal.line();
  terminal.pairs([
    ['image', `d/app:${RELEASE.version}, ${formatBytes(bytes)}, for ${PLATFORMS.join(' and ')}`],
    ['digest', terminal.paint('bold', app.digest)],
    ...Object.entries(app.labels).map(
      ([key, value], index) => [index === 0 ? 'labels' : '', `${key}=${value}`] as const,
    ),
  ]);
}
