import { join } from 'node:path';
import { defineConfig } from 'rolldown';

/**
 * The files of dist/ beside `index.js` and `start.js`, which has whatever `src/start.ts` imports.
 *
 * The order matters: each file takes the modules that match, and all that those import unless a file above has it. So a
 * file imports only files above it.
 */
const CHUNKS: Readonly<Record<string, RegExp>> = {
  undici: /\/src\/registry\/transport\/undici\.ts$/,
  proxy: /\/node_modules\/undici\//,
  // What `tags` needs of registries, and `pipeline` of patterns, without the clients.
  image:
    /\/src\/(?:promotion\/graph\/|registry\/(?:answers\/|manifests|tag-list|transport\/(?:proxy|address-class|retry-after))|provenance\/verification\/glob)/,
  tags: /\/src\/(?:commands\/tags\.ts|action\/tag-context\.ts|action\/git\/)/,
  // The first request is sent before `promote` is loaded.
  registry: /\/src\/(?:registry\/|action\/clients\.ts|commands\/promote\.ts)/,
  promote: /\/src\/(?:commands\/(?:promote-set|plan|shard)\.ts|promotion\/(?!passage\/))/,
  records: /\/src\/(?:chain\/|promotion\/passage\/|commands\/(?:govern-routes|announce-places|verify)\.ts)/,
  pipeline: /\/src\/config\/parse-pipeline\.ts$/,
  github: /\/node_modules\/@actions\/github\//,
  sigstore:
    /\/node_modules\/@sigstore\/(?:bundle|protobuf-specs)\/|\/provenance\/verification\/public-keys\.ts$|\/provenance\/signing\/signing-config\.ts$/,
  'sign-key': /\/src\/provenance\/signing\/key-signer\.ts$/,
  'cosign-key': /\/node_modules\/@noble\//,
  verify: /\/src\/provenance\/verification\/(?!fetch-trust|tuf-repository)/,
  'sign-keyless': /\/src\/provenance\/signing\//,
  'trusted-root': /\/src\/provenance\/verification\//,
  history: /\/src\/commands\/history\.ts$/,
  'base-image': /\/node_modules\/dockerfile-ast\//,
};

/** Packages that do nothing when they are loaded: what is not used of them is left out, HTTP clients among it. */
const PURE = /\/node_modules\/(?:@actions|@octokit|semver|tunnel)\//;

const comments = { legal: true, annotation: true, jsdoc: false };

export default defineConfig([
  {
    input: { start: 'src/start.ts' },
    platform: 'node',
    // The toolkit of Actions brings a second undici, which nothing calls.
    resolve: { alias: { undici$: join(import.meta.dirname, 'scripts/bundle/no-undici.ts') } },
    // undici's own switch for builds that hold one parser of HTTP/1.1 instead of two: Node.js is built with it.
    transform: { define: { esbuildDetection: '1' } },
    treeshake: { moduleSideEffects: (id) => !PURE.test(id) },
    output: {
      dir: 'dist',
      format: 'esm',
      cleanDir: true,
      chunkFileNames: '[name].js',
      // A top-level await anywhere would bring back a file of one line for each dynamic import.
      codeSplitting: {
        groups: [
          { name: 'start', tags: ['$initial'] },
          ...Object.entries(CHUNKS).map(([name, test]) => ({ name, test })),
        ],
      },
      comments,
    },
  },
  {
    // It loads the program as a file beside it, and shares nothing with it: an older Node must be able to read it.
    input: { index: 'src/index.ts' },
    platform: 'node',
    external: './start.ts',
    output: {
      dir: 'dist',
      format: 'esm',
      paths: (id) => id.replace(/^.*\/start\.ts$/, './start.js'),
      comments,
    },
  },
]);
