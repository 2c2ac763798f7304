import { describe, expect, it } from 'vitest';
import { parseRepository } from '../../src/oci/reference.ts';
import { listTags, listTagsAtOnce, listTagsFrom } from '../../src/registry/tag-list.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { APP, connect, createFakeClient, errorBody, type FakeAnswer, linesOf } from './support.ts';

function page(tags: unknown, link?: string | readonly string[]): FakeAnswer {
  return { body: JSON.stringify({ name: 'd/app', tags }), ...(link === undefined ? {} : { headers: { link } }) };
}

function listing(answers: readonly FakeAnswer[]) {
  const fake = createFakeClient((_, index) => answers[index] ?? { status: 599 });
  return { ...fake, done: listTags(fake.client, APP) };
}

const FIRST = 'GET /v2/d/app/tags/list?n=1000';

describe('a list', () => {
  it('of one page is one request', async () => {
    const { done, requests } = listing([page(['1', '1.2', 'latest'])]);
    expect([...(await done)]).toEqual(['1', '1.2', 'latest']);
    expect(linesOf(requests)).toEqual([FIRST]);
  });

  it.each([
    ['relative', '</v2/d/app/tags/list?n=1000&last=a>; rel="next"'],
    ['relative to the page', '<?n=1000&last=a>; rel="next"'],
    ['absolute', '<https://registry.example.com/v2/d/app/tags/list?n=1000&last=a>; rel="next"'],
    ['absolute with its port', '<https://registry.example.com:443/v2/d/app/tags/list?n=1000&last=a>; rel="next"'],
    ['with a wrong path', '</v2/tags/list?n=1000&last=a>; rel="next"'],
    ['without quotes', '</v2/d/app/tags/list?n=1000&last=a>;rel=next'],
    ['in another case', '</v2/d/app/tags/list?n=1000&last=a>; REL="NEXT"'],
    ['behind another', '</first>; rel="first", </v2/d/app/tags/list?n=1000&last=a>; rel="next"'],
    ['with other parameters', '</v2/d/app/tags/list?n=1000&last=a>; title="x"; rel="next"'],
    ['in a header of its own', ['</first>; rel="first"', '</v2/d/app/tags/list?n=1000&last=a>; rel="next"']],
  ])('goes on where the link is %s', async (_, link) => {
    const { done, requests } = listing([page(['a'], link), page(['b'])]);
    expect([...(await done)]).toEqual(['a', 'b']);
    expect(linesOf(requests)).toEqual([FIRST, 'GET /v2/d/app/tags/list?n=1000&last=a']);
  });

  it.each([
    ['there is no link', undefined],
    ['the link is another', '</v2/d/app/tags/list?n=1>; rel="prev"'],
    ['the link is empty', ''],
  ])('ends where %s', async (_, link) => {
    const { done, requests } = listing([page(['a'], link)]);
    expect([...(await done)]).toEqual(['a']);
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['has the tags null', '{"name":"d/app","tags":null}'],
    ['has no tags', '{"name":"d/app","tags":[]}'],
    ['leaves them out', '{"name":"d/app"}'],
  ])('that %s is empty', async (_, body) => {
    const { done } = listing([{ body }]);
    expect((await done).size).toBe(0);
  });

  it('leaves out what is no tag, and what comes twice', async () => {
    const { done } = listing([page(['a', 'a', '../x', 'a b', '##[add-mask]a', '', 'é', 'b'])]);
    expect([...(await done)]).toEqual(['a', 'b']);
  });
});

describe('a list whose size of a page is refused', () => {
  const refusal = (status: number) => ({ status, body: errorBody('PAGINATION_NUMBER_INVALID') });
  it.each([
    ['is asked for in smaller pages', [refusal(400), page(['a'])], [FIRST, 'GET /v2/d/app/tags/list?n=100']],
    [
      'is asked for without any size at last',
      [refusal(405), refusal(400), page(['a'])],
      [FIRST, 'GET /v2/d/app/tags/list?n=100', 'GET /v2/d/app/tags/list'],
    ],
  ])('%s', async (_, answers, lines) => {
    const { done, requests } = listing(answers);
    expect([...(await done)]).toEqual(['a']);
    expect(linesOf(requests)).toEqual(lines);
  });

  it.each([
    ['whatever its size', [refusal(400), refusal(400), refusal(405)], 'the registry answers 400 (PAGINATION'],
    ['and then in another way', [refusal(405), { status: 403 }], 'the registry answers 405 (PAGINATION'],
    ['and then unknown', [refusal(400), { status: 404, body: errorBody('NAME_UNKNOWN') }], 'answers 400 (PAGINATION'],
  ])('%s, is an error with the first refusal', async (_, answers, words) => {
    await expect(listing(answers).done).rejects.toThrow(words);
  });

  it('is followed to its end all the same', async () => {
    const { done, requests } = listing([refusal(400), page(['a'], '<?n=100&last=a>; rel="next"'), page(['b'])]);
    expect([...(await done)]).toEqual(['a', 'b']);
    expect(requests).toHaveLength(3);
  });

  it('on a later page is an error', async () => {
    await expect(listing([page(['a'], '<?last=a>; rel="next"'), refusal(400)]).done).rejects.toThrow('answers 400');
  });
});

describe('a list in pages that a registry makes smaller than asked for', () => {
  it('is followed by its links', async () => {
    const { done, requests } = listing([
      page(['a', 'b'], '<?n=100&last=b>; rel="next"'),
      page(['c'], '<?n=100&last=c>; rel="next"'),
      page(null),
    ]);
    expect([...(await done)]).toEqual(['a', 'b', 'c']);
    expect(requests).toHaveLength(3);
  });
});

const FULL = Array.from({ length: 1000 }, (_, index) => `a${String(index).padStart(4, '0')}`);

describe('a page that is as long as was asked for, without a link', () => {
  it.each([
    ['is the last where nothing comes behind it', [page(FULL), page([])], 1000],
    ['is not the last where more comes', [page(FULL), page(['b', 'c'])], 1002],
    ['is the last where the list begins anew', [page(FULL), page(FULL)], 1000],
  ])('%s', async (_, answers, size) => {
    const { done, requests } = listing(answers);
    expect((await done).size).toBe(size);
    expect(linesOf(requests)).toEqual([FIRST, 'GET /v2/d/app/tags/list?n=1000&last=a0999']);
  });

  it('that is longer is a list without pages', async () => {
    const { done, requests } = listing([page([...FULL, 'b'])]);
    expect((await done).size).toBe(1001);
    expect(requests).toHaveLength(1);
  });
});

describe('a list with a link on every page', () => {
  const GITEA = '</v2/d/app/tags/list?n=1000&last=b>; rel="next"';

  it.each([
    ['nothing', page([])],
    ['nothing and the same link', page([], GITEA)],
    ['null', page(null)],
  ])('ends where the next one has %s', async (_, last) => {
    const { done, requests } = listing([page(['a', 'b'], GITEA), last]);
    expect([...(await done)]).toEqual(['a', 'b']);
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['whole where the next page has nothing', [page(['a', 'b'], GITEA), page([])], ['a', 'b'], 2],
    ['whole where that one has the same link', [page(['a', 'b'], GITEA), page([], GITEA)], ['a', 'b'], 2],
    ['whole where the next page is the last', [page(['a', 'b'], GITEA), page(['c'])], ['a', 'b', 'c'], 2],
    ['whole without a link', [page(['a'])], ['a'], 1],
    [
      'not whole where it goes on',
      [page(['a'], '<?last=a>; rel="next"'), page(['c'], '<?last=c>; rel="next"')],
      ['none'],
      2,
    ],
    ['not whole where its end cannot be had', [page(['a'], '<?last=a>; rel="next"'), { status: 404 }], ['none'], 2],
    ['not whole where a page is full', [page(FULL), page(FULL.map((tag) => `b${tag}`))], ['none'], 2],
  ])('is known to be %s', async (_, answers, expected, count) => {
    const { client, requests } = createFakeClient((_, index) => answers[index] ?? { status: 599 });
    expect([...((await listTagsAtOnce(client, APP)) ?? ['none'])]).toEqual(expected);
    expect(requests).toHaveLength(count);
  });
});

describe('a list is an error and never empty where', () => {
  const endless = '</v2/d/app/tags/list?n=1000>; rel="next"';
  it.each([
    ['its page leads to itself', [page(['a'], endless)], 'the list has no end'],
    [
      'its pages lead to each other',
      [
        page(['a'], '<?last=a>; rel="next"'),
        page(['b'], '<?last=b>; rel="next"'),
        page(['c'], '<?last=a>; rel="next"'),
      ],
      'the list has no end',
    ],
    [
      'it is not there, and that is all that is said',
      [{ status: 404, body: '404 page not found' }],
      'without saying that the repository is unknown; check the name, and that its owner or project exists',
    ],
    [
      'it is not there because the registry has no lists, which is the second thing that it says',
      [{ status: 404, body: JSON.stringify({ errors: [{ code: 'A' }, { code: 'UNSUPPORTED' }] }) }],
      'without saying that the repository is unknown',
    ],
    ['it goes on at another host', [page(['a'], '<https://evil.test/?last=a>; rel="next"')], 'on another host'],
    ['it goes on at an address that is none', [page(['a'], '<https://>; rel="next"')], 'on another host'],
    ['it goes on without brackets', [page(['a'], '/v2/d/app/tags/list?next_page=b; rel="next"')], 'cannot be read'],
    ['it goes on and does not say where', [page(['a'], 'rel="next"')], 'cannot be read'],
    ['its link is cut short', [page(['a'], '</v2/d/app/tags/list?last=a; rel="next"')], 'cannot be read'],
    ['its body is cut short', [{ body: '{"name":"d/app","tags":["1.0.0","2.0' }], 'the answer is not a list of tags'],
    ['a tag of it is no text', [page(['a', 7])], 'entries that are not text'],
    ['a tag of it is null', [page(['a', null])], 'entries that are not text'],
    [
      'it comes with errors',
      [{ body: '{"name":"d/app","tags":["a"],"errors":[{"code":"UNKNOWN"}]}' }],
      'the answer is not a list of tags',
    ],
    ['it is a web page', [{ body: '<!doctype html>' }], 'the answer is not a list of tags'],
    ['it is nothing', [{}], 'the answer is not a list of tags'],
    ['its tags are text', [page('latest')], 'the answer is not a list of tags'],
    ['its tags are an object', [page({ a: 1 })], 'the answer is not a list of tags'],
    ['it is an object of another kind', [{ body: '{}' }], 'the answer is not a list of tags'],
    ['it is an error by its words', [{ body: errorBody('DENIED') }], 'the answer is not a list of tags'],
    [
      'a page of it is missing',
      [page(['a'], '<?last=a>; rel="next"'), { status: 404, body: errorBody('NAME_UNKNOWN') }],
      'the registry answers 404 (NAME_UNKNOWN)',
    ],
    [
      'a 404 is a web page',
      [{ status: 404, body: '<html>Not Found</html>' }],
      'the registry answers 404 without saying that the repository is unknown',
    ],
    ['a 404 is empty', [{ status: 404 }], 'the registry answers 404 without saying'],
    [
      'a 404 says that there are not an arrays',
      [{ status: 404, body: errorBody('UNSUPPORTED') }],
      'answers 404 without',
    ],
    ['a 404 is JSON of another kind', [{ status: 404, body: '{"message":"no route"}' }], 'answers 404 without'],
    ['it is refused', [{ status: 403, body: errorBody('DENIED') }], 'the registry answers 403 (DENIED)'],
    ['it is unsupported', [{ status: 405 }], 'the registry answers 405'],
    ['nobody may read it', [{ status: 401 }], 'Cannot log in'],
  ])('%s', async (_, answers, words) => {
    await expect(listing(answers).done).rejects.toThrow(words);
  });

  it.each([429, 500, 503])('the registry keeps answering %d', async (status) => {
    const { client } = createFakeClient(() => ({ status }));
    await expect(listTags(client, APP)).rejects.toThrow(`the registry answers ${status}`);
  });

  it('it goes on for ever', async () => {
    const { client, requests } = createFakeClient((_, index) => page([], `<?last=${index}>; rel="next"`));
    await expect(listTags(client, APP)).rejects.toThrow('the list has no end');
    expect(requests).toHaveLength(1000);
  });

  it('there are more than 200,000 tags', async () => {
    const { client, requests } = createFakeClient((_, index) =>
      page(
        Array.from({ length: 50_000 }, (_, number) => `${index}-${number}`),
        `<?last=${index}>; rel="next"`,
      ),
    );
    const list = listTags(client, APP);
    await expect(list).rejects.toThrow(
      'Cannot list the tags of registry.example.com/d/app: there are more than 200,000; delete old ones, or set "existing-tags" to "git"',
    );
    await expect(list).rejects.toMatchObject({ code: 'too-large' });
    expect(requests).toHaveLength(5);
  });

  it('a page is too large', async () => {
    const { client } = createFakeClient(() => ({ body: Array.from({ length: 17 }, () => Buffer.alloc(1024 * 1024)) }));
    await expect(listTags(client, APP)).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('a strict registry', () => {
  it('that does not know the repository has no tags in it', async () => {
    await using registry = await startRegistry();
    await using connection = await connect(registry.host);
    expect((await listTags(connection.client, parseRepository(`${registry.host}/d/app`))).size).toBe(0);
    expect(registry.log.map(({ status }) => status)).toEqual([404]);
  });

  it('that gives small pages is read to the end', async () => {
    await using registry = await startRegistry({ pageSize: 2 });
    const tags = ['1', '1.2', '1.2.3', '2', 'latest'];
    await pushImage(registry.host, 'd/app', buildImage({ platforms: ['linux/amd64'], layers: 1 }), tags);
    registry.clearLog();
    await using connection = await connect(registry.host);
    expect([...(await listTags(connection.client, parseRepository(`${registry.host}/d/app`)))]).toEqual(tags);
    expect(registry.log).toHaveLength(3);
  });
});

describe('a list from a tag on', () => {
  const STEM = '20200102_';
  function listingFrom(answers: readonly FakeAnswer[]) {
    const fake = createFakeClient((_, index) => answers[index] ?? { status: 599 });
    return { ...fake, done: listTagsFrom(fake.client, APP, STEM) };
  }

  it.each<readonly [string, readonly FakeAnswer[], readonly string[], number]>([
    ['the tags of the day alone', [page([`${STEM}01`, `${STEM}02`, 'latest'])], [`${STEM}01`, `${STEM}02`], 1],
    ['all pages of the day', [page([`${STEM}01`], '<?n=1>; rel="next"'), page([`${STEM}02`, 'v1'])], ['01', '02'], 2],
    ['no page after the day', [page([`${STEM}01`, 'latest'], '<?n=1>; rel="next"')], ['01'], 1],
    ['nothing where there is nothing', [page([])], [], 1],
    ['nothing of an unknown repository', [{ status: 404, body: errorBody('NAME_UNKNOWN') }], [], 1],
  ])('is %s', async (_, answers, expected, count) => {
    const { done, requests } = listingFrom(answers);
    expect([...((await done) ?? ['none'])].map((tag) => tag.replace(STEM, ''))).toEqual(
      expected.map((tag) => tag.replace(STEM, '')),
    );
    expect(linesOf(requests)[0]).toBe(`GET /v2/d/app/tags/list?n=1000&last=${STEM}`);
    expect(requests).toHaveLength(count);
  });

  it('goes on for ever with nothing in it: that is an error', async () => {
    const { client, requests } = createFakeClient((_, index) => page([], `<?last=${index}>; rel="next"`));
    await expect(listTagsFrom(client, APP, STEM)).rejects.toThrow('the list has no end');
    expect(requests).toHaveLength(1000);
  });

  it('whose second page is unknown is an error, and not the first page alone', async () => {
    const answers = [page([`${STEM}01`], '<?n=1>; rel="next"'), { status: 404, body: errorBody('NAME_UNKNOWN') }];
    await expect(listingFrom(answers).done).rejects.toThrow('the registry answers 404 (NAME_UNKNOWN)');
  });

  it('has more than 200,000 tags: that is an error', async () => {
    const { client } = createFakeClient((_, index) =>
      page(
        Array.from({ length: 50_000 }, (_, number) => `${STEM}${index}${String(number).padStart(6, '0')}`),
        `<?last=${index}>; rel="next"`,
      ),
    );
    await expect(listTagsFrom(client, APP, STEM)).rejects.toMatchObject({ code: 'too-large' });
  });

  it.each([400, 405])(
    'proves nothing where the registry answers %d: it may refuse the size of a page',
    async (status) => {
      expect(await listingFrom([{ status }]).done).toBeUndefined();
    },
  );

  it.each([
    ['begins before it', [page(['1.2.3', `${STEM}01`])]],
    ['is in no order', [page([`${STEM}02`, `${STEM}01`])]],
    ['goes back on its second page', [page([`${STEM}02`], '<?n=1>; rel="next"'), page([`${STEM}01`])]],
  ])('proves nothing where it %s', async (_, answers) => {
    expect(await listingFrom(answers).done).toBeUndefined();
  });

  it.each([
    ['a refusal', { status: 403 }, 'the registry answers 403'],
    ['a 404 that is a web page', { status: 404, body: '<html>' }, '404 without saying that the repository is unknown'],
    ['a next page that cannot be read', page([`${STEM}01`], '/v2/x?next_page=a; rel="next"'), 'cannot be read'],
    ['a web page', { body: '<html>' }, 'the answer is not a list of tags'],
    ['a next page elsewhere', page([`${STEM}01`], '<https://evil.test/>; rel="next"'), 'on another host'],
  ])('is an error for %s', async (_, answer, words) => {
    await expect(listingFrom([answer]).done).rejects.toThrow(words);
  });
});
