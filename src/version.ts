import manifest from '../package.json' with { type: 'json' };

/** This build's version, from package.json. */
export const TOOL_VERSION: string = manifest.version;

/** The project's public home, such as `https://github.com/sealift/sealift`: everything that names it derives from here. */
export const HOME_URL: string = manifest.homepage.replace(/#.*$/, '');

/** How requests name themselves to registries. */
export const USER_AGENT: string = `${manifest.name}/${manifest.version} (+${HOME_URL})`;
