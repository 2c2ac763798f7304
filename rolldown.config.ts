import { join } from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';

const ROOT = import.meta.dirname;

/**
 * The files of dist/ beside `index.js` and `start.js`, which has whatever `src/start.ts` imports, and where each begins:
 * mostly at what is imported late.
 *
 * The order matters: a file takes these modules, and all that they import unless a file above has it. So it imports only
 * files above it.
 */
const CHUNKS: Readonly<Record<string, readonly string[]>> = {
  undici: ['src/registry/transport/undici.ts'],
  proxy: ['node_modules/undici/'],
  // What files below share that do not load each other: a run of `tags` has no clients, one of `verify` no tag rules.
  common: [
    'src/action/outputs.ts',
    'src/attestation/artifact.ts',
    'src/attestation/predicates/',
    'src/attestation/verify/trusted-signer.ts',
    'src/commands/batches.ts',
    'src/commands/refusals.ts',
    'src/github/client.ts',
    'src/github/failure.ts',
    'src/image/existing-tags.ts',
    'src/image/graph.ts',
    'src/image/read-graph.ts',
    'src/pipeline/configured-gates.ts',
    'src/pipeline/gate-id.ts',
    'src/policy/holdable.ts',
    'src/policy/platforms.ts',
    'src/promotion/platforms.ts',
    'src/promotion/request.ts',
    'src/promotion/source.ts',
    'src/records/signing.ts',
    'src/registry/content-encoding.ts',
    'src/registry/error-document.ts',
    'src/registry/error-hints.ts',
    'src/registry/errors.ts',
    'src/registry/manifests.ts',
    'src/registry/pagination.ts',
    'src/registry/tag-list.ts',
    'src/registry/transport/retry.ts',
    'src/registry/transport/service-client.ts',
    'src/registry/warnings.ts',
    'src/report/checks.ts',
    'src/report/environments-diagram.ts',
    'src/report/links.ts',
    'src/report/markdown.ts',
    'src/report/pipeline-diagram.ts',
    'src/report/progress.ts',
    'src/report/run-line.ts',
    'src/tags/planned-tag.ts',
    'src/tags/tag-case.ts',
  ],
  tags: [
    'src/build/tag-context.ts',
    'src/git/tags.ts',
    'src/github/repository.ts',
    'src/report/promotion-summary.ts',
    'src/tags/choose-version.ts',
    'src/tags/compute.ts',
    'src/tags/plan.ts',
    'src/commands/tags.ts',
  ],
  // Its first request is sent before `promote` is loaded.
  registry: ['src/registry/', 'src/clients/', 'src/records/put-blobs.ts', 'src/commands/promote.ts'],
  promote: ['src/commands/promote-images.ts', 'src/commands/plan.ts', 'src/commands/promote-shard.ts'],
  records: [
    'src/policy/hotfix-debt.ts',
    'src/policy/pick-promotions.ts',
    'src/policy/proven-gates.ts',
    'src/policy/record-notes.ts',
    'src/policy/requirements.ts',
    'src/policy/route.ts',
    'src/policy/ungoverned.ts',
    'src/policy/valid-promotions.ts',
    'src/policy/verify-attestation.ts',
    'src/policy/verify-chain.ts',
    'src/policy/verify-name.ts',
    'src/policy/verify-promotion.ts',
    'src/policy/verify-record.ts',
    'src/promotion/admission.ts',
    'src/promotion/existing-record.ts',
    'src/promotion/expired-hotfix.ts',
    'src/promotion/verify-name.ts',
    'src/commands/resolve-routes.ts',
    'src/commands/publish.ts',
    'src/commands/verify.ts',
    // What holds images, for runs with a pipeline file.
    'src/commands/held-tags.ts',
    'src/commands/kept-holds.ts',
    'src/commands/verify-holds.ts',
    'src/promotion/burnt-versions.ts',
    'src/promotion/held-versions.ts',
    'src/promotion/image-holds.ts',
    'src/report/hold.ts',
    'node_modules/@sigstore/bundle/',
    'node_modules/@sigstore/protobuf-specs/',
    'src/attestation/sign/signing-config.ts',
    'src/attestation/verify/keys.ts',
  ],
  pipeline: ['src/pipeline/parse.ts'],
  gates: ['src/pipeline/gates/gates.ts'],
  'sign-key': ['src/attestation/sign/key.ts'],
  verify: [
    'src/attestation/verify/own-bundle.ts',
    'src/attestation/verify/trusted-root.ts',
    'src/attestation/verify/verify-bundle.ts',
  ],
  'sign-keyless': ['src/attestation/sign/keyless.ts', 'src/attestation/sign/timestamp.ts'],
  'trusted-root': ['src/attestation/verify/fetch-trusted-root.ts'],
  history: ['src/commands/history.ts'],
  judge: ['src/commands/judge-gates.ts', 'src/commands/judge-images.ts'],
  check: ['src/commands/check.ts', 'src/commands/outdated.ts'],
  admission: ['src/promotion/admissions.ts', 'src/promotion/withdraw-admission.ts', 'src/rollback/statements.ts'],
  rollback: ['src/commands/rollback.ts', 'src/commands/hold.ts'],
  retain: ['src/commands/retain.ts'],
  'apply-retention': ['src/commands/apply-retention.ts'],
  archive: ['src/commands/archive.ts', 'src/commands/restore.ts', 'src/commands/archive-retired.ts'],
  'change-admission': ['src/commands/check-admission.ts', 'src/commands/withdraw-held.ts'],
  // Never loaded by the action.
  cli: ['src/cli/'],
};

/** Packages that do nothing when they are loaded: what is not used of them is left out, HTTP clients among it. */
const PURE = /\/node_modules\/(?:@actions|semver|tunnel)\//;

const REQUIRES_HTTP2 = "require('./client-h2.js')";

/**
 * Loads undici's HTTP/2, and `node:http2` with it, when a server has chosen to speak it: 17 ms of each run with a registry
 * that does not.
 */
const http2OnFirstUse: Plugin = {
  name: 'http2-on-first-use',
  transform: {
    filter: { id: /\/undici\/lib\/dispatcher\/client\.js$/ },
    handler(code) {
      if (code.split(REQUIRES_HTTP2).length !== 2) throw new Error('undici loads HTTP/2 in another way than it did');
      return { code: code.replace(REQUIRES_HTTP2, `(...given) => ${REQUIRES_HTTP2}(...given)`), map: null };
    },
  },
};

/**
 * White space goes, a sixth of what users download; names stay, so that what is reported of a run can be found in the source.
 * The licences are in a file of their own.
 */
const minify = { compress: false, mangle: false, codegen: { removeWhitespace: true } };
const comments = { legal: false, annotation: true, jsdoc: false };

export default defineConfig([
  {
    input: { start: 'src/start.ts' },
    platform: 'node',
    plugins: [http2OnFirstUse],
    // The toolkit of Actions brings a second undici, which nothing calls.
    resolve: {
      alias: {
        undici$: join(ROOT, 'scripts/bundle/no-undici.ts'),
        ...Object.fromEntries(
          ['../web/fetch/body.js', '../web/fetch/formdata', '../web/webidl', './socks5-proxy-agent'].map((unused) => [
            unused,
            join(ROOT, 'scripts/bundle/unused-undici.ts'),
          ]),
        ),
      },
    },
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
          ...Object.entries(CHUNKS).map(([name, places]) => ({
            name,
            test: (id: string) => places.some((place) => id.startsWith(join(ROOT, place))),
          })),
        ],
      },
      comments,
      minify,
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
      minify,
    },
  },
]);
