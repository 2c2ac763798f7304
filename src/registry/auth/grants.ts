import { type Access, OPEN } from './access.ts';

/** Access for some scopes, fetched once however many requests ask for it at the same time. */
export interface Grant {
  /** What there is now, be it about to end. */
  readonly access: Access;
  /** Fetches it anew, or waits for what is under way. */
  renew(): Promise<Access>;
  /** Returns what there is, renewed where it is about to end. */
  ready(now: number): Promise<Access>;
}

/** Makes a grant from what fetches it. */
export function createGrant(fetch: () => Promise<Access>, first: Access = OPEN): Grant {
  let access = first;
  let pending: Promise<Access> | undefined;
  const grant: Grant = {
    get access() {
      return access;
    },
    renew() {
      pending ??= fetch()
        .then((renewed) => {
          access = renewed;
          return renewed;
        })
        .finally(() => {
          pending = undefined;
        });
      return pending;
    },
    async ready(now) {
      const isStale = access.kind === 'header' && access.renewAt <= now;
      return pending !== undefined || isStale ? await grant.renew() : access;
    },
  };
  return grant;
}
