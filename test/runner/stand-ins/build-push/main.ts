import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = process.env['SEALIFT_TEST_ROOT'] ?? '';
const load = (path: string) => import(pathToFileURL(join(root, path)).href);
const { buildImage } = await load('test/support/image/build-image.ts');
const { pushImage } = await load('test/support/image/push-image.ts');

/** The plain addresses of the registries, by the hosts that workflows name. */
const addresses: Readonly<Record<string, string>> = JSON.parse(process.env['SEALIFT_TEST_REGISTRIES'] ?? '{}');
const config = JSON.parse(readFileSync(join(homedir(), '.docker', 'config.json'), 'utf8'));

function lines(name: string): readonly string[] {
  return (process.env[name] ?? '').split('\n').filter((line) => line !== '');
}

if (process.env['INPUT_PUSH'] === 'true') {
  const labels = Object.fromEntries(lines('INPUT_LABELS').map((line) => line.split(/=(.*)/s).slice(0, 2)));
  const image = buildImage({ labels });
  for (const reference of lines('INPUT_TAGS')) {
    const [, host = '', repository, tag] = /^([^/]+)\/(.+):([^:]+)$/.exec(reference) ?? [];
    const authorization = `Basic ${config.auths[host].auth}`;
    await pushImage(addresses[host], repository, image, [tag], { authorization });
    console.log(`Pushed ${reference} as ${image.index.digest}`);
  }
}
