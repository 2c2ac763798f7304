import "./rolldown-runtime.js";
import { c as withProgress, l as estimateSet, n as pair, o as inGroup, r as prepareAsked, s as openNarrator, t as toRequests, v as requireNoOverlap, y as conclude } from "./requests.js";
import { O as narratePlan, T as narrateEstimate } from "./tag-context.js";
import { o as writeOutputs, r as buildPromotionOutputs, s as buildReport, u as previousDigest } from "./summary-limit.js";
import { t as printSummary } from "./step-summary.js";
import { n as applySet, s as renderPromotionSummary, t as readySigner } from "./ready-signer.js";
import { n as formatCount } from "./format.js";
import { n as PolicyError } from "./errors.js";
import { t as formatRepository } from "./repository.js";
import { r as recordFormOf } from "./promotion-request.js";
import { t as startHeartbeat } from "./heartbeat.js";
// src/commands/announce.ts
const SILENT = {
	listen() {},
	async begin() {},
	async succeed() {},
	async fail() {}
};
function keyOf(repository, subject) {
	return `${formatRepository(repository)}@${subject}`;
}
function describeItem({ source, image, grants, destinations }, { results, bundles }) {
	return destinations.flatMap((destination, index) => {
		const { repository } = destination;
		const passage = grants?.get(formatRepository(repository))?.passage;
		if (passage === void 0) return [];
		const result = results?.[index];
		const tags = (result?.tags ?? destination.tags.tags).filter(({ action }) => action !== "skip");
		return [{
			image: passage.image,
			digest: image.digest,
			source: {
				environment: passage.source?.name,
				uri: formatRepository(source.repository)
			},
			destination: {
				environment: passage.destination.name,
				uri: formatRepository(repository),
				registry: repository.registry
			},
			tags: tags.map(({ tag }) => tag),
			previousDigest: previousDigest(tags),
			version: tags.find(({ kind }) => kind === "semver.full")?.tag,
			record: result?.record,
			bundle: bundles.get(keyOf(repository, image.digest))
		}];
	});
}
function pipelineOf(requests) {
	return requests.find(({ governance }) => governance !== void 0)?.governance?.pipeline;
}
function requireSigned(items) {
	for (const { request, plan } of items) for (const { repository } of plan.destinations) {
		const passage = plan.grants?.get(formatRepository(repository))?.passage;
		if (passage === void 0 || recordFormOf(request, repository) === "signed") continue;
		throw new PolicyError(`Cannot promote ${plan.source.reference} to ${passage.destination.name}: the pipeline file requires an attestation of it at GitHub, and its record will not be signed; give the job "permissions: id-token: write", or set "attestations: on"`);
	}
}
async function openAnnouncer(items, { event, environment, logger }, { token, warn }) {
	const use = pipelineOf(items.map(({ request }) => request))?.gitHub;
	if (use === void 0 || Object.values(use).every((each) => each === "off")) return SILENT;
	if (use.attestations === "required") requireSigned(items);
	const { openPlaces } = await import("./places.js");
	const places = openPlaces({
		use,
		event,
		environment,
		token,
		warn,
		note: logger.info
	});
	const bundles = /* @__PURE__ */ new Map();
	const describe = (results) => items.flatMap(({ plan }, index) => describeItem(plan, {
		results: results?.[index],
		bundles
	}));
	return {
		listen(happened) {
			if (happened.kind !== "record" || happened.signed === void 0) return;
			bundles.set(keyOf(happened.to, happened.subject), happened.signed.bundle);
		},
		begin: () => places.begin(describe()),
		async succeed(results) {
			try {
				await places.succeed(describe(results));
				return;
			} catch (error) {
				return error;
			}
		},
		fail: () => places.fail("the log of the run says why")
	};
}
// src/commands/promote-set.ts
function warnOfOwnRules(plans, warn) {
	const names = plans.flatMap((plan) => [...plan.grants?.values() ?? []]).flatMap(({ passage: { destination } }) => destination.rules ? [destination.name] : []);
	for (const name of new Set(names)) warn(`The input "tags" is not used for ${name}: the pipeline file has the tag rules of that environment`);
}
async function applyAnnounced(items, context, { inputs, narrator }) {
	const { logger } = context;
	const { warn, emit } = narrator;
	const [announcer] = await Promise.all([openAnnouncer(items, context, {
		token: inputs.githubToken,
		warn
	}), readySigner(items)]);
	await announcer.begin();
	const work = (sink) => applySet(items, sink);
	try {
		const results = await inGroup(logger, "Promotion", () => withProgress(items, logger, {
			phase: "all",
			emit(event) {
				announcer.listen(event);
				emit(event);
			},
			work
		}));
		return {
			results,
			trouble: await announcer.succeed(results)
		};
	} catch (error) {
		await announcer.fail();
		throw error;
	}
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
	const items = await prepareAsked([...first === void 0 ? [] : [{
		...first,
		resolving
	}], ...others], () => {
		read++;
	});
	reading[Symbol.dispose]();
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
	const applied = dryRun ? void 0 : await applyAnnounced(items, context, {
		inputs,
		narrator
	});
	const results = applied?.results;
	const report = buildReport(plans.map((plan, index) => ({
		plan,
		results: results?.[index]
	})), {
		dryRun,
		warnings: [...warnings],
		requests: opener.requests,
		milliseconds: Date.now() - now.getTime()
	});
	writeOutputs(buildPromotionOutputs(report), environment, logger);
	printSummary(renderPromotionSummary(report), environment, logger);
	logger.info(conclude(report));
	if (applied?.trouble !== void 0) throw applied.trouble;
}
export { promoteSet };
