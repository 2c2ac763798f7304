import { byMethod, type Context, writeList } from './context.ts';
import { RegistryFault } from './errors.ts';
import type { Answer } from './exchange.ts';

/** The answer of a registry whose list took too long. */
const TIMED_OUT: Answer = {
  status: 504,
  headers: { 'Content-Type': 'text/plain' },
  body: Buffer.from('upstream request timeout'),
};

/** Refuses an `n` that is larger than the registry allows, in the words of those that do. */
function refuseLength(most: number, status: 400 | 405): never {
  if (status === 400) {
    throw new RegistryFault('PAGINATION_NUMBER_INVALID', 'invalid number of results requested', { detail: { most } });
  }
  const message = `Invalid parameter at 'maxResults' failed to satisfy constraint: 'Member must have value less than or equal to ${most}'`;
  throw new RegistryFault('UNSUPPORTED', message);
}

/** Returns how many tags to list: what the client asks for, but no more than the registry's page. */
function pageLength({ options, exchange }: Context): number {
  const { maxN, ignoresN } = options.tagList ?? {};
  const limit = options.pageSize ?? Number.POSITIVE_INFINITY;
  const asked = exchange.query.get('n');
  if (asked === null || ignoresN === true) return limit;
  if (!/^\d{1,9}$/.test(asked)) {
    throw new RegistryFault('PAGINATION_NUMBER_INVALID', 'n is not a number', { detail: { n: asked } });
  }
  if (maxN !== undefined && Number(asked) > maxN.n) refuseLength(maxN.n, maxN.status);
  return Math.min(limit, Number(asked));
}

/** The order of words in English, in which capitals and small letters stand together. */
const ENGLISH = new Intl.Collator('en-US');

/** Returns the tags after the one that is named last; where the list is by time, a tag that is none of it counts for nothing. */
function tagsAfter({ options }: Context, tags: readonly string[], last: string): readonly string[] {
  if (options.tagList?.order === 'time') return tags.slice(tags.indexOf(last) + 1);
  if (options.tagList?.order === 'language') {
    return [...tags].sort(ENGLISH.compare).filter((tag) => ENGLISH.compare(tag, last) > 0);
  }
  // The default order of sort() is that of UTF-16 units, which for tags is the ASCIIbetical one that is asked for.
  return [...tags].sort().filter((tag) => tag > last);
}

/** Whether a page links a next one: if there is one, or if the registry does not look whether there is. */
function isLinked(
  { options }: Context,
  page: { readonly length: number; readonly tags: number; readonly rest: number },
) {
  if (page.tags === 0) return false;
  const { links = 'next' } = options.tagList ?? {};
  if (links === 'next') return page.rest > page.length;
  return links === 'always' || page.tags === page.length;
}

function formatLink({ options, exchange }: Context, name: string, query: string): string {
  const { link = 'relative' } = options.tagList ?? {};
  const path = link === 'wrong-prefix' ? name.split('/').slice(1).join('/') : name;
  const target = `/v2/${path}/tags/list?${query}`;
  return `<${link === 'absolute' ? exchange.origin : ''}${target}>; rel="next"`;
}

/** Answers the list of a repository's tags, in pages (distribution-spec, "Listing Tags"). */
export function answerTags(context: Context, { name }: { name: string }): Answer | Promise<Answer> {
  return byMethod(context, {
    GET: () => {
      const { query } = context.exchange;
      if (context.options.tagList?.needsN === true && !query.has('n')) return TIMED_OUT;
      const repository = context.store.find(name);
      if (repository?.known !== true) {
        throw new RegistryFault('NAME_UNKNOWN', 'repository name not known to registry', { detail: { name } });
      }
      const rest = tagsAfter(context, [...repository.tags.keys()], query.get('last') ?? '');
      const length = pageLength(context);
      const tags = rest.slice(0, length);
      const end = tags.at(-1);
      const isCut = isLinked(context, { length, tags: tags.length, rest: rest.length });
      return {
        status: 200,
        headers: {
          'Content-Type': 'application/json',
          ...(isCut
            ? { Link: formatLink(context, name, `${Number.isFinite(length) ? `n=${length}&` : ''}last=${end}`) }
            : {}),
        },
        body: Buffer.from(JSON.stringify({ name, tags: writeList(context, tags) })),
      };
    },
  });
}
