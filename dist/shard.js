import "./rolldown-runtime.js";
import { r as openClients } from "./clients.js";
import { C as concludeShard, a as prepareImages, b as requireNoOverlap, c as inGroup, d as estimateSet, l as openNarrator, n as Refusals, t as toRequests, u as withProgress, x as conclude } from "./requests.js";
import { C as narrateEstimate, E as narratePlan } from "./tag-context.js";
import { f as writeOutputs, g as reportRun, l as buildPromotionOutputs, m as buildReport, p as NO_RUN, s as limitSummary, u as buildShardOutputs } from "./read-graph.js";
import { n as shortPlanId, t as readPlan } from "./plan-store.js";
import { Ht as formatRepository, Qt as PolicyError, Zt as InputError, _t as formatNumber, a as markdownTable, f as shardTitle, gt as formatList, i as markdownDetails, mt as formatCount, n as printSummary, o as markdownText, ot as shortDigest, pt as formatBytes, r as markdownCode, vt as formatSeconds } from "./common.js";
import { r as listReferrers, u as eachAtMost } from "./referrers.js";
import { a as land, c as writeRecord, i as tagSet, l as settleLists, n as readySigner, o as readListed, s as findRecords, t as applyAnnounced, u as renderPromotionSummary } from "./apply-announced.js";
import { r as recordFormOf } from "./promotion-request.js";
import { t as isChange } from "./tag-plan.js";
import { t as startHeartbeat } from "./heartbeat.js";
// src/action/summary/shard-summary.ts
function describeBlobs({ blobs, bytesCopied }) {
	const { mounted, copied, present } = blobs;
	const parts = [
		mounted > 0 ? `${mounted} mounted` : "",
		copied > 0 ? `${copied} copied, ${formatBytes(bytesCopied)}` : "",
		present > 0 ? `${present} there` : ""
	].filter((part) => part !== "");
	return parts.length === 0 ? "there already" : formatList(parts);
}
function toRows({ source, digest, destinations }) {
	return destinations.map((destination) => [
		markdownCode(source.split("@")[0] ?? source),
		markdownCode(destination.repository),
		describeBlobs(destination),
		markdownCode(shortDigest(digest))
	]);
}
function renderHeadline({ images, dryRun }, shard) {
	const [name, count] = [markdownCode(shard), formatCount(images.length, "image")];
	if (dryRun) return `## 🔎 Dry run: shard ${name} would copy ${count}; nothing was written`;
	return `## ⚓ Shard ${name}: ${count} complete, their tags wait for the last job`;
}
function renderShardSummary(report, shard) {
	const { images } = report;
	const table = markdownTable([
		"From",
		"To",
		"Blobs",
		"Digest"
	], images.flatMap(toRows));
	const parts = [
		renderHeadline(report, shard),
		markdownDetails("The images", table),
		...report.warnings.map((warning) => `> [!WARNING]\n> ${markdownText(warning)}`),
		`<sub>${formatCount(report.requests, "request")} in ${formatSeconds(report.milliseconds)}</sub>`
	];
	return limitSummary(`${parts.join("\n\n")}\n`);
}
// src/promotion/shards/find-plan-record.ts
function findPlanRecord(referrers, { plan, destination, request }) {
	const { tags } = destination.tags;
	const { repository, tag } = plan.source;
	const key = {
		from: formatRepository(repository) + (tag === void 0 ? "" : `:${tag}`),
		to: formatRepository(destination.repository),
		tags: tags.filter(({ action }) => action !== "skip").map((each) => each.tag),
		isSigned: recordFormOf(request, destination.repository) === "signed"
	};
	const created = request.now.toISOString();
	const own = tags.some(isChange) ? referrers.filter(({ annotations }) => annotations.get("org.opencontainers.image.created") === created) : referrers;
	const [exact] = findRecords(own, key);
	if (exact !== void 0) return {
		digest: exact.digest,
		namesTags: true
	};
	const [other] = findRecords(own, {
		...key,
		tags: []
	});
	return other === void 0 ? void 0 : {
		digest: other.digest,
		namesTags: false
	};
}
// src/promotion/shards/list-plan-records.ts
async function findPlanRecordThere(client, scope) {
	const image = {
		repository: scope.destination.repository,
		digest: scope.plan.image.digest
	};
	const left = new Map((await listPlanRecords(client, scope)).map((each) => [each.digest, each]));
	for (;;) {
		const found = findPlanRecord([...left.values()], scope);
		const listed = found && left.get(found.digest);
		if (listed === void 0) return void 0;
		const own = await readListed(client, image, listed);
		if (own !== void 0 && findPlanRecord([own], scope)?.namesTags === found?.namesTags) return found;
		left.delete(listed.digest);
	}
}
async function listPlanRecords(client, { request, plan, destination }) {
	const { repository } = destination;
	const { digest } = plan.image;
	const referrers = await listReferrers(client, repository, digest, { warn: () => void 0 });
	if (request.governance === void 0) return referrers;
	const { readOwnEntries } = await import("./find-own-entry.js");
	const entries = await readOwnEntries(client, {
		request,
		repository,
		digest
	});
	if (entries === "not-governed") return referrers;
	const proven = new Set(entries.map(({ record }) => record.digest));
	return referrers.filter((referrer) => proven.has(referrer.digest));
}
// src/promotion/shards/land-shard.ts
const NOTHING_COPIED = {
	mounted: 0,
	copied: 0,
	present: 0,
	leftOut: 0,
	bytesCopied: 0
};
function isComplete({ copy, companions }) {
	return copy.manifests.length === 0 && companions.referrers.length === 0 && companions.cosignTags.length === 0;
}
async function findLanded({ request, clients, plan, destination }) {
	if (!isComplete(destination)) return void 0;
	const scope = {
		request,
		plan,
		destination,
		counts: NOTHING_COPIED
	};
	const landed = {
		clients,
		scope,
		manifests: 0,
		record: void 0,
		hasRoot: true
	};
	const { repository } = destination;
	if (recordFormOf(request, repository) === "off") return landed;
	const record = await findPlanRecordThere(clients.destination(repository), scope);
	return record?.namesTags === true ? {
		...landed,
		record: record.digest
	} : void 0;
}
async function landAll(items, atOnce, emit) {
	const landed = await eachAtMost(atOnce, items, (item) => landPlanned(item, emit));
	await settleLists(items.flatMap(({ clients, plan }) => plan.destinations.map(({ repository }) => clients.destination(repository))), true);
	return landed;
}
async function landPlanned(item, emit) {
	const { request, clients, plan } = item;
	return Promise.all(plan.destinations.map(async (destination) => await findLanded({
		...item,
		destination
	}) ?? land(request, clients, {
		plan,
		destination,
		isAlone: false,
		emit
	})));
}
// src/promotion/shards/require-landed.ts
function firstMissing({ plan, destination }) {
	const to = formatRepository(destination.repository);
	const { copy, companions } = destination;
	const own = new Set(plan.graph.nodes.keys());
	const lacking = copy.manifests.map(({ node }) => node.descriptor.digest);
	const digest = lacking.find((each) => each === plan.image.digest) ?? lacking.find((each) => own.has(each));
	if (digest !== void 0) return `${to}@${digest} is missing`;
	const [referrer] = companions.referrers;
	if (referrer !== void 0) return `${to}@${referrer.graph.root}, which refers to ${plan.image.digest}, is missing`;
	const [cosign] = companions.cosignTags;
	if (cosign !== void 0) return `${to}:${cosign.tag} does not hold what it holds at the source`;
	return `${to}@${lacking[0] ?? plan.image.digest} is missing`;
}
async function checkLanded(each, shard) {
	const { request, clients, plan, destination } = each;
	if (!isComplete(destination)) return {
		kind: "missing",
		missing: {
			shard,
			what: firstMissing(each)
		}
	};
	const { repository } = destination;
	const scope = {
		request,
		plan,
		destination,
		counts: NOTHING_COPIED
	};
	const landed = {
		clients,
		scope,
		manifests: 0,
		record: void 0,
		hasRoot: true
	};
	if (recordFormOf(request, repository) === "off") return {
		kind: "landed",
		landed,
		correct: true
	};
	const record = await findPlanRecordThere(clients.destination(repository), scope);
	if (record === void 0) return {
		kind: "missing",
		missing: {
			shard,
			what: `the record of ${formatRepository(repository)}@${plan.image.digest} is missing`
		}
	};
	return {
		kind: "landed",
		landed: {
			...landed,
			record: record.digest
		},
		correct: record.namesTags
	};
}
function requireNothingMissing(missing, id, count) {
	const [first, ...rest] = missing;
	if (first === void 0) return;
	const shards = [...new Set(rest.map(({ shard }) => shard))].filter((shard) => shard !== first.shard);
	const more = rest.length === 0 ? "" : `, and ${formatCount(rest.length, "image")} more`;
	const others = shards.length === 0 ? "" : ` (also of ${formatCount(shards.length, "other shard")})`;
	throw new PolicyError(`Cannot move the tags of plan ${id}: shard ${first.shard}-of-${count} is not complete: ${first.what}${more}${others}; run that job again, and then this one`);
}
async function correctRecord(landed, emit) {
	const { clients, scope } = landed;
	const { repository, tags } = scope.destination;
	const { digest: record } = await writeRecord(clients.destination(repository), scope, {
		tags: tags.tags,
		emit
	});
	return {
		...landed,
		record
	};
}
// src/promotion/shards/slim-plan.ts
const NO_BYTES = /* @__PURE__ */ new Uint8Array();
function slimNode(node, isRoot) {
	return {
		...node,
		bytes: isRoot ? Uint8Array.from(node.bytes) : NO_BYTES
	};
}
function slimGraph({ root, nodes }) {
	return {
		root,
		nodes: new Map([...nodes].map(([digest, node]) => [digest, slimNode(node, digest === root)]))
	};
}
function slimPlan(plan) {
	const { companions } = plan;
	return {
		...plan,
		graph: slimGraph(plan.graph),
		companions: {
			...companions,
			referrers: companions.referrers.map((each) => ({
				...each,
				graph: {
					root: each.graph.root,
					nodes: /* @__PURE__ */ new Map()
				}
			})),
			cosignTags: companions.cosignTags.map((each) => ({
				...each,
				graph: {
					root: each.graph.root,
					nodes: /* @__PURE__ */ new Map()
				}
			}))
		},
		destinations: plan.destinations.map((destination) => ({
			...destination,
			copy: {
				...destination.copy,
				blobs: [],
				manifests: []
			}
		}))
	};
}
// src/commands/shard-tags.ts
const IMAGES_PER_LOT$1 = 256;
async function lookAtAll({ requests, inputs, opener, context }, { plan }) {
	const items = [];
	const landed = [];
	const toCorrect = /* @__PURE__ */ new Set();
	const missing = [];
	const refusals = new Refusals();
	using _ = startHeartbeat(context.logger, () => `looked at ${formatNumber(items.length)} of ${formatNumber(requests.length)} images`);
	for (let first = 0; first < requests.length; first += IMAGES_PER_LOT$1) {
		const lot = await prepareImages(requests.slice(first, first + IMAGES_PER_LOT$1), inputs, {
			opener,
			refusals
		});
		if (refusals.any) continue;
		const numbered = lot.map((item, index) => ({
			item,
			shard: plan.images[first + index]?.shard ?? 0
		}));
		const checked = await eachAtMost(32, numbered, async ({ item, shard }) => {
			const { destinations } = item.plan;
			return Promise.all(destinations.map((destination) => checkLanded({
				...item,
				destination
			}, shard)));
		});
		for (const [index, item] of lot.entries()) {
			const slim = slimPlan(item.plan);
			items.push({
				...item,
				plan: slim
			});
			for (const [at, readiness] of (checked[index] ?? []).entries()) {
				const destination = slim.destinations[at];
				if (readiness.kind === "missing") missing.push(readiness.missing);
				else if (destination !== void 0) {
					const own = readiness.landed;
					const each = {
						...own,
						scope: {
							...own.scope,
							plan: slim,
							destination
						}
					};
					landed.push(each);
					if (!readiness.correct) toCorrect.add(each);
				}
			}
		}
	}
	refusals.require(requests.length, context.logger);
	return {
		items,
		landed,
		toCorrect,
		missing
	};
}
async function tagPlanned(work, job) {
	const { context, opener } = work;
	const { environment, logger, now } = context;
	const narrator = openNarrator(logger);
	const { warnings, warn } = narrator;
	const { items, landed, toCorrect, missing } = await inGroup(logger, "Plan", async () => {
		const found = await lookAtAll(work, job);
		const lacking = new Set(found.missing.map(({ what }) => what)).size;
		const verdict = lacking === 0 ? "each is complete in every destination" : `${formatNumber(lacking)} things are missing`;
		logger.info(`looked at ${formatCount(found.items.length, "image")}: ${verdict}`);
		return found;
	});
	requireNothingMissing(missing, shortPlanId(job.id), job.plan.shards);
	requireNoOverlap(items.map(({ plan }) => plan));
	for (const { plan } of items) plan.warnings.forEach(warn);
	const apply = (emit) => inGroup(logger, "Tags", async () => {
		const correct = await eachAtMost(32, landed, async (each) => toCorrect.has(each) ? correctRecord(each, emit) : each);
		return tagSet(items, correct, {
			emit,
			journal: context.cancellation.journal
		});
	});
	const applied = job.dryRun ? void 0 : await applyAnnounced(items, context, {
		inputs: work.inputs,
		narrator,
		apply
	});
	const results = applied?.results;
	const report = buildReport(items.map(({ plan }, index) => ({
		plan,
		results: results?.[index]
	})), {
		dryRun: job.dryRun,
		run: await reportRun(items[0]?.request),
		warnings: [...warnings],
		requests: opener.requests,
		milliseconds: Date.now() - now.getTime()
	});
	writeOutputs(buildPromotionOutputs(report), environment, logger);
	printSummary(renderPromotionSummary(report, work.inputs.pipeline), environment, logger);
	logger.info(conclude(report));
	if (applied?.trouble !== void 0) throw applied.trouble;
}
// src/commands/shard.ts
const IMAGES_PER_LOT = 256;
const MAX_TOLD = 50;
function toRoutes(images, path) {
	const [first, ...rest] = images.map(({ from, to }) => ({
		from,
		to
	}));
	if (first !== void 0) return [first, ...rest];
	throw new InputError(`Cannot promote by the plan file ${path}: it lists no image for this shard; take shard and file from the same run`);
}
function requireSamePolicy({ policy }, { pipeline }) {
	if (pipeline?.digest === policy) return;
	const [planned, here] = [policy, pipeline?.digest].map((digest) => digest === void 0 ? "no pipeline file" : `the pipeline file ${shortDigest(digest)}`);
	throw new InputError(`Cannot promote by the plan: it was made with ${planned}, and this job has ${here}; check out the same commit in all jobs of the plan, and give them the same "config"`);
}
function nameLot(title, first, { requests }) {
	if (requests.length <= IMAGES_PER_LOT) return title;
	const last = Math.min(first + IMAGES_PER_LOT, requests.length);
	return `${title}, images ${formatNumber(first + 1)} to ${formatNumber(last)} of ${formatNumber(requests.length)}`;
}
async function prepareLot(work, first) {
	const { requests, inputs, opener, context } = work;
	return inGroup(context.logger, nameLot("Plan", first, work), async () => {
		const refusals = new Refusals();
		const items = await prepareImages(requests.slice(first, first + IMAGES_PER_LOT), inputs, {
			opener,
			refusals
		});
		refusals.require(requests.length, context.logger);
		if (requests.length <= MAX_TOLD) items.flatMap(({ plan }) => narratePlan(plan)).forEach(context.logger.info);
		context.logger.info(narrateEstimate(estimateSet(items, opener, "landing")));
		return items;
	});
}
function toResult({ scope, manifests: manifestsWritten, record }) {
	return {
		plan: scope.destination,
		tags: [],
		counts: scope.counts,
		manifestsWritten,
		record,
		changed: false
	};
}
async function landShard(work, dryRun) {
	const { requests, context, opener } = work;
	const { logger, now } = context;
	const { warnings, warn, emit } = openNarrator(logger);
	const images = [];
	for (let first = 0; first < requests.length; first += IMAGES_PER_LOT) {
		const items = await prepareLot(work, first);
		for (const { plan } of items) plan.warnings.forEach(warn);
		if (!dryRun) await readySigner(items);
		const land = (sink) => landAll(items, 32, sink);
		const landed = dryRun ? void 0 : await inGroup(logger, nameLot("Promotion", first, work), () => withProgress(items, logger, {
			phase: "landing",
			emit,
			work: land
		}));
		const lot = items.map(({ plan }, index) => ({
			plan,
			results: landed?.[index]?.map(toResult) ?? []
		}));
		images.push(...buildReport(lot, {
			dryRun,
			run: NO_RUN,
			requests: 0,
			milliseconds: 0,
			warnings: []
		}).images);
	}
	const facts = {
		requests: opener.requests,
		milliseconds: Date.now() - now.getTime(),
		warnings: [...warnings]
	};
	return {
		command: "promote",
		dryRun,
		images,
		run: await reportRun(requests[0]),
		...facts
	};
}
async function runShard(inputs, context) {
	const { environment, logger } = context;
	const { shard, insecureRegistries, trustedAuthHosts, dryRun } = inputs;
	const { plan, id } = readPlan(inputs.plan, shard);
	const images = shard.kind === "tags" ? plan.images : plan.images.filter((each) => each.shard === shard.index);
	const promotion = inputs.settle(plan.settings, toRoutes(images, inputs.plan));
	requireSamePolicy(plan, promotion);
	await using opener = await openClients({
		environment,
		logger,
		insecureRegistries,
		trustedAuthHosts,
		signal: context.cancellation.signal
	});
	const work = {
		inputs: promotion,
		requests: (await toRequests(promotion, {
			...context,
			now: plan.at
		}, { writes: !dryRun })).map((request) => ({
			...request,
			isPlanned: true
		})),
		context,
		opener
	};
	if (shard.kind === "tags") {
		await tagPlanned(work, {
			plan,
			id,
			dryRun
		});
		return;
	}
	const report = dryRun ? await landShard(work, dryRun) : await context.cancellation.writing(() => landShard(work, dryRun));
	const title = shardTitle(shard);
	writeOutputs(buildShardOutputs(report), environment, logger);
	printSummary(renderShardSummary(report, title), environment, logger);
	logger.info(concludeShard(report, title));
}
export { runShard };
