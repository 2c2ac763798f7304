// Measures Sealift side by side with other programs that copy images: bench/README.md says what is needed for it.
import { describeMachine } from './machine.ts';
import { measureSituation, type Situation, traceRun } from './measure.ts';
import { type BenchOptions, parseOptions } from './options.ts';
import { findRegistryVersion, isRegistryInstalled, REGISTRIES, REGISTRY_TITLES } from './registries.ts';
import { mergeSituations, type SituationResult } from './results.ts';
import { readResults, writeResults } from './results-file.ts';
import { startSite } from './site.ts';
import { renderSituation } from './table.ts';
import { TOOLS } from './tools/all.ts';
import type { Tool } from './tools/tool.ts';
import { renderWaterfall } from './waterfall.ts';

/** The situation whose timelines are kept beside the numbers. */
const KEPT = { registry: 2, delay: 50, tool: 'sealift', cases: ['cold', 'unchanged', 'tag', 'tags', 'referrers'] };

type Visit = (situation: Situation) => Promise<void>;

/** Sets up each situation in turn; registries start anew for each case. */
async function visitSituations(options: BenchOptions, tools: readonly Tool[], visit: Visit): Promise<void> {
  let runs = 0;
  for (const { registry, benchCase, delays, tools: usual } of options.plan) {
    if (!isRegistryInstalled(registry)) {
      console.log(`${REGISTRY_TITLES[registry]} is not installed: ${benchCase.name} is left out.\n`);
      continue;
    }
    const startedAt = performance.now();
    await using site = await startSite(registry);
    const nextWorkload = await benchCase.setUp(site, options.sizes);
    const names = options.tools ?? usual;
    const asked = tools.filter(({ name }) => names?.includes(name) !== false);
    for (const delay of delays) {
      await visit({ site, registry, benchCase, nextWorkload, delay, tools: asked, nextRun: () => runs++ });
    }
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    console.log(`(${benchCase.name} on ${REGISTRY_TITLES[registry]} took ${seconds} s.)\n`);
  }
}

async function printWaterfalls(options: BenchOptions, tools: readonly Tool[]): Promise<void> {
  await visitSituations(options, tools, async (situation) => {
    for (const tool of situation.tools) {
      const traced = await traceRun(situation, tool);
      if (traced === undefined) continue;
      const { registry, benchCase, delay } = situation;
      const title = `${benchCase.name}, ${tool.name}, ${REGISTRY_TITLES[registry]}, +${delay} ms`;
      console.log(`\n${title}\n${renderWaterfall(traced)}`);
    }
  });
}

async function measureAll(options: BenchOptions, tools: readonly Tool[]): Promise<void> {
  const versions = Object.fromEntries([
    ...tools.map(({ name, findVersion }) => [name, findVersion() ?? '']),
    ...REGISTRIES.map((id) => [REGISTRY_TITLES[id], findRegistryVersion(id) ?? '']),
  ]);
  const fresh: SituationResult[] = [];
  const waterfalls: Record<string, string> = {};
  await visitSituations(options, tools, async (situation) => {
    const result = await measureSituation(situation, options);
    fresh.push(result);
    console.log(`${renderSituation(result)}\n`);
    const { benchCase, delay, registry } = situation;
    const isKept = registry === KEPT.registry && delay === KEPT.delay && KEPT.cases.includes(benchCase.name);
    const tool = tools.find(({ name }) => name === KEPT.tool);
    const traced = isKept && tool !== undefined ? await traceRun(situation, tool) : undefined;
    if (traced !== undefined) waterfalls[benchCase.name] = renderWaterfall(traced);
    // What takes an hour is written down as it comes.
    const old = await readResults(options.into);
    await writeResults(
      {
        machine: describeMachine(),
        versions: { ...old?.versions, ...versions },
        situations: mergeSituations(old?.situations ?? [], fresh),
        waterfalls: { ...old?.waterfalls, ...waterfalls },
      },
      options.into,
    );
  });
}

async function writeReport({ into }: BenchOptions): Promise<void> {
  const results = await readResults(into);
  if (results === undefined) throw new Error('Cannot write the report: nothing was measured yet');
  await writeResults(results, into);
}

function findInstalled(names: readonly string[] | undefined): readonly Tool[] {
  return TOOLS.filter(({ name }) => names?.includes(name) !== false).filter((tool) => {
    if (tool.findVersion() !== undefined) return true;
    console.log(`${tool.name} is not installed and is left out.`);
    return false;
  });
}

const options = parseOptions(process.argv.slice(2));
if (options.report) await writeReport(options);
else await (options.waterfall ? printWaterfalls : measureAll)(options, findInstalled(options.tools));
