import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { someOf } from '../support/sample.ts';
import { LABELS } from './labels.ts';
import { findMissing, readManifest, readRecords, readTags } from './look.ts';
import { complaint, FIVE_ENVIRONMENTS, NO_TOKEN, type PipelineWorld, startWorld, WORKFLOW } from './pipeline-world.ts';
import { DISTRIBUTION, EMBEDDED } from './targets.ts';

/** The promotions of the whole pipeline, in order. */
const STEPS = [
  ['d', 't'],
  ['t', 's1'],
  ['s1', 's2'],
  ['s2', 'p'],
] as const;

const image = buildImage({ labels: LABELS });

describe.each(someOf(1, [DISTRIBUTION, EMBEDDED], 'the whole pipeline'))(
  'the whole pipeline in $name',
  ({ available, start }) => {
    let world: PipelineWorld;
    beforeAll(async () => {
      if (!available) return;
      world = await startWorld({ pipeline: FIVE_ENVIRONMENTS, start });
      await pushImage(world.host, 'd/shop/app', image, ['1.2.3']);
    });
    afterAll(() => world?.[Symbol.asyncDispose]());

    it.skipIf(!available)('promotes an image from the first environment to the last, each record signed', async () => {
      for (const [from, to] of STEPS) {
        const run = await world.run({ from, to, image: 'shop/app:1.2.3' });
        expect(run).toMatchObject({ exitCode: 0, stderr: '' });
        expect(run.stdout).toContain(`into ${to} from ${from}`);
        expect(run.stdout).toContain(`(signed by https://github.com/${WORKFLOW})`);
        expect(run.summary).toContain(`into \`${to}\` from \`${from}\``);
        expect(run.summary).toContain('(signed)');
      }
      expect(await readTags(world.host, 'p/shop/app')).toMatchObject({ '1.2.3': image.index.digest });
      expect(await findMissing(world.host, 'p/shop/app', '1.2.3')).toEqual([]);
    });

    it.skipIf(!available)('attaches each record as cosign and actions/attest do', async () => {
      const [record] = await readRecords(world.host, 't/shop/app', image.index.digest);
      const manifest = await readManifest(world.host, 't/shop/app', record?.digest ?? '');
      expect(manifest?.document).toEqual({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        config: {
          mediaType: 'application/vnd.oci.empty.v1+json',
          digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
          size: 2,
        },
        layers: [
          {
            mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
            digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
            size: expect.any(Number),
          },
        ],
        subject: { mediaType: image.index.mediaType, digest: image.index.digest, size: image.index.size },
        annotations: expect.objectContaining({
          'dev.sigstore.bundle.content': 'dsse-envelope',
          'dev.sigstore.bundle.predicateType': 'https://sealift.github.io/promotion/v1',
          'io.github.sealift.promotion.environment': 't',
          'io.github.sealift.promotion.source-environment': 'd',
          // The token says "li"; the runner's variables say "octocat".
          'io.github.sealift.promotion.by': 'li',
        }),
      });
    });

    it.skipIf(!available)('verifies the whole way, link by link', async () => {
      const run = await world.run({ command: 'verify', from: 'p', image: 'shop/app:1.2.3' });
      expect(run).toMatchObject({ exitCode: 0, stderr: '' });
      expect(run.outputs).toMatchObject({ verified: 'true', digest: image.index.digest });
      const report = JSON.parse(run.outputs['report'] ?? '');
      expect(report.images[0].links).toMatchObject([
        ...STEPS.toReversed().map(([from, to]) => ({
          environment: to,
          kind: 'promoted',
          record: {
            signer: `https://github.com/${WORKFLOW}`,
            predicate: { source: { environment: from }, actor: { login: 'li' } },
          },
        })),
        { environment: 'd', kind: 'built', record: null },
      ]);
      for (const [, to] of STEPS) expect(run.summary).toContain(`| \`${to}\` | ✅ from`);
    });

    it.skipIf(!available)('promotes what is named in full to an environment by name', async () => {
      const built = buildImage({ labels: LABELS, seed: 'by digest' });
      await pushImage(world.host, 'd/shop/built', built, ['1.2.3']);
      const run = await world.run({ from: `${world.host}/d/shop/built@${built.index.digest}`, to: 't' });
      expect(run).toMatchObject({ exitCode: 0, stderr: '' });
      expect(Object.values(await readTags(world.host, 't/shop/built'))).toContain(built.index.digest);
    });

    it.skipIf(!available)('verifies by a reference as well', async () => {
      const run = await world.run({ command: 'verify', from: `${world.host}/s1/shop/app@${image.index.digest}` });
      expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    });

    it.skipIf(!available)('writes nothing new when it is run again', async () => {
      const before = await readRecords(world.host, 'p/shop/app', image.index.digest);
      const run = await world.run({ from: 's2', to: 'p', image: 'shop/app:1.2.3' });
      expect(run).toMatchObject({ exitCode: 0, outputs: { changed: 'false' } });
      expect(await readRecords(world.host, 'p/shop/app', image.index.digest)).toEqual(before);
    });

    it.skipIf(!available)('refuses a skipped stage, by name and by repository alike', async () => {
      const other = buildImage({ labels: LABELS, seed: 'skipped' });
      await pushImage(world.host, 'd/shop/web', other, ['1.2.3']);
      const { host } = world;
      for (const inputs of [
        { from: 'd', to: 'p', image: 'shop/web:1.2.3' },
        { from: `${host}/d/shop/web:1.2.3`, to: `${host}/p/shop/web` },
        { from: `${host}/d/{image}`, to: `${host}/p/{image}`, image: 'shop/web:1.2.3' },
      ]) {
        const run = await world.run(inputs);
        expect(run.exitCode).toBe(1);
        expect(complaint(run)).toBe(
          `Cannot promote ${host}/d/shop/web:1.2.3 to p: p takes images only from s2, or by the hotfix route "emergency" from t, and this is in d; promote it to s2 first, and from there`,
        );
      }
      expect(await readTags(host, 'p/shop/web')).toEqual({});
    });

    it.skipIf(!available)('refuses what was pushed into an environment past all routes', async () => {
      const other = buildImage({ labels: LABELS, seed: 'smuggled' });
      await pushImage(world.host, 's2/shop/smuggled', other, ['1.2.3']);
      const promotion = await world.run({ from: 's2', to: 'p', image: 'shop/smuggled:1.2.3' });
      expect(promotion.exitCode).toBe(1);
      expect(complaint(promotion)).toMatch(
        /to p: shop\/smuggled \(sha256:\w{12}\) has no promotion record for s2; promote it to s2 with Sealift first$/,
      );
      const verification = await world.run({ command: 'verify', from: 's2', image: 'shop/smuggled:1.2.3' });
      expect(verification).toMatchObject({ exitCode: 1, outputs: { verified: 'false', digest: '' } });
      expect(complaint(verification)).toMatch(/shop\/smuggled \(sha256:\w+\) has no promotion record for /);
      expect(verification.summary).toContain('## ❌');
    });

    it.skipIf(!available)('takes a hotfix route with a reason, which the record keeps, and not without', async () => {
      const fix = buildImage({ labels: { ...LABELS, 'org.opencontainers.image.version': '1.2.4' }, seed: 'hotfix' });
      await pushImage(world.host, 'd/shop/app', fix, ['1.2.4']);
      expect(await world.run({ from: 'd', to: 't', image: 'shop/app:1.2.4' })).toMatchObject({ exitCode: 0 });
      const refused = await world.run({ from: 't', to: 'p', image: 'shop/app:1.2.4' });
      expect(complaint(refused)).toContain('the hotfix route "emergency" from t needs a reason; give one in the input');
      const taken = await world.run({ from: 't', to: 'p', image: 'shop/app:1.2.4', reason: 'CVE-2026-1' });
      expect(taken).toMatchObject({ exitCode: 0, stderr: '' });
      expect(taken.summary).toContain('by the hotfix route `emergency`');
      const verified = await world.run({ command: 'verify', from: 'p', image: 'shop/app:1.2.4' });
      expect(verified.exitCode).toBe(0);
      expect(verified.stdout).toContain('p: promoted from t by the hotfix route "emergency"');
      expect(verified.stdout).toContain('("CVE-2026-1")');
    });

    it.skipIf(!available)('writes nothing where nothing can sign', async () => {
      const other = buildImage({ labels: LABELS, seed: 'unsigned' });
      await pushImage(world.host, 'd/shop/unsigned', other, ['1.2.3']);
      const run = await world.run({ from: 'd', to: 't', image: 'shop/unsigned:1.2.3' }, NO_TOKEN);
      expect(run.exitCode).toBe(1);
      expect(complaint(run)).toBe(
        'Cannot sign the record: t accepts only signed records, and there is neither an identity token nor a key; give the job "permissions: id-token: write", or a key in the input "signing-key"',
      );
      expect(await readTags(world.host, 't/shop/unsigned')).toEqual({});
    });

    it.skipIf(!available)('writes nothing where another workflow than the pinned one would sign', async () => {
      const other = buildImage({ labels: LABELS, seed: 'stranger' });
      await pushImage(world.host, 'd/shop/stranger', other, ['1.2.3']);
      world.tokens.claims = { ref: 'refs/heads/mine' };
      const run = await world.run({ from: 'd', to: 't', image: 'shop/stranger:1.2.3' });
      world.tokens.claims = {};
      expect(complaint(run)).toBe(
        `Cannot promote ${world.host}/d/shop/stranger:1.2.3 to t: its record would be signed by https://github.com/acme/app/.github/workflows/promote.yml@refs/heads/mine, whom the pipeline file does not name among the signers of t; promote it by a workflow or key that is named there`,
      );
      expect(await readManifest(world.host, 't/shop/stranger', other.index.digest)).toBeUndefined();
    });

    it.skipIf(!available)('writes nothing where the Sigstore gives no certificate', async () => {
      const other = buildImage({ labels: LABELS, seed: 'fulcio' });
      await pushImage(world.host, 'd/shop/fulcio', other, ['1.2.3']);
      world.sigstore.fail('certificate', { status: 403 });
      const run = await world.run({ from: 'd', to: 't', image: 'shop/fulcio:1.2.3' });
      world.sigstore.fail('certificate', undefined);
      expect(run.exitCode).toBe(1);
      expect(complaint(run)).toMatch(/^Cannot sign the record: .*403/);
      // Not even a blob is: what cannot be signed is found out before anything is written.
      expect(run.stdout).not.toContain('::group::Promotion');
      expect(await readManifest(world.host, 't/shop/fulcio', other.index.digest)).toBeUndefined();
    });

    it.skipIf(!available)('shows no token in any log', async () => {
      const run = await world.run({ from: 's2', to: 'p', image: 'shop/app:1.2.3', 'dry-run': 'true' });
      const secrets = [...world.tokens.tokens, world.tokens.environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN];
      const shown =
        run.stdout.replace(/^::add-mask::.*$/gm, '') + run.stderr + run.summary + JSON.stringify(run.outputs);
      expect(secrets.length).toBeGreaterThan(5);
      expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
    });
  },
);
