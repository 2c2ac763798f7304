import "./rolldown-runtime.js";
import { b as requireNoOverlap, c as inGroup, d as estimateSet, i as prepareAsked, l as openNarrator, n as Refusals, r as pair, t as toRequests, u as withProgress, x as conclude } from "./requests.js";
import { C as narrateEstimate, E as narratePlan } from "./tag-context.js";
import { f as writeOutputs, g as reportRun, l as buildPromotionOutputs, m as buildReport } from "./read-graph.js";
import { mt as formatCount, n as printSummary } from "./common.js";
import { r as applySet, t as applyAnnounced, u as renderPromotionSummary } from "./apply-announced.js";
import { t as startHeartbeat } from "./heartbeat.js";
// src/commands/promote-set.ts
function warnOfOwnRules(plans, warn) {
	const names = plans.flatMap((plan) => [...plan.grants?.values() ?? []]).flatMap(({ passage: { destination } }) => destination.rules ? [destination.name] : []);
	for (const name of new Set(names)) warn(`The input "tags" is not used for ${name}: the pipeline file has the tag rules of that environment`);
}
async function promoteSet(inputs, context, begun) {
	const { environment, logger, now } = context;
	const { dryRun } = inputs;
	const { opener, clients, resolving } = begun;
	const requests = await toRequests(inputs, context, { writes: !dryRun });
	const asked = pair(requests, clients);
	const [first, ...others] = asked;
	let read = 0;
	using reading = startHeartbeat(logger, () => `read ${read} of ${formatCount(asked.length, "image")}`);
	const refusals = new Refusals();
	const begunFirst = first === void 0 ? [] : [{
		...first,
		resolving
	}];
	const items = await prepareAsked([...begunFirst, ...others], refusals, () => {
		read++;
	});
	reading[Symbol.dispose]();
	refusals.require(asked.length, logger);
	const plans = items.map(({ plan }) => plan);
	requireNoOverlap(plans);
	await inGroup(logger, "Plan", async () => {
		plans.flatMap(narratePlan).forEach(logger.info);
		logger.info(narrateEstimate(estimateSet(items, opener, "all")));
	});
	const narrator = openNarrator(logger);
	const { warnings, warn } = narrator;
	for (const plan of plans) plan.warnings.forEach(warn);
	if (inputs.givesRules) warnOfOwnRules(plans, warn);
	const apply = (emit) => inGroup(logger, "Promotion", () => withProgress(items, logger, {
		phase: "all",
		emit,
		work: (sink) => applySet(items, sink, context.cancellation.journal)
	}));
	const applied = dryRun ? void 0 : await applyAnnounced(items, context, {
		inputs,
		narrator,
		apply
	});
	const results = applied?.results;
	const report = buildReport(plans.map((plan, index) => ({
		plan,
		results: results?.[index]
	})), {
		dryRun,
		run: await reportRun(items[0]?.request),
		warnings: [...warnings],
		requests: opener.requests,
		milliseconds: Date.now() - now.getTime()
	});
	writeOutputs(buildPromotionOutputs(report), environment, logger);
	printSummary(renderPromotionSummary(report, inputs.pipeline), environment, logger);
	logger.info(conclude(report));
	if (applied?.trouble !== void 0) throw applied.trouble;
}
export { promoteSet };
