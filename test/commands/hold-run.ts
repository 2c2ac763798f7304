import { openRunner } from '../../src/action/runner.ts';
import type { Results } from '../../src/action/write-results.ts';
import { main } from '../../src/main.ts';
import { type Checkout, KEYS, makeCheckout } from '../pipeline/support.ts';
import { keepLog } from '../support/log.ts';
import { neverCancelled } from '../support/never-cancelled.ts';
import type { EmbeddedRegistry } from '../support/registry/registry.ts';
import { startRegistry } from '../support/registry/registry.ts';

/** The pipeline d → t → p, whose records are signed with a key; HOST stands for the registry. */
export const KEYED = `version: 1
record: signed
signing: { signers: [{ key: sealift.pub }] }
environments:
  d: { repository: "HOST/d/{image}" }
  t: { repository: "HOST/t/{image}", from: d }
  p: { repository: ["HOST/p/{image}", "HOST/dc2/{image}"], from: t }
`;

interface Ran {
  readonly exitCode: number;
  readonly lines: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The sentence that it failed with. */
  readonly refusal: string | undefined;
}

/** A registry and a checkout, in which commands run within this process. */
export interface CommandWorld extends AsyncDisposable {
  readonly host: string;
  readonly registry: EmbeddedRegistry;
  readonly checkout: Checkout;
  run(inputs: Readonly<Record<string, string>>, variables?: Readonly<Record<string, string>>): Promise<Ran>;
}

/** Starts a world with a pipeline file. */
export async function startCommands(pipeline = KEYED): Promise<CommandWorld> {
  const stack = new AsyncDisposableStack();
  const registry = stack.use(await startRegistry());
  const { host } = registry;
  const checkout = stack.use(await makeCheckout({ 'sealift.pub': KEYS.publicKey }));
  await checkout.write('.github/sealift.yml', pipeline.replaceAll('HOST', host));
  return {
    ...{ host, registry, checkout },
    async run(inputs, variables = {}) {
      const logger = keepLog();
      const given: Readonly<Record<string, string>> = {
        ...{ 'dry-run': 'false', 'signing-key': KEYS.privateKey, referrers: 'true', tags: 'type=semver' },
        ...inputs,
      };
      const environment = { GITHUB_WORKSPACE: checkout.root, GITHUB_ACTOR: 'li', HOME: checkout.root, ...variables };
      let results: Results | undefined;
      const get = (name: string) => given[name] ?? '';
      const runner = openRunner(environment, logger);
      const exitCode = await main(
        {
          ...{ ...runner, environment, logger, getInput: get, getRawInput: get },
          handOver(handed) {
            results = handed;
            return undefined;
          },
          writeSummary: () => undefined,
        },
        neverCancelled(),
      );
      return {
        ...{ exitCode, lines: logger.lines },
        outputs: Object.fromEntries(results?.outputs ?? []),
        summary: results?.summary ?? '',
        refusal: logger.lines.find((line) => line.startsWith('fail '))?.slice('fail '.length),
      };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
