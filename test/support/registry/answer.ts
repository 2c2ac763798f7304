import { answerNoPath } from './absent.ts';
import { neededAccess } from './access.ts';
import type { Authenticator } from './auth.ts';
import { answerBlob } from './blobs.ts';
import { byMethod, type Context } from './context.ts';
import { RegistryFault, renderFault } from './errors.ts';
import type { Answer } from './exchange.ts';
import { answerManifest } from './manifests.ts';
import { answerReferrers } from './referrers.ts';
import { parseRoute, type Route } from './router.ts';
import { answerTags } from './tags-list.ts';
import { answerUpload } from './upload.ts';
import { answerUploads } from './uploads.ts';

const PONG: Answer = { status: 200, headers: { 'Content-Type': 'application/json' }, body: Buffer.from('{}') };

function dispatch(context: Context, route: Exclude<Route, { kind: 'token' }>): Answer | Promise<Answer> {
  switch (route.kind) {
    case 'ping':
      return byMethod(context, { GET: () => PONG });
    case 'manifest':
      return answerManifest(context, inKeptCase(context, route));
    case 'blob':
      return answerBlob(context, route);
    case 'uploads':
      return answerUploads(context, route);
    case 'upload':
      return answerUpload(context, route);
    case 'tags':
      return answerTags(context, route);
    case 'referrers':
      return answerReferrers(context, route);
    default:
      return route satisfies never;
  }
}

/** Whether there is nobody who could own a repository. */
function lacksOwner({ options }: Context, name: string): boolean {
  const [owner = ''] = name.split('/', 1);
  return options.owners?.includes(owner) === false;
}

/** Refuses whatever is asked of a repository that was not created, where a push creates none. */
function checkExistence({ store, options }: Context, name: string): void {
  if (options.pushCreates !== false || store.find(name) !== undefined) return;
  const message = `The repository with name '${name}' does not exist in the registry with id '123456789012'`;
  throw new RegistryFault('NAME_UNKNOWN', message);
}

/** Answers a request; a refusal is an answer too, and anything else that goes wrong is thrown. */
export async function answerRequest(context: Context, to: { path: string; auth: Authenticator }): Promise<Answer> {
  const { path, auth } = to;
  try {
    const route = parseRoute(path, auth.tokenPath);
    if (route === undefined) return answerNoPath(context.options);
    // A token endpoint on another host is not here.
    if (route.kind === 'token') {
      const answer = context.tokensElsewhere === true ? undefined : await auth.token?.(context.exchange);
      return answer ?? answerNoPath(context.options);
    }
    auth.check(context.exchange, neededAccess(route, context.exchange));
    if (route.kind !== 'ping') {
      if (lacksOwner(context, route.name)) return answerNoPath(context.options);
      checkExistence(context, route.name);
    }
    return await dispatch(context, route);
  } catch (error) {
    if (error instanceof RegistryFault) return renderFault(error);
    throw error;
  }
}

/** Some registries keep tags in lower case, and know them by any (Gitea). */
function inKeptCase<Route extends { readonly reference: string }>({ options }: Context, route: Route): Route {
  return options.tagList?.keeps === 'lower-case' ? { ...route, reference: route.reference.toLowerCase() } : route;
}
