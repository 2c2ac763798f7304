import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifest, readTags } from '../e2e/look.ts';
import { pushImage } from '../support/image/push-image.ts';
import { PULP_TAGS_AT_ONCE } from '../support/pulp.ts';
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
    const { front, writer, reader = writer } = destination.at;
    await pushImage(source.at.front, source.repository, imageOf('right'), ['1.2.3']);
    const before = imageOf('right-before');
    await pushImage(front, destination.repository, before, ['1.2.2']);
    const run = await promote(source, destination, login(source.at.writer, reader));
    expect(run.exitCode, run.stdout).toBe(1);
    expect(run.stdout).toMatch(
      /::error::Cannot push to [^\n]*the login is right, but may not push to "acme\/p-right"; give it that right/,
    );
    expect(await readTags(front, destination.repository)).toEqual({ '1.2.2': before.index.digest });
  });

  it('lets nobody look whether there is a repository that they may not make', async () => {
    const [source, destination] = [spot(place('CNCF Distribution'), 'd-none'), spot(place('Pulp'), 'p-none')];
    const { front, writer, reader = writer } = destination.at;
    await pushImage(source.at.front, source.repository, imageOf('none'), ['1.2.3']);
    const run = await promote(source, destination, login(source.at.writer, reader));
    expect(run.exitCode, run.stdout).toBe(1);
    expect(run.stdout).toMatch(
      /::error::Cannot read [^\n]*the login is right, but may not read "acme\/p-none"; give it that right/,
    );
    expect(await readTags(front, destination.repository)).toEqual({});
  });

  it('lets a user who may only read promote from it', async () => {
    const [source, destination] = [spot(place('Pulp'), 'd-reader'), spot(place('CNCF Distribution'), 'p-reader')];
    const image = imageOf('reader');
    await pushImage(source.at.front, source.repository, image, ['1.2.3']);
    const run = await promote(source, destination, login(source.at.reader ?? source.at.writer, destination.at.writer));
    expect(run, run.stdout).toMatchObject({ exitCode: 0, outputs: { digest: image.index.digest } });
  });

  it.each(['from', 'to'] as const)('says that a password is wrong: %s', async (side) => {
    const titles = ['Pulp', 'CNCF Distribution'];
    const [from = '', to = ''] = side === 'from' ? titles : titles.reverse();
    const [source, destination] = [spot(place(from), 'd-password'), spot(place(to), 'p-password')];
    await pushImage(source.at.front, source.repository, imageOf('password'), ['1.2.3']);
    const key = side === 'from' ? 'source-password' : 'destination-password';
    const run = await promote(source, destination, { [key]: 'wrong-horse' });
    expect(run.exitCode, run.stdout).toBe(1);
    const { host } = place('Pulp');
    expect(run.stdout).toContain(`::error::Cannot log in to registry "${host}": it rejects the credentials; check the`);
    expect(await readTags(destination.at.front, destination.repository)).toEqual({});
  });

  it('is told apart from a repository that it does not have', async () => {
    const [source, destination] = [spot(place('Pulp'), 'd-nowhere'), spot(place('CNCF Distribution'), 'p-nowhere')];
    const run = await promote(source, destination);
    expect(run.exitCode, run.stdout).toBe(1);
    expect(run.stdout).toMatch(/::error::Cannot [^\n]*acme\/d-nowhere[^\n]*/);
    expect(run.stdout).not.toContain('<html');
  });

  it('moves no tag back if the newer version is on the second page of the list', async () => {
    const [source, destination] = [spot(place('CNCF Distribution'), 'd-pages'), spot(place('Pulp'), 'p-pages')];
    const { front } = destination.at;
    const [older, newer] = [imageOf('pages-older'), imageOf('pages-newer')];
    await pushImage(source.at.front, source.repository, older, ['1.2.3']);
    // All of them come before the versions; capitals and small letters in turn, as the list is in the order of a language.
    const many = Array.from({ length: PULP_TAGS_AT_ONCE }, (_, at) => `0-${at % 2 === 0 ? 'a' : 'B'}${at}`);
    const moving = ['1', '1.2', '1.2.9', 'latest'];
    await pushImage(front, destination.repository, newer, [...many, ...moving]);
    const list = await fetch(`http://${front}/v2/${destination.repository}/tags/list?n=1000`);
    const { tags } = (await list.json()) as { readonly tags: readonly string[] };
    expect([...tags].sort()).toEqual([...many].sort());
    expect(list.headers.get('link')).toMatch(/^<http:[^>]*\/tags\/list\?[^>]*>; rel="next"$/);

    const run = await promote(source, destination, { tags: 'type=semver' });
    expect(run, run.stdout).toMatchObject({ exitCode: 0 });
    const digestOf = async (tag: string) => (await readManifest(front, destination.repository, tag))?.digest;
    expect(await digestOf('1.2.3')).toBe(older.index.digest);
    for (const tag of moving) expect(await digestOf(tag), tag).toBe(newer.index.digest);
  });
});
