import "./rolldown-runtime.js";
import { r as openClients } from "./clients.js";
import { S as concludePlan, a as prepareImages, b as requireNoOverlap, c as inGroup, f as estimatorOf, g as rereadingCost, h as planCost, m as lackingBlobs, n as Refusals, p as traitsOf, t as toRequests, y as repeatedCost } from "./requests.js";
import { A as addCosts, C as narrateEstimate, D as narrateShards, E as narratePlan, M as makeCost, j as countRequests, k as NO_COST } from "./tag-context.js";
import { c as buildPlanOutputs, f as writeOutputs, s as limitSummary } from "./read-graph.js";
import { r as writePlan } from "./plan-store.js";
import { Ht as formatRepository, V as findEnvironments, Zt as InputError, _t as formatNumber, a as markdownTable, d as formatShardName, gt as formatList, ht as formatDuration, i as markdownDetails, mt as formatCount, n as printSummary, o as markdownText, pt as formatBytes, r as markdownCode } from "./common.js";
import { t as isRecorded } from "./promotion-request.js";
import { t as startHeartbeat } from "./heartbeat.js";
// src/action/summary/plan-summary.ts
function toRow(name, images, lacking, { cost, time }) {
	return [
		name,
		images,
		lacking,
		formatNumber(countRequests(cost)),
		formatBytes(cost.bytes),
		formatDuration(time.milliseconds)
	];
}
const ACTIONS = {
	create: "new",
	move: "moved",
	keep: "kept",
	skip: "skipped"
};
function renderPlannedTags({ tagCounts, firstTags, images }) {
	const counts = [
		"create",
		"move",
		"keep",
		"skip"
	].filter((action) => tagCounts[action] > 0).map((action) => `${formatNumber(tagCounts[action])} ${ACTIONS[action]}`);
	if (counts.length === 0) return ["**Tags:** none"];
	const rows = firstTags.map(({ source, repository, tags }) => [
		markdownCode(source.split("@", 1)[0] ?? source),
		markdownCode(repository),
		tags.map(({ tag, action }) => `${markdownCode(tag)}${action === "create" ? "" : ` (${ACTIONS[action]})`}`).join(" ")
	]);
	const title = rows.length < images ? `The tags of the first ${rows.length}` : "The tags of each image";
	return [`**Tags**, all moved together by the last job: ${formatList(counts)}`, markdownDetails(title, markdownTable([
		"From",
		"To",
		"Tags"
	], rows))];
}
function renderPlanSummary(report) {
	const { matrix, shards, stored, tagging, images } = report;
	const rows = matrix.include.flatMap(({ shard, images: count, bytes }, index) => {
		const estimate = shards[index];
		const name = markdownCode(shard.split("@")[0] ?? shard);
		return estimate === void 0 ? [] : [toRow(name, formatNumber(count), formatBytes(bytes), estimate)];
	});
	const parts = [
		`## 🔎 Plan: ${formatCount(images, "image")} in ${formatCount(shards.length, "shard")}, nothing was written`,
		`Plan ${markdownCode(stored.id)}, ${formatBytes(stored.bytes)}`,
		markdownTable([
			"Shard",
			"Images",
			"To copy",
			"Requests",
			"Through the runner",
			"About"
		], [...rows, toRow("the tags of all", formatNumber(images), "", tagging)]),
		...renderPlannedTags(report),
		...report.warnings.map((warning) => `> [!WARNING]\n> ${markdownText(warning)}`),
		`<sub>${formatCount(report.requests, "request")} to read it</sub>`
	];
	return limitSummary(`${parts.join("\n\n")}\n`);
}
// src/promotion/shards/shard-matrix.ts
function buildMatrix(shards, plan) {
	const count = shards.length;
	return { include: shards.map(({ images, bytes }, index) => ({
		shard: formatShardName({
			index: index + 1,
			count
		}, plan),
		plan,
		images,
		bytes
	})) };
}
// src/promotion/shards/sharing-tree.ts
const NONE = -1;
function sharedBytes({ starts, layers, sizes }, left, right) {
	let [at, other] = [starts[left] ?? 0, starts[right] ?? 0];
	const [end, otherEnd] = [starts[left + 1] ?? 0, starts[right + 1] ?? 0];
	let bytes = 0;
	while (at < end && other < otherEnd) {
		const [mine, theirs] = [layers[at] ?? 0, layers[other] ?? 0];
		if (mine === theirs) bytes += sizes[mine] ?? 0;
		if (mine <= theirs) at++;
		if (theirs <= mine) other++;
	}
	return bytes;
}
function findPairs(images) {
	const { starts, layers, sizes, weights } = images;
	const first = new Uint32Array(layers.length);
	const second = new Uint32Array(layers.length);
	const shared = new Float64Array(layers.length);
	const latest = new Int32Array(sizes.length).fill(NONE);
	let count = 0;
	for (let image = 0; image < weights.length; image++) {
		const own = count;
		for (let at = starts[image] ?? 0; at < (starts[image + 1] ?? 0); at++) {
			const layer = layers[at] ?? 0;
			const other = latest[layer] ?? NONE;
			latest[layer] = image;
			if (other === NONE || second.subarray(own, count).includes(other)) continue;
			first[count] = image;
			second[count] = other;
			shared[count] = sharedBytes(images, image, other);
			count++;
		}
	}
	return {
		count,
		first,
		second,
		shared
	};
}
function findTop(parents, node) {
	let top = node;
	for (let up = parents[top] ?? NONE; up !== NONE; up = parents[top] ?? NONE) top = up;
	for (let at = node; at !== top;) {
		const up = parents[at] ?? top;
		parents[at] = top;
		at = up;
	}
	return top;
}
function buildSharingTree(images) {
	const count = images.weights.length;
	const { count: pairs, first, second, shared } = findPairs(images);
	const order = new Uint32Array(pairs).map((_, index) => index).sort((one, other) => (shared[other] ?? 0) - (shared[one] ?? 0) || one - other);
	const size = Math.max(1, 2 * count);
	const left = new Int32Array(size).fill(NONE);
	const right = new Int32Array(size).fill(NONE);
	const parents = new Int32Array(size).fill(NONE);
	const weights = new Float64Array(size);
	weights.set(images.weights);
	let next = count;
	for (const pair of order) {
		const one = findTop(parents, second[pair] ?? 0);
		const other = findTop(parents, first[pair] ?? 0);
		if (one === other) continue;
		left[next] = one;
		right[next] = other;
		weights[next] = (weights[one] ?? 0) + (weights[other] ?? 0);
		parents[one] = next;
		parents[other] = next;
		next++;
	}
	const roots = /* @__PURE__ */ new Set();
	for (let image = 0; image < count; image++) roots.add(findTop(parents, image));
	return {
		left,
		right,
		weights,
		roots: [...roots]
	};
}
// src/promotion/shards/pack-shards.ts
const TOLERANCE = 1.1;
var Waiting = class {
	heap = [];
	weights;
	constructor({ weights, roots }) {
		this.weights = weights;
		for (const root of roots) this.push(root);
	}
	isBefore(one, other) {
		const difference = (this.weights[one] ?? 0) - (this.weights[other] ?? 0);
		return difference === 0 ? one < other : difference > 0;
	}
	push(node) {
		const { heap } = this;
		let at = heap.length;
		while (at > 0) {
			const up = at - 1 >> 1;
			const above = heap[up] ?? node;
			if (!this.isBefore(node, above)) break;
			heap[at] = above;
			at = up;
		}
		heap[at] = node;
	}
	pop() {
		const { heap } = this;
		const top = heap[0];
		const last = heap.pop();
		if (last === void 0 || heap.length === 0) return top;
		let at = 0;
		for (let down = 1; down < heap.length; down = 2 * at + 1) {
			const other = heap[down + 1];
			if (other !== void 0 && this.isBefore(other, heap[down] ?? other)) down++;
			const below = heap[down] ?? last;
			if (!this.isBefore(below, last)) break;
			heap[at] = below;
			at = down;
		}
		heap[at] = last;
		return top;
	}
};
function lightest(loads) {
	let least = 0;
	for (let index = 1; index < loads.length; index++) if ((loads[index] ?? 0) < (loads[least] ?? 0)) least = index;
	return least;
}
function assign({ left, right }, node, give) {
	const open = [node];
	for (let next = open.pop(); next !== void 0; next = open.pop()) {
		const half = left[next] ?? -1;
		if (half < 0) give(next);
		else open.push(half, right[next] ?? -1);
	}
}
function packShards(images, most) {
	const count = images.weights.length;
	const shards = Math.max(1, Math.min(most, count));
	const tree = buildSharingTree(images);
	const total = images.weights.reduce((sum, weight) => sum + weight, 0);
	const limit = TOLERANCE * total / shards;
	const loads = new Float64Array(shards);
	const shardOf = new Uint16Array(count);
	const waiting = new Waiting(tree);
	for (let node = waiting.pop(); node !== void 0; node = waiting.pop()) {
		const shard = lightest(loads);
		const load = (loads[shard] ?? 0) + (tree.weights[node] ?? 0);
		const half = tree.left[node] ?? -1;
		if (half >= 0 && load > limit) {
			waiting.push(half);
			waiting.push(tree.right[node] ?? -1);
			continue;
		}
		loads[shard] = load;
		assign(tree, node, (image) => {
			shardOf[image] = shard + 1;
		});
	}
	return shardOf;
}
// src/promotion/shards/shared-layers.ts
var LayerIndex = class {
	numbers = /* @__PURE__ */ new Map();
	sizes = [];
	users = [];
	weights = [];
	starts = [0];
	layers = [];
	add(layers, base) {
		const own = /* @__PURE__ */ new Set();
		for (const { digest, size } of layers) {
			const number = this.numbers.get(digest) ?? this.numbers.size;
			if (number === this.sizes.length) {
				this.numbers.set(digest, number);
				this.sizes.push(size);
				this.users.push(0);
			}
			own.add(number);
		}
		for (const number of [...own].sort((left, right) => left - right)) {
			this.layers.push(number);
			this.users[number] = (this.users[number] ?? 0) + 1;
		}
		this.starts.push(this.layers.length);
		this.weights.push(Math.max(1, base));
	}
	finish() {
		const { sizes, users, starts, layers } = this;
		const weights = Float64Array.from(this.weights);
		for (let image = 0; image < weights.length; image++) for (let at = starts[image] ?? 0; at < (starts[image + 1] ?? 0); at++) {
			const layer = layers[at] ?? 0;
			weights[image] = (weights[image] ?? 0) + (sizes[layer] ?? 0) / (users[layer] ?? 1);
		}
		return {
			weights,
			starts: Uint32Array.from(starts),
			layers: Uint32Array.from(layers),
			sizes: Float64Array.from(sizes)
		};
	}
};
function addUpShards(images, shardOf, shards) {
	const { starts, layers, sizes } = images;
	const order = Uint32Array.from(shardOf.keys()).sort((one, other) => (shardOf[one] ?? 0) - (shardOf[other] ?? 0));
	const seenIn = new Uint16Array(sizes.length);
	const sums = Array.from({ length: shards }, () => ({
		bytes: 0,
		repeats: 0,
		repeatedBytes: 0
	}));
	for (const image of order) {
		const shard = shardOf[image] ?? 0;
		const sum = sums[shard - 1];
		if (sum === void 0) continue;
		for (let at = starts[image] ?? 0; at < (starts[image + 1] ?? 0); at++) {
			const layer = layers[at] ?? 0;
			const size = sizes[layer] ?? 0;
			if (seenIn[layer] === shard) {
				sum.repeats++;
				sum.repeatedBytes += size;
			} else sum.bytes += size;
			seenIn[layer] = shard;
		}
	}
	return sums;
}
// src/promotion/shards/shard-planner.ts
const REQUEST_BYTES = 4096;
function pin({ from }, { image }) {
	const { repository, tag } = from;
	const pinned = {
		kind: "digest",
		repository,
		digest: image.digest
	};
	return tag === void 0 ? pinned : {
		...pinned,
		tag
	};
}
var ShardPlanner = class {
	layers = new LayerIndex();
	waiting = [];
	wanted = [];
	tagging = NO_COST;
	get count() {
		return this.waiting.length;
	}
	get wishes() {
		return this.wanted;
	}
	add(plan, request, traits) {
		const { referrers, to } = request;
		const question = {
			hasRecord: isRecorded(request),
			traits,
			isAlone: false,
			referrers
		};
		const cost = (phase) => addCosts(planCost(plan, {
			...question,
			phase
		}), rereadingCost(plan, {
			...question,
			phase
		}));
		const landing = cost("landing");
		this.tagging = addCosts(this.tagging, cost("tagging"));
		const blobs = lackingBlobs(plan);
		const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
		this.layers.add(blobs, countRequests(landing) * REQUEST_BYTES);
		this.waiting.push({
			from: pin(request, plan),
			to,
			bytes,
			cost: landing
		});
		const { source, image, destinations } = plan;
		this.wanted.push({
			source: { reference: source.reference },
			image: { digest: image.digest },
			destinations: destinations.map(({ repository, tags }) => ({
				repository,
				tags: { tags: tags.tags.map(({ tag, action }) => ({
					tag,
					action
				})) }
			}))
		});
	}
	finish(most) {
		const layers = this.layers.finish();
		const shardOf = packShards(layers, most);
		const count = shardOf.reduce((highest, shard) => Math.max(highest, shard), 0);
		const sums = Array.from({ length: count }, () => ({
			images: 0,
			cost: NO_COST
		}));
		return {
			images: this.waiting.map(({ cost, ...image }, index) => {
				const shard = shardOf[index] ?? 1;
				const sum = sums[shard - 1];
				if (sum !== void 0) {
					sum.images++;
					sum.cost = addCosts(sum.cost, cost);
				}
				return {
					...image,
					shard
				};
			}),
			shards: addUpShards(layers, shardOf, count).map(({ bytes, repeats, repeatedBytes }, index) => {
				const { images: number, cost } = sums[index] ?? {
					images: 0,
					cost: NO_COST
				};
				const saved = cost.bytes === 0 ? NO_COST : addCosts(repeatedCost(repeats), makeCost({}, -repeatedBytes));
				return {
					images: number,
					bytes,
					cost: addCosts(cost, saved)
				};
			}),
			tagging: this.tagging
		};
	}
};
// src/commands/plan.ts
const IMAGES_PER_LOT = 256;
const MAX_TOLD = 50;
const MAX_WARNINGS = 20;
function requireOwnRepositories({ routes, pipeline }) {
	if (pipeline === void 0) return;
	for (const { from, to } of routes) for (const repository of [from.repository, ...to]) {
		const names = findEnvironments(pipeline, repository).map(({ environment }) => environment.name);
		if (names.length < 2) continue;
		throw new InputError(`Cannot plan for several jobs: ${formatList(names)} share the repository ${formatRepository(repository)}, and the jobs could not tell them apart; promote in one job, or give each environment a repository of its own`);
	}
}
const MAX_SHOWN = 50;
var TagTally = class {
	counts = {
		create: 0,
		move: 0,
		keep: 0,
		skip: 0
	};
	first = [];
	add({ source, destinations }) {
		for (const { repository, tags: planned } of destinations) {
			const tags = planned.tags.map(({ tag, action }) => ({
				tag,
				action
			}));
			for (const { action } of tags) this.counts[action]++;
			if (this.first.length >= MAX_SHOWN) continue;
			this.first.push({
				source: source.reference,
				repository: formatRepository(repository),
				tags
			});
		}
	}
};
async function readImages(inputs, context, { planner, tally, opener }) {
	const { logger } = context;
	const requests = await toRequests(inputs, context, { writes: false });
	const warnings = /* @__PURE__ */ new Set();
	const refusals = new Refusals();
	using _ = startHeartbeat(logger, () => `read ${planner.count} of ${formatCount(requests.length, "image")}`);
	for (let first = 0; first < requests.length; first += IMAGES_PER_LOT) {
		const items = await prepareImages(requests.slice(first, first + IMAGES_PER_LOT), inputs, {
			opener,
			refusals
		});
		for (const item of items) {
			planner.add(item.plan, item.request, traitsOf(item));
			tally.add(item.plan);
			if (requests.length <= MAX_TOLD) narratePlan(item.plan).forEach(logger.info);
			for (const warning of item.plan.warnings) warnings.add(warning);
		}
	}
	refusals.require(requests.length, logger);
	return warnings;
}
async function runPlan(inputs, context) {
	const { environment, logger, now } = context;
	const { insecureRegistries, trustedAuthHosts, settings } = inputs;
	requireOwnRepositories(inputs);
	await using opener = await openClients({
		environment,
		logger,
		insecureRegistries,
		trustedAuthHosts
	});
	const planner = new ShardPlanner();
	const tally = new TagTally();
	const report = await inGroup(logger, "Plan", async () => {
		const warnings = [...await readImages(inputs, context, {
			planner,
			tally,
			opener
		})];
		requireNoOverlap(planner.wishes);
		const { shards, images, tagging } = planner.finish(inputs.shards);
		const policy = inputs.pipeline?.digest;
		const stored = writePlan({
			settings,
			at: now,
			policy,
			shards: shards.length,
			images
		}, environment);
		const estimate = estimatorOf(opener, images[0]?.to[0].registry ?? "");
		const all = shards.reduce((sum, { cost }) => addCosts(sum, cost), NO_COST);
		const plan = {
			stored,
			warnings,
			requests: opener.requests,
			images: images.length,
			tagCounts: tally.counts,
			firstTags: tally.first,
			matrix: buildMatrix(shards, stored.id),
			shards: shards.map(({ cost }) => ({
				cost,
				time: estimate(cost, { sharers: shards.length })
			})),
			landing: {
				cost: all,
				time: estimate(all, { shards: shards.length })
			},
			tagging: {
				cost: tagging,
				time: estimate(tagging)
			}
		};
		narrateShards(plan).forEach(logger.info);
		logger.info(narrateEstimate(plan.landing));
		return plan;
	});
	report.warnings.slice(0, MAX_WARNINGS).forEach(logger.warn);
	const more = report.warnings.length - MAX_WARNINGS;
	if (more > 0) logger.warn(`${formatCount(more, "warning")} more were left out`);
	writeOutputs(buildPlanOutputs(report), environment, logger);
	printSummary(renderPlanSummary(report), environment, logger);
	logger.info(concludePlan(report));
}
export { runPlan };
