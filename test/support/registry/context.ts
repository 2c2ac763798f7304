import { RegistryFault } from './errors.ts';
import type { Answer, Exchange } from './exchange.ts';
import type { RegistryOptions } from './options.ts';
import type { Store } from './store.ts';

/** What every handler works with: the content, the switches, and the request. */
export interface Context {
  readonly store: Store;
  readonly options: RegistryOptions;
  readonly exchange: Exchange;
  /** Makes the presigned address of a blob, where blobs are given out by another host. */
  readonly presign?: (name: string, digest: string) => string;
  /** Whether tokens are given by another host. */
  readonly tokensElsewhere?: boolean;
}

/** Answers one kind of request, or throws a RegistryFault. */
export type Handler = () => Answer | Promise<Answer>;

/** Runs the handler for the request's method; HEAD is handled as GET, whose body the server leaves out. */
export function byMethod({ exchange }: Context, handlers: Readonly<Record<string, Handler>>): Answer | Promise<Answer> {
  const handler = handlers[exchange.method === 'HEAD' ? 'GET' : exchange.method];
  if (handler !== undefined) return handler();
  const allow = Object.keys(handlers).join(', ');
  throw new RegistryFault('UNSUPPORTED', 'the operation is unsupported', { headers: { Allow: allow } });
}

/** Writes a list into an answer: servers in Go may write `null` where it is empty. */
export function writeList<Entry>({ options }: Context, list: readonly Entry[]): readonly Entry[] | null {
  return list.length === 0 && options.emptyList === 'null' ? null : list;
}
