import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTags } from '../e2e/look.ts';
import { pushImage } from '../support/image/push-image.ts';
import { findRegistryProgram, GITEA_PROGRAM } from '../support/registry-programs.ts';
import { startDistributionPlace, startGiteaPlace } from './places.ts';
import { describePromotions } from './promotion-cases.ts';
import { createPlaces, imagesOf, login, promote, spot } from './spots.ts';

/** It takes long to build: it is there if somebody has built it, and CI does every night. */
const IS_MISSING = findRegistryProgram(GITEA_PROGRAM) === undefined;

const PLACES = { Gitea: startGiteaPlace, 'CNCF Distribution': startDistributionPlace };
const { place, start, stop } = createPlaces();
const imageOf = imagesOf('Gitea');

beforeAll(async () => {
  if (!IS_MISSING) await start(PLACES);
});
afterAll(stop);

describePromotions({ titles: Object.keys(PLACES), isMissing: IS_MISSING, place, imageOf });

describe.skipIf(IS_MISSING)('Gitea', () => {
  it('lets nobody write with a token that may only read, and nothing is left of the attempt', async () => {
    const [source, destination] = [spot(place('CNCF Distribution'), 'd-right'), spot(place('Gitea'), 'p-right')];
    await pushImage(source.at.front, source.repository, imageOf('right'), ['1.2.3']);
    const run = await promote(source, destination, login(source.at.writer, destination.at.reader ?? source.at.writer));
    expect(run.exitCode, run.stdout).toBe(1);
    expect(run.stdout).toMatch(
      /::error::Cannot push to [^\n]*the login is right, but may not push to "acme\/p-right"; give it that right/,
    );
    expect(await readTags(destination.at.front, destination.repository)).toEqual({});
  });

  it('lets a token that may only read promote from it', async () => {
    const [source, destination] = [spot(place('Gitea'), 'd-reader'), spot(place('CNCF Distribution'), 'p-reader')];
    const image = imageOf('reader');
    await pushImage(source.at.front, source.repository, image, ['1.2.3']);
    const run = await promote(source, destination, login(source.at.reader ?? source.at.writer, destination.at.writer));
    expect(run, run.stdout).toMatchObject({ exitCode: 0, outputs: { digest: image.index.digest } });
  });

  it.each(['from', 'to'] as const)('names the repository of an unknown owner: %s', async (side) => {
    const near = spot(place('CNCF Distribution'), 'd-owner');
    const stranger = { at: place('Gitea'), repository: 'nobody-here/shop' };
    await pushImage(near.at.front, near.repository, imageOf('owner'), ['1.2.3']);
    const run = side === 'to' ? await promote(near, stranger) : await promote(stranger, near);
    expect(run.exitCode, run.stdout).toBe(1);
    expect(run.stdout).toMatch(/::error::Cannot [^\n]*nobody-here\/shop[^\n]*; check the name/);
    // What is said is one sentence, and no page of text.
    expect(run.stdout).not.toContain('<html');
  });
});
