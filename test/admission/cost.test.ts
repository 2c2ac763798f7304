import { describe, expect, it } from 'vitest';
import { admitImages } from '../../src/admission/admit.ts';
import { openGitHubClient } from '../../src/github/client.ts';
import { startGitHub } from '../github/github-server.ts';
import { connect } from '../registry/support.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { Rounds } from '../support/rounds.ts';
import { CI, COMMIT, loadBase, loadImage, sixGates } from './six-gates.ts';
import { readImage, request, type Stack, sentenceOf } from './world.ts';

const CHECKS = `/repos/acme/shop/commits/${COMMIT}/check-runs?filter=latest&check_name=ci&per_page=100&page=1`;

/** A check run as GitHub lists it. */
const CHECK = {
  ...{ id: 7, name: 'ci', head_sha: COMMIT, status: 'completed', conclusion: 'success' },
  ...{ completed_at: '2026-11-21T10:00:00Z', app: { slug: 'github-actions' } },
};

/** What of a repository a path asks for, without names and digests. */
function kindOf(path: string): string {
  const [, repository = '', rest = ''] =
    /^\/v2\/(.+)\/((?:manifests|blobs|referrers|tags)\/.*)$/.exec(path.split('?')[0] ?? '') ?? [];
  const owner = repository.startsWith('base/') ? repository : 'an image';
  return `${owner}: ${rest.replace(/sha256[:-][0-9a-f]{64}/, 'DIGEST')}`;
}

/** Judges so many images on one base by six gates, and counts what that takes: at the registry, and of GitHub's API. */
async function countRequests(images: number) {
  await using github = await startGitHub({ [CHECKS]: { body: { check_runs: [CHECK] } } });
  await using registry = await startRegistry({ referrers: 'api' });
  loadBase(registry);
  const loaded: { readonly name: string; readonly image: Stack }[] = [];
  for (let number = 0; number < images; number++) {
    const name = `t/shop/app-${number}`;
    loaded.push({ name, image: await loadImage(registry, name) });
  }
  await using connection = await connect(registry.host);
  const { client } = connection;
  const read = await Promise.all(
    loaded.map(({ name, image }) => readImage(client, `${registry.host}/${name}`, image.index.digest)),
  );
  registry.clearLog();
  const clock = { now: () => 0, sleep: async () => undefined };
  const answer = await admitImages({
    ...request(client, sixGates(registry.host, CI), read),
    github: { client: openGitHubClient(github.event(), 'token', { clock, environment: {} }) },
  });
  expect(sentenceOf(answer)).toBe('');
  const counts: Record<string, number> = {};
  for (const { path } of registry.log) counts[kindOf(path)] = (counts[kindOf(path)] ?? 0) + 1;
  return { registry: counts, github: github.requests };
}

describe('the requests of six gates', () => {
  it('ask for the base and for GitHub once, whether there is one image or a hundred', async () => {
    const base = {
      'base/prod-osbase: manifests/DIGEST': 2,
      'base/prod-osbase: manifests/1.4.5': 1,
      'base/prod-osbase: blobs/DIGEST': 1,
    };
    const ofImages = (count: number) => ({
      // Of the index and of the platform; in the fallback tags, too, which are named by the digests.
      'an image: referrers/DIGEST': 2 * count,
      // Three statements beside these tags; and the config.
      'an image: manifests/DIGEST': (2 + 3) * count,
      'an image: blobs/DIGEST': 4 * count,
      // Whether cosign keeps any under its own tags.
      'an image: tags/list': count,
    });
    const one = await countRequests(1);
    const hundred = await countRequests(100);
    expect(one).toEqual({ registry: { ...base, ...ofImages(1) }, github: [`GET ${CHECKS}`] });
    expect(hundred).toEqual({ registry: { ...base, ...ofImages(100) }, github: [`GET ${CHECKS}`] });
  });

  it('wait for each other three times at most', async () => {
    const rounds = new Rounds();
    let isCounted = false;
    await using registry = await startRegistry({
      referrers: 'api',
      intercept: () => (isCounted ? rounds.hold() : undefined),
    });
    loadBase(registry);
    const image = await loadImage(registry, 't/shop/app');
    await using connection = await connect(registry.host);
    const read = await readImage(connection.client, `${registry.host}/t/shop/app`, image.index.digest);
    const judge = () => admitImages(request(connection.client, sixGates(registry.host), [read]));
    // What is loaded late is there now.
    await judge();
    registry.clearLog();
    isCounted = true;
    expect(sentenceOf(await judge())).toBe('');
    expect(rounds.count).toBeLessThanOrEqual(3);
    // Lists of two manifests, in two places, and of tags; three statements; a config; and the base: by digest and tag,
    // manifest, config.
    expect(registry.log).toHaveLength(5 + 3 * 2 + 1 + 4);
  });
});
