import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuthority } from '../../test/support/certificates.ts';
import type { RecordedRequest } from '../../test/support/requests.ts';
import { type Conditions, startMeasuringProxy } from './measuring-proxy.ts';
import { type RegistryId, startRegistry } from './registries.ts';
import { createTokenCheck, type TokenCheck } from './token-check.ts';
import { startTokenEndpoint, TOKEN_NAMES } from './token-endpoint.ts';

/** One registry, by its own address and by that which the tools are told. */
export interface Side {
  readonly direct: string;
  readonly proxy: string;
}

/** Two registries of one kind that ask for tokens, with the way to them. */
export interface Site extends AsyncDisposable {
  readonly near: Side;
  readonly far: Side;
  /** What went over the proxies, token requests too, in the order in which it ended. */
  readonly log: readonly RecordedRequest[];
  /** Forgets what was written down, and sets what the way is like from now on. */
  reset(conditions: Conditions): void;
  /** Makes an Authorization header for the registries' own addresses. */
  authorize(...repositories: readonly string[]): string;
}

/** Starts two registries with token authentication, each behind a proxy that also leads to a token server. */
export async function startSite(registry: RegistryId): Promise<Site> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'sealift-bench-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const log: RecordedRequest[] = [];
  let conditions: Conditions = { delay: 0, refusesMounts: false };
  const certificate = await makeAuthority({ folder, name: 'signer' });
  const endpoint = stack.use(await startTokenEndpoint(certificate));

  async function startSide(): Promise<Side> {
    let direct = '';
    let check: TokenCheck | undefined;
    // Tokens come from the registry's own address: crane takes no other one on loopback (go-containerregistry#2258).
    const targetOf = (path: string) => (path.startsWith('/token') ? endpoint.host : direct);
    const options = { conditions: () => conditions, log, check: () => check };
    const proxy = stack.use(await startMeasuringProxy(targetOf, options)).host;
    const realm = `http://${proxy}/token`;
    const tokens = { ...TOKEN_NAMES, realm, certificateFile: certificate.certificateFile };
    const started = stack.use(await startRegistry(registry, tokens));
    direct = started.host;
    if (!started.checksTokens) check = await createTokenCheck(certificate, realm);
    return { direct, proxy };
  }

  const [near, far] = [await startSide(), await startSide()];
  const resources = stack.move();
  return {
    near,
    far,
    log,
    reset(next) {
      log.length = 0;
      conditions = next;
    },
    authorize: endpoint.authorize,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
