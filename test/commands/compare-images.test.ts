import { describe, expect, it } from 'vitest';
import { compareImages } from '../../src/commands/compare-images.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { previousDigest } from '../../src/tags/planned-tag.ts';
import { bothEnds, LABELS, NOW, requestOf } from '../promotion/support.ts';
import { connect, createClock } from '../registry/support.ts';
import { type GitHubOptions, startGitHub } from '../support/github/github.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { keepLog } from '../support/log.ts';
import { startRegistry } from '../support/registry/registry.ts';

const RUN = 'https://github.com/acme/shop/actions/runs/1658821493/attempts/1';
const [BEFORE, AFTER] = ['a'.repeat(40), 'b'.repeat(40)];

interface Case {
  readonly before?: Readonly<Record<string, string>>;
  readonly after?: Readonly<Record<string, string>>;
  readonly gitHub?: GitHubOptions;
  readonly token?: string;
  /** Answers a request for a manifest of the image before with this status. */
  readonly refuses?: number;
}

function release(version: string, labels: Readonly<Record<string, string>>) {
  const own = { source: 'https://github.com/acme/shop', version, ...labels };
  const prefixed = Object.entries(own).map(([key, value]) => [`org.opencontainers.image.${key}`, value]);
  return buildImage({ labels: { ...LABELS, ...Object.fromEntries(prefixed) }, seed: version });
}

async function compare({ before, after, gitHub: options, token, refuses }: Case = {}) {
  let isArmed = false;
  let requests = 0;
  await using registry = await startRegistry({
    async intercept(_, response, path) {
      if (isArmed) requests++;
      if (!isArmed || refuses === undefined || !path.includes('/manifests/')) return false;
      response.writeHead(refuses).end();
      return true;
    },
  });
  await using gitHub = await startGitHub(options);
  gitHub.state.commits.push(
    { sha: BEFORE, message: 'Old', login: 'mona' },
    { sha: AFTER, message: 'New\n\nWhy', login: 'mona' },
  );
  const old = release('1.2.3', { revision: BEFORE, ...before });
  await pushImage(registry.host, 'd/app', release('1.2.4', { revision: AFTER, ...after }), ['1.2.3']);
  await pushImage(registry.host, 'p/app', old, ['1.2.3', '1.2', '1', 'latest']);
  await using connection = await connect(registry.host, { clock: createClock(NOW.getTime()) });
  const request = requestOf(registry.host, { rules: parseTagRules('type=semver'), version: '1.2.4' });
  const clients = bothEnds(connection.client);
  const plan = await preparePromotion(request, clients);
  isArmed = true;
  const replacements = plan.destinations.flatMap(({ repository, tags }) => {
    const digest = previousDigest(tags.tags);
    return digest === undefined ? [] : [{ item: { request, clients, plan }, repository, before: digest }];
  });
  const found = await compareImages(replacements, {
    ...{ event: gitHub.event(), environment: {}, logger: keepLog(), run: RUN },
    token: token ?? gitHub.token,
  });
  expect(replacements).toMatchObject([{ before: old.index.digest }]);
  return { found: [...found.values()], requests, asked: gitHub.requests.map(({ route }) => route) };
}

describe('compareImages', () => {
  it('compares what was there before with what comes', async () => {
    const { found, asked, requests } = await compare();
    expect(found).toMatchObject([
      {
        address: `https://github.com/acme/shop/compare/${BEFORE}...${AFTER}`,
        before: { version: '1.2.3', revision: BEFORE },
        revision: AFTER,
        commits: { total: 1, newest: [{ sha: AFTER, subject: 'New', author: 'mona' }] },
      },
    ]);
    expect(asked).toEqual(['compare-commits']);
    // The index, two platforms and one config.
    expect(requests).toBe(4);
  });

  it.each<[string, Case]>([
    ['the token may not read commits', { gitHub: { denied: ['contents: read'] } }],
    ['there is no token', { token: '' }],
    ['GitHub fails', { gitHub: { faults: [{ route: 'compare-commits', kind: 'server-error' }] } }],
    [
      'a limit is used up',
      { gitHub: { faults: [{ route: 'compare-commits', kind: 'secondary-limit', retryAfter: 60 }] } },
    ],
  ])('leaves the link alone if %s', async (_, options) => {
    const { found } = await compare(options);
    expect(found).toMatchObject([{ before: { version: '1.2.3' }, commits: null }]);
  });

  it.each<[string, Case]>([
    ['the image before is of another repository', { before: { source: 'https://github.com/acme/other' } }],
    ['the image before names no commit', { before: { revision: 'main' } }],
    ['both are of one commit', { before: { revision: AFTER } }],
    ['the image before cannot be read', { refuses: 403 }],
    ['the image before is gone', { refuses: 404 }],
  ])('finds nothing if %s', async (_, options) => {
    const { found, asked } = await compare(options);
    expect(found).toEqual([]);
    expect(asked).toEqual([]);
  });

  it.each<[string, Case]>([
    ['is of another server', { after: { source: 'https://evil.test/acme/shop' } }],
    ['names no commit', { after: { revision: 'main' } }],
  ])('reads nothing if the image that comes %s', async (_, options) => {
    const { found, requests } = await compare(options);
    expect(found).toEqual([]);
    expect(requests).toBe(0);
  });

  it("sends the token to no repository of another owner's", async () => {
    const source = 'https://github.com/mallory/shop';
    const { found, asked } = await compare({ before: { source }, after: { source } });
    expect(found).toMatchObject([{ address: `${source}/compare/${BEFORE}...${AFTER}`, commits: null }]);
    expect(asked).toEqual([]);
  });
});
