import type { Environment, Pipeline } from '../../../src/pipeline/pipeline.ts';
import { loadText, refusalOf } from '../support.ts';

/** The signers that the examples name. */
export const EVIDENCE = `evidence:
  scanner: { identity: https://github.com/acme/platform/.github/workflows/scan.yml@refs/heads/main }
  builder: { identity: https://github.com/acme/shop/.github/workflows/build.yml@refs/heads/main }
  sit: { key: .github/sealift.pub }
  security: { key: .github/sealift.pub }
`;

/** Writes a pipeline file whose environment `p` has gates, which begin on {@link FIRST_LINE}. */
export function withGates(gates: string, { sets = '', before = '' } = {}): string {
  const lines = gates.replaceAll(/^(?=.)/gm, '      ');
  return `version: 1
${EVIDENCE}environments:
  d: { repository: "registry.example.com/d/{image}" }
  p:
    repository: registry.example.com/p/{image}
    from: d
    ${before}gates:
${lines}${sets}`;
}

/** Returns the environment `p` of a file. */
export function environmentP({ environments }: Pipeline): Environment {
  const p = environments.find(({ name }) => name === 'p');
  if (p === undefined) throw new Error('there is no p');
  return p;
}

/** Says who signs records: gates with "since" need that. */
const SIGNING = 'signing: { signers: [{ key: .github/sealift.pub }] }\n';

/** Reads gates, written as their lines. */
export async function readGates(gates: string, sets = ''): Promise<Environment['gates']> {
  const lines = gates.endsWith('\n') ? gates : `${gates}\n`;
  return environmentP(await loadText(withGates(lines, { sets: SIGNING + sets }))).gates;
}

/** The number of the first line of gates. */
export const FIRST_LINE = 13;

/** Returns what is said of gates, with line and column. */
export async function saidOf(text: string): Promise<string> {
  const { message } = await refusalOf(text);
  return message.replace(/^Cannot read \.github\/sealift\.yml: /, '');
}
