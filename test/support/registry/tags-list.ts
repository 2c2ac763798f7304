import { byMethod, type Context } from './context.ts';
import { RegistryFault } from './errors.ts';
import type { Answer } from './exchange.ts';

/** Returns how many tags to list: what the client asks for, but no more than the registry's page. */
function pageLength({ options, exchange }: Context): number {
  const limit = options.pageSize ?? Number.POSITIVE_INFINITY;
  const asked = exchange.query.get('n');
  if (asked === null) return limit;
  if (!/^\d{1,9}$/.test(asked)) {
    throw new RegistryFault('PAGINATION_NUMBER_INVALID', 'n is not a number', { detail: { n: asked } });
  }
  return Math.min(limit, Number(asked));
}

/** Answers the list of a repository's tags, in pages (distribution-spec, "Listing Tags"). */
export function answerTags(context: Context, { name }: { name: string }): Answer | Promise<Answer> {
  return byMethod(context, {
    GET: () => {
      const repository = context.store.find(name);
      if (repository?.known !== true) {
        throw new RegistryFault('NAME_UNKNOWN', 'repository name not known to registry', { detail: { name } });
      }
      const last = context.exchange.query.get('last') ?? '';
      // The default order of sort() is that of UTF-16 units, which for tags is the ASCIIbetical one that is asked for.
      const rest = [...repository.tags.keys()].sort().filter((tag) => tag > last);
      const length = pageLength(context);
      const tags = rest.slice(0, length);
      const end = tags.at(-1);
      const next =
        end !== undefined && rest.length > length ? `/v2/${name}/tags/list?n=${length}&last=${end}` : undefined;
      return {
        status: 200,
        headers: {
          'Content-Type': 'application/json',
          ...(next === undefined ? {} : { Link: `<${next}>; rel="next"` }),
        },
        body: Buffer.from(JSON.stringify({ name, tags })),
      };
    },
  });
}
