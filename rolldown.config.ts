import { defineConfig } from 'rolldown';

/**
 * Packages that do nothing when they are merely loaded. Telling so lets most of @actions/core be left out, an HTTP
 * client among it, which would double the time that the action takes to start.
 */
const PURE = /node_modules\/(?:@actions|@octokit|semver|tunnel|undici)\//;

export default defineConfig({
  input: { index: 'src/index.ts' },
  platform: 'node',
  treeshake: { moduleSideEffects: (id) => !PURE.test(id) },
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    chunkFileNames: '[name].js',
    comments: { legal: true, annotation: true, jsdoc: false },
  },
});
