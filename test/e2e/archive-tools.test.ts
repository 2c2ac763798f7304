import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startDistribution } from '../support/distribution.ts';
import { buildImage } from '../support/image/build-image.ts';
import { buildReferrer } from '../support/image/build-referrer.ts';
import { pushImage } from '../support/image/push-image.ts';
import { pushReferrer } from '../support/image/push-referrer.ts';
import { ORAS } from '../support/oras.ts';
import { findProgram } from '../support/programs.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { findRegistryProgram } from '../support/registry-programs.ts';
import { SIGNING, startWorld } from './pipeline-world.ts';

const run = promisify(execFile);

const PIPELINE = `version: 1
record: signed
${SIGNING}environments:
  d: { repository: "HOST/d/{image}" }
  p: { repository: "HOST/p/{image}", from: d }
`;

const IMAGE = buildImage({ seed: 'read by others' });
const SBOM = buildReferrer(IMAGE.index, { artifactType: 'application/spdx+json' });
const [skopeo, oras] = [findProgram(['skopeo']), findRegistryProgram(ORAS)];

it.skipIf(skopeo === undefined || oras === undefined)('skopeo and oras read an archive with its records', async () => {
  await using world = await startWorld({ pipeline: PIPELINE, start: () => startRegistry({ referrers: 'api' }) });
  await pushImage(world.host, 'd/shop/app', IMAGE, ['1.2.3']);
  await pushReferrer({ host: world.host, repository: 'd/shop/app' }, IMAGE.index, SBOM);
  const promoted = await world.run({
    command: 'promote',
    from: 'd',
    to: 'p',
    image: 'shop/app:1.2.3',
    version: '1.2.3',
  });
  expect(promoted.exitCode, promoted.stdout).toBe(0);
  for (const layout of ['app.tar', 'app']) {
    const made = await world.run({ command: 'archive', from: 'p', image: 'shop/app:1.2.3', layout });
    expect(made.exitCode, made.stdout).toBe(0);
  }
  const [tar, folder] = [join(world.workspace, 'app.tar'), join(world.workspace, 'app')];

  await using other = await startDistribution({ version: 3 });
  const to = `docker://${other.host}/by/skopeo:1.2.3`;
  const flags = ['copy', '--all', '--preserve-digests', '--dest-tls-verify=false', '--insecure-policy'];
  await run(skopeo ?? '', [...flags, `oci-archive:${tar}:1.2.3`, to]);
  await run(oras ?? '', [
    'cp',
    '-r',
    '--from-oci-layout',
    `${folder}:1.2.3`,
    '--to-plain-http',
    `${other.host}/by/oras:1.2.3`,
  ]);
  for (const repository of ['by/skopeo', 'by/oras']) {
    const { stdout } = await run(oras ?? '', ['resolve', '--plain-http', `${other.host}/${repository}:1.2.3`]);
    expect(stdout.trim()).toBe(IMAGE.index.digest);
  }
  const { stdout } = await run(oras ?? '', [
    'discover',
    '--plain-http',
    '--format',
    'json',
    `${other.host}/by/oras:1.2.3`,
  ]);
  expect(stdout).toContain(SBOM.index.digest);
  expect(stdout).toContain('application/vnd.dev.sigstore.bundle');
  // By the same way: what is in the archive itself, by both ways of finding it.
  const found = await run(oras ?? '', ['discover', '--oci-layout', '--format', 'json', `${folder}:1.2.3`]);
  expect(found.stdout).toContain(SBOM.index.digest);
});
