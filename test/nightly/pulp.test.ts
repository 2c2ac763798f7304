import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTags } from '../e2e/look.ts';
import { pushImage } from '../support/image/push-image.ts';
import { findRegistryProgram, PULP_PROGRAM } from '../support/registry-programs.ts';
import { startDistributionPlace, startPulpPlace } from './places.ts';
import { describePromotions } from './promotion-cases.ts';
import { createPlaces, imagesOf, login, promote, spot } from './spots.ts';

/** It is there if somebody has built it, and CI does every night. */
const IS_MISSING = findRegistryProgram(PULP_PROGRAM) === undefined;

const PLACES = { Pulp: startPulpPlace, 'CNCF Distribution': startDistributionPlace };
const { place, start, stop } = createPlaces();
const imageOf = imagesOf('Pulp');

beforeAll(async () => {
  if (!IS_MISSING) await start(PLACES);
});
afterAll(stop);

describePromotions({ titles: Object.keys(PLACES), isMissing: IS_MISSING, place, imageOf });

describe.skipIf(IS_MISSING)('Pulp', () => {
  it('lets nobody write who may only read, and nothing is left of the attempt', async () => {
    const [source, destination] = [spot(place('CNCF Distribution'), 'd-right'), spot(place('Pulp'), 'p-right')];
    await pushImage(source.at.front, source.repository, imageOf('right'), ['1.2.3']);
    const run = await promote(source, destination, login(source.at.writer, destination.at.reader ?? source.at.writer));
    expect(run.exitCode, run.stdout).toBe(1);
    expect(run.stdout).toMatch(
      /::error::Cannot push to [^\n]*the login is right, but may not push to "acme\/p-right"; give it that right/,
    );
    expect(await readTags(destination.at.front, destination.repository)).toEqual({});
  });

  it('lets a user who may only read promote from it', async () => {
    const [source, destination] = [spot(place('Pulp'), 'd-reader'), spot(place('CNCF Distribution'), 'p-reader')];
    const image = imageOf('reader');
    await pushImage(source.at.front, source.repository, image, ['1.2.3']);
    const run = await promote(source, destination, login(source.at.reader ?? source.at.writer, destination.at.writer));
    expect(run, run.stdout).toMatchObject({ exitCode: 0, outputs: { digest: image.index.digest } });
  });

  it.each(['from', 'to'] as const)('says that a password is wrong: %s', async (side) => {
    const pulp = spot(place('Pulp'), 'd-password');
    const other = spot(place('CNCF Distribution'), 'd-password');
    const [source, destination] = side === 'from' ? [pulp, other] : [other, pulp];
    await pushImage(source.at.front, source.repository, imageOf('password'), ['1.2.3']);
    const key = side === 'from' ? 'source-password' : 'destination-password';
    const run = await promote(source, destination, { [key]: 'wrong-horse' });
    expect(run.exitCode, run.stdout).toBe(1);
    expect(run.stdout).toMatch(/::error::Cannot [^\n]*/);
    expect(run.stdout).not.toContain('wrong-horse');
    expect(await readTags(destination.at.front, destination.repository)).toEqual({});
  });

  it('is told apart from a repository that it does not have', async () => {
    const [source, destination] = [spot(place('Pulp'), 'd-nowhere'), spot(place('CNCF Distribution'), 'p-nowhere')];
    const run = await promote(source, destination);
    expect(run.exitCode, run.stdout).toBe(1);
    expect(run.stdout).toMatch(/::error::Cannot [^\n]*acme\/d-nowhere[^\n]*/);
    expect(run.stdout).not.toContain('<html');
  });
});
