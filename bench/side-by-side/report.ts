import { CASES } from './cases.ts';
import { REGISTRIES, REGISTRY_TITLES, type RegistryId } from './registries.ts';
import type { BenchResults, SituationResult } from './results.ts';
import { renderSituation } from './table.ts';
import { judgeTargets, unmeasuredTargets } from './targets.ts';

/** What has to be known to read the numbers. */
const METHOD = `- **Tools take turns**, and each begins in turn, so that what else the machine does meets all of them. Every run has a new
  home, an empty cache and a new destination, unless the case says that it is there. After each run the tags are read
  back; a tool that failed, or left another digest, is left out.
- **Every request takes longer** by what is said, token requests too, in a proxy that also counts. Opening a connection
  does not: there is no TLS, and all speak HTTP/1.1.
- **In sequence** is the longest chain of requests of which each began after the one before it had ended.
- **Wall time** is from the start of the process to its end, CPU time is of all its processes, **peak memory** the most
  that one process held. **Layer bytes** are the bodies that went over blob paths, configs too, down and up.
- **sealift** does what the peers do: \`tags: type=raw,value=v1\`, \`record: off\`, \`referrers: false\` (\`true\` where there are
  referrers), \`existing-tags: none\`. **sealift-defaults** has the defaults of \`action.yml\` in place of the last three.
  Many images are one process, by \`image\` and \`{image}\`: no tag moves before all images are complete.
- **crane** and **regctl** are one process for each image, **regsync** is one for all, 32 images at once and three
  requests at a time to a host, its default. Further tags are
  \`crane tag\`, and copies within the destination with regctl and skopeo. **skopeo** runs with \`--all --preserve-digests\`.
- Who cannot do what a case asks for is not in its table: only regctl and oras take referrers along. Of many images,
  crane stands for all that copy one image a command: it is the fastest of them.
- **memory** goes between two ends that make the bytes while they are read, and hash and discard what is written.
- **olareg** follows the whole of distribution-spec 1.1, its referrers API too. It knows no tokens: the proxy before it
  asks for them and checks them, as CNCF Distribution does.
- **zot** is not measured: Go's own tools could not fetch its module. olareg stands in for it.`;

function renderVersions({ versions }: BenchResults): string {
  const found = Object.entries(versions).filter(([, version]) => version !== '');
  return found.map(([tool, version]) => `${tool} ${version}`).join(', ');
}

function renderTargets(results: BenchResults, registry: RegistryId): string {
  const lines = judgeTargets(results, registry).map(
    ({ what, limit, measured, isMet }) => `| ${what} | ${limit} | ${measured} | ${isMet ? 'yes' : '**no**'} |`,
  );
  if (lines.length === 0) return '';
  return [
    `### On ${REGISTRY_TITLES[registry]}`,
    ['| What | Target | Measured | Met |', '| --- | --- | --- | --- |', ...lines].join('\n'),
  ].join('\n\n');
}

function renderUnmeasured(results: BenchResults): string {
  const names = unmeasuredTargets(results);
  return names.length === 0 ? '' : `**Not measured**: ${names.join('; ')}.`;
}

/** In the order of the cases, and then of what each request took longer. */
function inOrder(situations: readonly SituationResult[]): readonly SituationResult[] {
  const order = CASES.map(({ name }) => name);
  const rank = (one: SituationResult) => order.indexOf(one.case);
  const place = ({ registry }: SituationResult) => REGISTRIES.indexOf(registry);
  return situations.toSorted((a, b) => place(a) - place(b) || rank(a) - rank(b) || a.delay - b.delay);
}

function renderWaterfalls({ waterfalls }: BenchResults): readonly string[] {
  const known = CASES.flatMap(({ name }) => (waterfalls[name] === undefined ? [] : { name, lines: waterfalls[name] }));
  return known.map(({ name, lines }) => `### ${name}\n\n\`\`\`text\n${lines}\n\`\`\``);
}

/** Writes what was measured as Markdown; `findings` is what people made of it. */
export function renderReport(results: BenchResults, findings: string): string {
  const dates = results.situations.map(({ date }) => date.slice(0, 10)).toSorted();
  const days = [...new Set([dates[0], dates.at(-1)])].join(' to ');
  const parts = [
    '# Results',
    `Measured ${days} by \`npm run bench\`, which writes this file. ${results.machine}. ${renderVersions(results)}.`,
    '![Wall time and peak memory by case and tool](results.svg)',
    '## How to read it',
    METHOD,
    '## Targets',
    ...REGISTRIES.map((registry) => renderTargets(results, registry)),
    renderUnmeasured(results),
    '## Where the time goes',
    findings,
    'The requests of one run of `sealift` each, at +50 ms on CNCF Distribution 2. `*` marks the chain that the end of the ' +
      'run waited for: each began when the one before it had ended.',
    ...renderWaterfalls(results),
    '## Measurements',
    ...inOrder(results.situations).map((situation) => renderSituation(situation).replace(/^####/, '###')),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
