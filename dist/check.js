import { n as __exportAll } from "./rolldown-runtime.js";
import { Ct as findEnvironments, Gn as once, Hn as safeText, Jn as PolicyError, Tn as formatRepository, Tt as recordedEnvironment, Yn as RegistryError, Zn as isSealiftError, a as markdownTable, fn as formatList, i as markdownPage, mn as formatSeconds, n as markdownDetails, o as markdownText, on as throwWorst, pn as formatNumber, t as markdownCode, un as formatCount, wn as formatReference, zn as shortDigest } from "./start.js";
import { E as forgetImages, O as isRefusal, a as registriesOf, c as openJudging, i as judgeEntrances, k as refusalOf, n as answersOf, o as judgeBy, r as gatesOf, s as nameImage } from "./judge.js";
import { P as eachAtMost, k as openClientPool, o as resolveSource } from "./registry.js";
import { H as openVerifier, L as validPromotions, M as findOwnSigstore, R as enteredAt, Z as readRecords, b as admit, h as resolveRoutes, m as requireGitHubEnvironment, p as findRoutes, v as evaluateUngoverned } from "./records.js";
import { Dt as readImageLabels, Gt as inGroup, Hn as renderStart, Ot as requirePlatforms, St as readGraph, Ut as listGates, Xn as drawEnvironments, Zn as markdownPicture, ar as checkLines, i as joinErrors, ir as SIGNS, or as renderChecks, qt as startHeartbeat, rr as ICONS, vr as headManifest, vt as toBatches, yt as SourceImage } from "./common.js";
import { S as remedyForHold, c as holdableDigests, d as readAllHolds, f as requireNotHeld, s as openKeptHolds, u as judgeHolds, x as describeHold } from "./holds.js";
import { p as orderTagNames, u as readRepositoryState } from "./history.js";
// src/report/check.ts
const ORDER = [
	"fail",
	"error",
	"bypassed",
	"waived",
	"warn"
];
function verdictOf({ gates, refusal }) {
	const verdicts = new Set((gates?.results ?? []).map(({ verdict }) => verdict));
	if (refusal !== void 0) verdicts.add(refusal instanceof RegistryError ? "error" : "fail");
	return ORDER.find((verdict) => verdicts.has(verdict)) ?? "pass";
}
function isPassed(image) {
	const verdict = verdictOf(image);
	return verdict !== "fail" && verdict !== "error";
}
function reportImage(image) {
	const { route, evidence, gates } = image;
	const repository = image.reference.replace(/(?::[^/:@]*)?(?:@.*)?$/, "");
	return {
		image: image.image,
		reference: image.reference,
		digest: image.digest ?? null,
		tags: image.tags,
		environment: image.environment ?? null,
		repositories: image.repositories,
		from: route?.source?.name ?? null,
		hotfix: route?.route.kind === "hotfix" ? route.route.name ?? "" : null,
		evidence: evidence === void 0 ? null : `${repository}@${evidence.digest}`,
		isEvidenceSigned: evidence?.isSigned ?? null,
		verdict: verdictOf(image),
		refusal: image.refusal?.message ?? null,
		checks: gates?.checks ?? []
	};
}
function reportCheck(images, { from, ...facts }) {
	return {
		schema: 1,
		command: "check",
		passed: images.every(isPassed),
		from,
		images: images.map(reportImage),
		...facts
	};
}
function encodeChecks(images) {
	const all = images.flatMap(({ reference, digest, repositories, environment, checks }) => repositories.flatMap((repository) => checks.map((check) => ({
		image: reference,
		digest,
		repository,
		environment,
		...check
	}))));
	return all.length === 0 ? "" : JSON.stringify(all);
}
function buildCheckOutputs(report, policies) {
	return /* @__PURE__ */ new Map([
		["checks", encodeChecks(report.images)],
		["policies", policies],
		["report", JSON.stringify(report)]
	]);
}
// src/report/check-log.ts
const MAX_PASSED = 50;
const MAX_REFUSED = 500;
const CHANGES = {
	withdraw: ["withdrew", "would withdraw"],
	issue: ["issued", "would issue"]
};
function describeChange({ does, environment, repository, digest }, dryRun) {
	return `${CHANGES[does][dryRun ? 1 : 0]} the admission of ${repository}@${shortDigest(digest)} to ${environment}`;
}
function countReasons(images) {
	const reasons = images.flatMap(({ gates, refusal, isHeld }) => [...isHeld === true ? ["holds"] : refusal === void 0 ? [] : ["other requirements"], ...(gates?.results ?? []).flatMap(({ gate, verdict }) => verdict === "fail" || verdict === "error" ? [gate] : [])]);
	return [...Map.groupBy(reasons, (reason) => reason)].map(([what, all]) => ({
		what,
		count: all.length
	})).toSorted((left, right) => right.count - left.count);
}
function namesOf({ environments, images }) {
	const names = environments.map(({ environment }) => environment);
	const others = images.flatMap(({ environment, repositories }) => environment ?? repositories);
	return [.../* @__PURE__ */ new Set([...names, ...others])];
}
function checkSummaryLine(images, report) {
	const where = safeText(formatList(namesOf(report)), 300);
	if (images.length === 0) return `There was nothing to check in ${where}`;
	const passed = images.filter(isPassed).length;
	const count = images.length === passed ? formatCount(passed, "image") : `${passed} of ${formatCount(images.length, "image")}`;
	const says = report.from === null ? `in ${where} may stay` : `may go from ${safeText(report.from, 300)} to ${where}`;
	const reasons = countReasons(images).map(({ what, count: number }) => `${what} (${number})`);
	return `${count} ${says}${reasons.length === 0 ? "" : `; refused for ${formatList(reasons)}`}`;
}
function imageLines(image) {
	const { reference, digest, environment, repositories, gates, refusal } = image;
	const where = environment ?? repositories[0] ?? "";
	const sha = digest === void 0 ? "" : ` (${shortDigest(digest)})`;
	return [
		`${SIGNS[verdictOf(image)] ?? "?"} ${safeText(reference, 500)}${sha}, ${safeText(where, 300)}`,
		...refusal === void 0 ? [] : refusal.message.split("\n").map((line) => `  ✗ ${line}`),
		...checkLines(gates?.checks ?? [])
	];
}
function checkLogLines(images) {
	const [passed, refused] = [images.filter(isPassed), images.filter((image) => !isPassed(image))];
	const shown = images.length <= MAX_PASSED ? passed : [];
	const more = refused.length - MAX_REFUSED;
	return [
		...refused.slice(0, MAX_REFUSED).flatMap(imageLines),
		...more > 0 ? [`${more} more do not pass: the output "report" has them`] : [],
		...shown.flatMap(imageLines),
		...shown.length < passed.length ? [`${passed.length} images pass`] : []
	];
}
// src/report/check-diagram.ts
function drawCheck(pipeline, images) {
	const inside = images.filter(({ environment }) => environment !== void 0);
	if (inside.length === 0) return void 0;
	const routes = inside.flatMap(({ route }) => route ?? []);
	const marks = new Map(routes.flatMap(({ source }) => source === void 0 ? [] : [[source.name, {
		look: "on",
		lines: []
	}]]));
	for (const [name = "", all] of Map.groupBy(inside, ({ environment }) => environment)) {
		const failed = all.filter((image) => !isPassed(image)).length;
		const good = all.some(({ route }) => route !== void 0) ? "may enter" : "may stay";
		const lines = [...failed < all.length ? [`${formatCount(all.length - failed, "image")} ${good}`] : [], ...failed > 0 ? [`${formatCount(failed, "image")} may not`] : []];
		marks.set(name, {
			look: failed > 0 ? "held" : routes.length > 0 ? "planned" : "now",
			lines
		});
	}
	const taken = routes.flatMap(({ source, destination, route }) => {
		const hotfix = route.kind === "hotfix" ? route.name ?? null : null;
		return source === void 0 ? [] : [{
			from: source.name,
			to: destination.name,
			hotfix
		}];
	});
	return drawEnvironments(pipeline, marks, taken);
}
// src/report/check-summary.ts
const MAX_ROWS = 200;
const MAX_DETAILS = 50;
function renderImages(images) {
	const environments = new Set(images.map(({ environment }) => environment));
	const isOne = environments.size === 1 && !environments.has(void 0);
	const header = [
		"",
		"Image",
		...isOne ? [] : ["Environment"],
		"Gates"
	];
	return markdownTable(header, images.slice(0, MAX_ROWS).map((image) => renderRow(image, isOne)));
}
function renderRow(image, isOne) {
	const { reference, digest, environment, repositories, gates, refusal, tags } = image;
	const others = tags.length > 1 ? ` and ${formatCount(tags.length - 1, "more tag")}` : "";
	const results = gates?.results ?? [];
	const notable = results.filter(({ verdict }) => verdict !== "pass");
	const said = [
		...image.isHeld === true ? ["✋&nbsp;held"] : refusal === void 0 ? [] : ["⛔&nbsp;other requirements"],
		...notable.map(({ gate, verdict }) => `${ICONS[verdict] ?? "❓"}&nbsp;${markdownCode(gate)}`),
		...results.length > notable.length ? [`✅&nbsp;${results.length - notable.length}`] : []
	];
	return [
		ICONS[verdictOf(image)] ?? "❓",
		`${markdownCode(reference)}${others}${digest === void 0 ? "" : `<br>${markdownCode(shortDigest(digest))}`}`,
		...isOne ? [] : [markdownCode(environment ?? repositories[0] ?? "")],
		said.length === 0 ? "no gates" : said.join(" · ")
	];
}
function renderDetails(image) {
	const { reference, refusal, gates } = image;
	const parts = [...refusal === void 0 ? [] : [`⛔ ${markdownText(refusal.message, 2e3)}`], ...gates === void 0 ? [] : [renderChecks(gates.checks)]];
	const name = `<code>${markdownText(reference)}</code>`;
	return markdownDetails(`${ICONS[verdictOf(image)] ?? "❓"} ${name}`, parts.join("\n\n"));
}
function renderNotes({ environments }) {
	return environments.flatMap(({ environment, gates, notJudged }) => {
		const name = markdownCode(environment);
		if (gates.length + notJudged.length === 0) return [`${name} has no gates.`];
		if (notJudged.length === 0) return [];
		const names = formatList(notJudged.map(markdownCode));
		return [`Not judged in ${name}, because ${notJudged.length === 1 ? "it counts" : "they count"} only when an image enters: ${names}.`];
	});
}
function renderChanges({ admission }, dryRun) {
	if (admission.length === 0) return [];
	const rows = admission.slice(0, MAX_ROWS).map((change) => {
		const { does, environment, repository, digest, statements } = change;
		const what = does === "withdraw" ? "⛔ withdrawn" : "✅ issued";
		return [
			dryRun ? `${what}, were it no dry run` : what,
			`${markdownCode(repository)}<br>${markdownCode(shortDigest(digest))}`,
			markdownCode(environment),
			statements.map((statement) => markdownCode(shortDigest(statement))).join("<br>")
		];
	});
	return ["### Admission", markdownTable([
		"Change",
		"Image",
		"Environment",
		"Statements"
	], rows)];
}
function renderCheckSummary(images, report, page = {}) {
	const sorted = images.toSorted((left, right) => Number(isPassed(left)) - Number(isPassed(right)));
	const detailed = sorted.filter(({ gates, refusal }) => gates !== void 0 || refusal !== void 0);
	const more = images.length - MAX_ROWS;
	const parts = [
		`## ${report.passed ? "✅" : "⛔"} ${markdownText(checkSummaryLine(images, report), 2e3)}`,
		...renderStart(page.run),
		...markdownPicture(page.pipeline && drawCheck(page.pipeline, images)),
		...images.length === 0 ? [] : [renderImages(sorted)],
		...more > 0 ? [`${formatCount(more, "more image")}: see the output \`report\`.`] : [],
		...renderChanges(report, page.dryRun === true),
		...renderNotes(report),
		...detailed.slice(0, MAX_DETAILS).map(renderDetails)
	];
	const footer = `${formatCount(report.requests, "request")} in ${formatSeconds(report.milliseconds)}`;
	return markdownPage(parts, report.warnings, footer);
}
// src/commands/check-routes.ts
function findRefusal(route, end, { pipeline, reason }) {
	try {
		const [found] = findRoutes(pipeline, {
			...route,
			destinations: [end]
		}, reason);
		if (found.route === void 0) evaluateUngoverned(pipeline, [formatRepository(end.repository)]);
		return;
	} catch (error) {
		if (isSealiftError(error)) return error;
		throw error;
	}
}
function describe$1(from, end, refusal, { pipeline }) {
	const [placement] = findEnvironments(pipeline, end.repository);
	return {
		image: placement?.image ?? end.repository.name,
		reference: formatReference(from),
		digest: from.kind === "digest" ? from.digest : void 0,
		tags: [],
		environment: end.environment ?? placement?.environment.name,
		repositories: [formatRepository(end.repository)],
		route: void 0,
		evidence: void 0,
		gates: void 0,
		refusal
	};
}
function findOpenRoutes(routes, rules) {
	const refused = [];
	return {
		open: routes.flatMap((route) => {
			const [first, ...rest] = route.destinations.filter((end) => {
				const refusal = findRefusal(route, end, rules);
				if (refusal !== void 0) refused.push(describe$1(route.from, end, refusal, rules));
				return refusal === void 0;
			});
			return first === void 0 ? [] : [{
				...route,
				destinations: [first, ...rest]
			}];
		}),
		refused
	};
}
// src/commands/check-work.ts
async function attempt(work) {
	try {
		return { value: await work() };
	} catch (error) {
		if (!isSealiftError(error)) throw error;
		return { refusal: error };
	}
}
// src/commands/check-entering.ts
function waysOf({ destinations }) {
	return [...Map.groupBy(destinations, ({ route, repository }) => route?.destination ?? repository).values()].flatMap(([first, ...rest]) => first === void 0 ? [] : [[first, ...rest]]);
}
async function readImage(image, client, { policy, facts }, { inputs, context }) {
	const { from, destinations } = image;
	const { repository } = from;
	const read = await attempt(async () => {
		const stored = await resolveSource(client, {
			from,
			expectedDigest: void 0
		});
		const source = new SourceImage({ source: client }, repository, Promise.resolve(stored));
		return {
			digest: stored.digest,
			source,
			graph: await source.graph()
		};
	});
	if ("refusal" in read) return {
		image,
		ways: waysOf(image).map((way) => ({
			way,
			...read
		}))
	};
	const { digest, source, graph } = read.value;
	const run = {
		facts,
		reason: inputs.reason,
		now: context.now
	};
	const records = once(() => readAllHolds(client, repository, holdableDigests(graph)));
	const needsLabels = inputs.pipeline.holds.some(({ of }) => "revision" in of);
	const labels = once(async () => needsLabels ? source.labels() : /* @__PURE__ */ new Map());
	const ways = await Promise.all(waysOf(image).map(async (way) => {
		const request = {
			from,
			destinations: way,
			run
		};
		const admitted = await attempt(async () => {
			await requirePlatforms(request, source);
			if (policy === void 0) return [];
			const evidence = await admit(request, policy, {
				client,
				image: source
			});
			await requireNotHeld(request, {
				graph,
				labels: await labels(),
				records: await records()
			}, policy);
			return evidence;
		});
		return "refusal" in admitted ? {
			way,
			...admitted
		} : {
			way,
			evidence: admitted.value[0]
		};
	}));
	return {
		image,
		digest,
		candidate: {
			client,
			repository,
			tag: from.tag,
			destinations,
			readGraph: async () => graph
		},
		ways
	};
}
async function checkBatch$1(images, resolved, { judging, onRead, ...work }) {
	const { inputs, pool } = work;
	const given = inputs.sourceCredential;
	const clientOf = await pool.open(images.map(({ from }) => ({
		repository: from.repository,
		access: "pull",
		given
	})));
	const read = await eachAtMost(32, images, async (image) => {
		const found = await readImage(image, clientOf(image.from.repository, "pull"), resolved, work);
		onRead();
		return found;
	});
	const candidates = read.flatMap(({ candidate }) => candidate ?? []);
	const judged = judging === void 0 ? [] : await judgeEntrances(candidates, judging);
	if (judging?.known !== void 0) forgetImages(judging.known);
	return read.flatMap(({ image, digest, candidate, ways }) => {
		const answers = candidate === void 0 ? [] : answersOf(judged, candidate);
		return ways.map(({ way, evidence, refusal }) => {
			const [{ route, repository }] = way;
			const answer = answers.find(({ entrance }) => entrance.route.destination === route?.destination);
			return {
				image: route?.image ?? repository.name,
				reference: formatReference(image.from),
				digest,
				tags: [],
				environment: route?.destination.name,
				repositories: way.map((each) => formatRepository(each.repository)),
				route,
				evidence,
				refusal,
				gates: route === void 0 ? void 0 : answer?.admitted
			};
		});
	});
}
function warnOfJobs({ images, facts }) {
	const routes = images.flatMap(({ destinations }) => destinations.flatMap(({ route }) => route ?? []));
	return [...new Map(routes.map((route) => [route.destination, route])).values()].flatMap((route) => {
		try {
			requireGitHubEnvironment(route, facts);
			return [];
		} catch (error) {
			if (!isSealiftError(error)) throw error;
			return [`This job could check, but not promote: ${error.message}`];
		}
	});
}
function describeEnvironments({ images, policy }) {
	if (policy === void 0) return [];
	const routes = images.flatMap(({ destinations }) => destinations.flatMap(({ route }) => route ?? []));
	return [...Map.groupBy(routes, ({ destination }) => destination)].map(([{ name }, some]) => ({
		environment: name,
		gates: [...new Set(some.flatMap((route) => gatesOf(route, policy.pipeline).map(({ id }) => id)))],
		notJudged: []
	}));
}
async function checkEntering({ routes }, work) {
	const { inputs, context } = work;
	const { open, refused } = findOpenRoutes(routes, inputs);
	const [first, ...rest] = open;
	if (first === void 0) return {
		images: refused,
		environments: [],
		warnings: []
	};
	const signing = {
		signingKey: void 0,
		signingKeyPassphrase: void 0
	};
	const policyInputs = {
		...inputs,
		routes: [first, ...rest],
		record: "auto",
		signing
	};
	const resolved = await resolveRoutes(policyInputs, context, false, false);
	const registries = registriesOf(open.map(({ from, destinations }) => ({
		repository: from.repository,
		destinations
	})));
	const judging = resolved.policy && openJudging(resolved.policy, work, registries, /* @__PURE__ */ new Map());
	let count = 0;
	using _ = startHeartbeat(context.logger, () => `read ${count} of ${formatCount(open.length, "image")}`);
	const onRead = () => {
		count++;
	};
	const images = [...refused];
	for (const { requests } of toBatches(resolved.images)) images.push(...await checkBatch$1(requests, resolved, {
		...work,
		judging,
		onRead
	}));
	return {
		images,
		environments: describeEnvironments(resolved),
		warnings: warnOfJobs(resolved)
	};
}
// src/history/standing.ts
const MAX_TAGS = 2e4;
async function readStanding(client, { environment, repository, isShared }) {
	const { tag } = environment;
	if (isShared && tag !== void 0) {
		const digest = await headManifest(client, repository, tag);
		return digest === void 0 ? [] : [{
			digest,
			tags: [tag]
		}];
	}
	const { holds, refused } = await readRepositoryState(client, repository, {
		first: /* @__PURE__ */ new Set(),
		limit: MAX_TAGS,
		mayBePart: false
	});
	const [refusal] = refused.values();
	if (refusal !== void 0) throw refusal;
	return [...Map.groupBy(holds, ([, digest]) => digest)].map(([digest, held]) => ({
		digest,
		tags: orderTagNames(held.map(([name]) => name))
	}));
}
// src/commands/check-holds.ts
async function findHold({ client, repository, graph, reference }, environment, policy, now) {
	const needsLabels = policy.pipeline.holds.some(({ of }) => "revision" in of);
	const [records, labels] = await Promise.all([readAllHolds(client, repository, holdableDigests(graph)), needsLabels ? readImageLabels(client, repository, { graph }) : /* @__PURE__ */ new Map()]);
	const { holds } = await judgeHolds({
		graph,
		labels,
		records
	}, environment, policy, now);
	const hold = holds.find(({ effect }) => effect === "quarantine");
	if (hold === void 0) return void 0;
	return new PolicyError({
		what: `accept ${reference} in ${environment.name}`,
		reason: describeHold(hold, graph.root),
		remedy: remedyForHold(hold, "use")
	});
}
// src/commands/check-hotfixes.ts
async function findSkips({ client, repository, name, graph }, { results }, environment, { policy: { pipeline, openVerifier }, context: { now } }) {
	const routes = pipeline.hotfixRoutes.filter(({ to }) => to === environment.name);
	const refusing = results.filter(isRefusal).map(({ gate }) => gate);
	if (!routes.some(({ skips }) => skips.some((id) => refusing.includes(id)))) return [];
	const records = await readRecords(client, {
		repository,
		subject: graph.root
	});
	if (records.length === 0) return [];
	const [newest] = validPromotions(records, {
		pipeline,
		environment,
		image: name,
		digest: graph.root,
		now,
		uri: formatRepository(repository),
		verify: await openVerifier()
	}).promotions;
	if (newest?.signature === void 0 || newest.predicate.route?.kind !== "hotfix") return [];
	const { route, source } = newest.predicate;
	const sourceName = recordedEnvironment(pipeline, source.environment ?? "")?.name;
	const taken = routes.find(({ name: own, from }) => own === route.name && from === sourceName);
	const ends = taken?.expires === void 0 ? Number.POSITIVE_INFINITY : enteredAt(newest) + taken.expires;
	return now.getTime() < ends ? taken?.skips ?? [] : [];
}
// src/commands/check-environment.ts
const REPOSITORIES_AT_ONCE = 8;
const IMAGES_PER_BATCH = 16;
function toEntry({ location, reference, tags }) {
	const { repository } = location;
	const [tag] = tags;
	return {
		image: location.query.name,
		reference: formatReference(tag === void 0 ? reference : {
			kind: "tag",
			repository,
			tag
		}),
		digest: reference.kind === "digest" ? reference.digest : void 0,
		tags,
		environment: location.environment.name,
		repositories: [location.uri],
		route: void 0,
		evidence: void 0
	};
}
async function findImages(client, location) {
	const { repository, query } = location;
	const { tag, digest } = query;
	if (digest !== void 0) return [{
		location,
		reference: {
			kind: "digest",
			repository,
			digest,
			...tag && { tag }
		},
		tags: tag ? [tag] : []
	}];
	if (tag !== void 0) return [{
		location,
		reference: {
			kind: "tag",
			repository,
			tag
		},
		tags: [tag]
	}];
	return (await readStanding(client, location)).map((image) => ({
		location,
		reference: {
			kind: "digest",
			repository,
			digest: image.digest
		},
		tags: image.tags
	}));
}
async function judgeStanding(images, { environment, gates }, judging) {
	const judge = async (some, skips) => {
		const { images: judged } = await judgeBy({
			environment,
			gates,
			skips,
			images: some
		}, judging);
		return some.flatMap(({ entry }, index) => judged[index] === void 0 ? [] : [[entry, judged[index]]]);
	};
	const judged = new Map(await judge(images, []));
	await eachAtMost(32, images, async (image) => {
		const said = judged.get(image.entry);
		const skips = said === void 0 ? [] : await findSkips(image, said, environment, judging);
		for (const [entry, again] of skips.length === 0 ? [] : await judge([image], skips)) judged.set(entry, again);
	});
	return judged;
}
async function checkBatch(batch, setting, { judging, clientOf }) {
	const read = await eachAtMost(32, batch, async (found) => {
		const { location, reference } = found;
		const { repository } = location;
		const client = clientOf(location);
		const entry = toEntry(found);
		return {
			entry,
			result: await attempt(async () => {
				const stored = await resolveSource(client, {
					from: reference,
					expectedDigest: void 0,
					verb: "check"
				});
				const name = entry.image;
				const whole = {
					entry,
					name,
					reference: nameImage(name, entry.tags[0], stored.digest),
					client,
					repository,
					graph: await readGraph(client, repository, stored)
				};
				const { policy, context } = judging;
				return {
					...whole,
					held: await findHold(whole, setting.environment, policy, context.now)
				};
			})
		};
	});
	const judged = await judgeStanding(read.flatMap(({ result }) => "refusal" in result ? [] : [result.value]), setting, judging);
	if (judging.known !== void 0) forgetImages(judging.known);
	return read.map(({ entry, result }) => {
		if ("refusal" in result) return {
			...entry,
			gates: void 0,
			refusal: result.refusal
		};
		const { graph, held } = result.value;
		const common = {
			...entry,
			digest: graph.root,
			gates: judged.get(entry),
			refusal: held
		};
		return held === void 0 ? common : {
			...common,
			isHeld: true
		};
	});
}
async function checkEnvironment(setting, locations, work) {
	const found = await eachAtMost(REPOSITORIES_AT_ONCE, locations, async (location) => ({
		location,
		result: await attempt(() => findImages(work.clientOf(location), location))
	}));
	const images = found.flatMap(({ location, result }) => "refusal" in result ? [{
		...describeRepository(location),
		gates: void 0,
		refusal: result.refusal
	}] : []);
	const all = found.flatMap(({ result }) => "refusal" in result ? [] : result.value);
	for (const { requests } of toBatches(all, IMAGES_PER_BATCH)) images.push(...await checkBatch(requests, setting, work));
	return images;
}
function describeRepository({ query, uri, environment }) {
	return {
		image: query.name,
		reference: uri,
		digest: void 0,
		tags: [],
		environment: environment.name,
		repositories: [uri],
		route: void 0,
		evidence: void 0
	};
}
// src/commands/check-standing.ts
const OF_PROMOTIONS = /* @__PURE__ */ new Set([
	"windows",
	"people",
	"change"
]);
function settingOf(environment) {
	return {
		environment,
		gates: listGates(environment.gates).filter(({ id }) => !OF_PROMOTIONS.has(id))
	};
}
function describe({ environment, gates }) {
	const notJudged = listGates(environment.gates).filter(({ id }) => OF_PROMOTIONS.has(id));
	return {
		environment: environment.name,
		gates: gates.map(({ id }) => id),
		notJudged: notJudged.map(({ id }) => id)
	};
}
async function checkStanding({ environments, locations }, work) {
	const { inputs, context, pool } = work;
	const { pipeline } = inputs;
	const settings = environments.map(settingOf);
	const of = ({ environment }) => locations.filter((each) => each.environment === environment);
	const given = inputs.destinationCredential;
	const lookUp = await pool.open(settings.flatMap(of).map(({ repository }) => ({
		repository,
		access: "pull",
		given
	})));
	const { environment, now, logger } = context;
	const policy = {
		pipeline,
		openVerifier: once(() => openVerifier(pipeline, {
			now,
			warn: logger.warn,
			environment
		})),
		readKeptHolds: openKeptHolds(pipeline, inputs.githubToken, context)
	};
	const registries = {
		sources: /* @__PURE__ */ new Set(),
		destinations: new Set(locations.map(({ repository }) => repository.registry))
	};
	const standing = {
		judging: openJudging(policy, work, registries, /* @__PURE__ */ new Map()),
		clientOf: ({ repository }) => lookUp(repository, "pull")
	};
	let read = 0;
	using _ = startHeartbeat(logger, () => `checked ${read} of ${formatCount(settings.length, "environment")}`);
	const images = [];
	for (const setting of settings) {
		images.push(...await checkEnvironment(setting, of(setting), standing));
		read++;
	}
	return {
		images,
		environments: settings.map(describe),
		warnings: []
	};
}
// src/commands/check.ts
var check_exports = /* @__PURE__ */ __exportAll({ runCheck: () => runCheck });
function accepting(what, environment) {
	return `accept ${what} in ${environment}`;
}
function failureOf(images, failures, { target }, { logger }) {
	const isStanding = target.kind === "standing";
	const errors = [...images.flatMap(({ refusal }) => refusal ?? []), ...failures];
	for (const [environment, some] of Map.groupBy(images, (each) => each.environment)) {
		const judged = some.flatMap(({ gates }) => gates ?? []);
		const refusal = refusalOf(environment ?? "", judged, isStanding ? accepting : void 0);
		if (refusal !== void 0) errors.push(refusal);
	}
	const refused = images.filter((image) => !isPassed(image)).length;
	const count = `${formatNumber(refused)} of ${formatCount(images.length, "image")}`;
	return joinErrors(errors, `${isStanding ? "accept" : "promote"} ${count}`, logger);
}
function describeEnvironment({ environment, gates, notJudged }) {
	if (gates.length + notJudged.length === 0) return [`${environment} has no gates`];
	if (notJudged.length === 0) return [];
	return [`Not judged in ${environment}, as they count only when an image enters: ${formatList(notJudged)}`];
}
async function changeAdmission(images, work) {
	const { pipeline, dryRun, withdraw, issue } = work.inputs;
	const changed = withdraw || issue ? await (await import("./change-admission.js").then((n) => n.n)).changeAdmissions(images, work) : {
		changes: [],
		failures: []
	};
	if (!dryRun || !pipeline.environments.some(({ admission }) => admission)) return {
		...changed,
		policies: ""
	};
	const { renderAdmissionPolicies } = await import("./policies.js").then((n) => n.t);
	const { now, logger } = work.context;
	const { yaml, notes } = renderAdmissionPolicies(pipeline, {
		own: (await findOwnSigstore(pipeline, now))?.endpoints,
		now
	});
	for (const note of notes) logger.info(note);
	return {
		...changed,
		policies: yaml
	};
}
async function runCheck(inputs, context) {
	const { logger, now } = context;
	const { target, pipeline } = inputs;
	await using pool = await openClientPool(context, inputs);
	const work = {
		inputs,
		context,
		pool
	};
	const { images, environments, warnings } = target.kind === "entering" ? await checkEntering(target, work) : await checkStanding(target, work);
	const { changes, failures, policies } = await changeAdmission(images, work);
	const report = reportCheck(images, {
		admission: changes,
		environments,
		warnings,
		policy: pipeline.digest,
		requests: pool.requests,
		from: target.kind === "entering" ? target.from : null,
		milliseconds: Date.now() - now.getTime()
	});
	await inGroup(logger, "Checks", async () => {
		checkLogLines(images).forEach(logger.info);
		environments.flatMap(describeEnvironment).forEach(logger.info);
	});
	warnings.forEach(logger.warn);
	for (const change of changes) logger.info(describeChange(change, inputs.dryRun));
	const results = {
		outputs: buildCheckOutputs(report, policies),
		summary: renderCheckSummary(images, report, {
			run: context.event.run,
			pipeline: inputs.pipeline,
			dryRun: inputs.dryRun
		})
	};
	const failure = context.handOver(results, changes.length === 0 || inputs.dryRun ? "nothing was written to a registry" : "statements of admission were changed");
	logger.info(checkSummaryLine(images, report));
	throwWorst(failureOf(images, failures, inputs, context), failure, logger);
}
export { isPassed as n, check_exports as t };
