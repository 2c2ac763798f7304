import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';

/**
 * Packages that do nothing when they are merely loaded. Telling so lets most of @actions/core be left out, an HTTP
 * client among it, which would double the time that the action takes to start.
 */
const PURE = /node_modules\/(?:@actions|@octokit|semver|tunnel|undici)\//;

/** What undici loads at its start for HTTP/2: `node:http2`, and TLS and cryptography with it. */
const HTTP2 = './client-h2.js';
const ON_FIRST_USE = '?on-first-use';

/**
 * Loads undici's HTTP/2 when a server has chosen to speak it, and not at the start of every run.
 *
 * The library's file is the same, and what is in its place does nothing but load and call it.
 */
const http2OnFirstUse: Plugin = {
  name: 'http2-on-first-use',
  async resolveId(source, importer) {
    if (source !== HTTP2 || importer === undefined) return null;
    const resolved = await this.resolve(source, importer, { skipSelf: true });
    return resolved === null ? null : `${resolved.id}${ON_FIRST_USE}`;
  },
  load(id) {
    if (!id.endsWith(ON_FIRST_USE)) return null;
    const file = JSON.stringify(id.slice(0, -ON_FIRST_USE.length));
    return `module.exports = (...connection) => require(${file})(...connection);\n`;
  },
};

/**
 * What is taken of the modules of Node.js that most runs get by without, or need only after their first request. To
 * load `node:crypto` alone takes a fifth of the time that an empty program takes.
 */
const ON_FIRST_CALL: Readonly<Record<string, readonly string[]>> = {
  child_process: ['execFile'],
  crypto: ['createHash', 'randomUUID'],
  'dns/promises': ['lookup'],
};
const FIRST_CALL = `${import.meta.filename}?on-first-call=`;
/**
 * Where these are imported: in the runner's toolkit, and in our own code but for what is loaded when it is needed, and
 * does cryptography in earnest.
 */
const IMPORTER =
  /\/(?:src(?!\/config\/|\/provenance\/(?:signing|verification)\/)|node_modules\/@actions\/core\/lib)\/.*\.[jt]s$/;

/** Loads these modules when one of their functions is called. A function that is not listed stops the build. */
const nodeOnFirstCall: Plugin = {
  name: 'node-on-first-call',
  resolveId(source, importer = '') {
    const name = source.replace(/^node:/, '');
    return name in ON_FIRST_CALL && IMPORTER.test(importer) ? `${FIRST_CALL}${name}` : null;
  },
  load(id) {
    if (!id.startsWith(FIRST_CALL)) return null;
    const name = id.slice(FIRST_CALL.length);
    return (ON_FIRST_CALL[name] ?? [])
      .map(
        (each) => `export const ${each} = (...given) => process.getBuiltinModule('node:${name}').${each}(...given);\n`,
      )
      .join('');
  },
};

/** What @sigstore/tuf brings along to begin with. */
const SEEDS = /node_modules\/@sigstore\/tuf\/seeds\.json$/;
const TRUSTED_ROOT = 'trusted_root.json';

/** Leaves out of those seeds what has nothing to do with signatures: all but the trusted root, and the root of TUF itself. */
const seedsOfTrust: Plugin = {
  name: 'seeds-of-trust',
  transform: {
    filter: { id: SEEDS },
    handler(code) {
      const seeds: Record<string, { targets: Record<string, string> }> = JSON.parse(code);
      for (const seed of Object.values(seeds)) seed.targets = { [TRUSTED_ROOT]: seed.targets[TRUSTED_ROOT] ?? '' };
      return { code: JSON.stringify(seeds), map: null };
    },
  },
};

const START = resolve(import.meta.dirname, 'src/start.ts');

/** A static import of our own code; types are gone when it runs. */
const STATIC_IMPORT = /^(?:import|export) (?!type\b)[^;]*?from '(\.[^']+)';/gm;

/** Lists what a module of our own loads with itself, and what that loads, and so on. */
function loadedWith(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(STATIC_IMPORT)) {
    loadedWith(resolve(dirname(file), path), found);
  }
  return found;
}

/**
 * What every run loads behind the entry, which only looks at the version of Node: one file, and not some thirty that
 * commands share, each of which takes half a millisecond.
 */
const AT_START = loadedWith(START);

/** The entry loads the program as a file beside it, and shares nothing with it: an older Node must be able to read it. */
const programBeside: Plugin = {
  name: 'program-beside',
  resolveId: (source) => (source === './start.ts' ? { id: './start.js', external: true } : null),
};

const comments = { legal: true, annotation: true, jsdoc: false };

export default defineConfig([
  {
    input: { start: 'src/start.ts' },
    platform: 'node',
    plugins: [http2OnFirstUse, nodeOnFirstCall, seedsOfTrust],
    // undici's own switch for builds that hold one parser of HTTP/1.1 instead of two: Node.js is built with it.
    transform: { define: { esbuildDetection: '1' } },
    treeshake: { moduleSideEffects: (id) => !PURE.test(id) },
    output: {
      dir: 'dist',
      format: 'esm',
      cleanDir: true,
      chunkFileNames: '[name].js',
      codeSplitting: { groups: [{ name: 'common', test: (id) => AT_START.has(id) && id !== START }] },
      comments,
    },
  },
  {
    input: { index: 'src/index.ts' },
    platform: 'node',
    plugins: [programBeside],
    output: { dir: 'dist', format: 'esm', comments },
  },
]);
