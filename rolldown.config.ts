import { defineConfig } from 'rolldown';
export default defineConfig({
  input: { index: '_a.ts' },
  platform: 'node',
  treeshake: { moduleSideEffects: (id) => !/node_modules/.test(id) },
  output: { dir: '/tmp/exp/a2', format: 'esm', cleanDir: true },
});
