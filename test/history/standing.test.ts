import { describe, expect, it } from 'vitest';
import { readStanding } from '../../src/history/standing.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { loadText } from '../pipeline/support.ts';
import { connect } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { startRegistry } from '../support/registry/registry.ts';

const pipeline = await loadText(`version: 1
environments:
  t: { repository: "registry.example.com/t/{image}" }
`);
const [environment] = pipeline.environments;
const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });

/** Looks what is in a repository of which the registry lists so many tags. */
async function findIn(count: number) {
  const tags = Array.from({ length: count }, (_, index) => `build-${index}`);
  let answered = 0;
  await using registry = await startRegistry({
    intercept({ method, url = '' }, response) {
      if (url.includes('/tags/list')) {
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ name: 't/app', tags }));
        return true;
      }
      if (method !== 'HEAD') return false;
      answered += 1;
      response.writeHead(200, {
        'Content-Type': IMAGE.index.mediaType,
        'Docker-Content-Digest': IMAGE.index.digest,
        'Content-Length': IMAGE.index.size,
      });
      response.end();
      return true;
    },
  });
  await using connection = await connect(registry.host);
  const repository = parseRepository(`${registry.host}/t/app`);
  if (environment === undefined) throw new Error('there is no environment');
  const location = { environment, repository, isShared: false } as Parameters<typeof readStanding>[1];
  const found = await readStanding(connection.client, location).catch((error: unknown) => String(error));
  return { found, answered };
}

describe('what is in a repository', () => {
  it('is each image once, whatever the number of its tags', async () => {
    const { found, answered } = await findIn(30);
    expect(found).toMatchObject([{ digest: IMAGE.index.digest }]);
    expect(answered).toBe(30);
  });

  it('is not judged in part: of a repository with more than 20,000 tags, none is resolved in vain', async () => {
    const { found, answered } = await findIn(20_001);
    expect(answered).toBe(0);
    expect(found).toContain(
      'it has 20,001 tags, and no more than 20,000 are resolved; name the images with their tags in the input "image"',
    );
  });
});
