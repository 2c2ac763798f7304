import { n as __exportAll } from "./rolldown-runtime.js";
import { Hn as safeText, Jn as PolicyError, R as writeStatement, Tn as formatRepository, Vn as quote, Yn as RegistryError, Zn as isSealiftError, _n as nameOrCount, a as markdownTable, bn as TOOL_VERSION, fn as formatList, h as annotateHold, i as markdownPage, m as HOLD, mn as formatSeconds, o as markdownText, on as throwWorst, qn as InputError, t as markdownCode, un as formatCount, zn as shortDigest } from "./start.js";
import { E as putBlobs, P as eachAtMost, c as attachReferrer, f as settleLists, k as openClientPool } from "./registry.js";
import { D as findRunMeans, H as openVerifier, O as findRunSigner, _ as readApprovals, at as statementDigest, ct as toRunFacts, o as createAttestation } from "./records.js";
import { b as readHolds, g as findRecordedHolds, m as findFileHolds, r as reportHold, s as openKeptHolds } from "./holds.js";
import { Gt as inGroup, Yn as linkRun, _r as getManifest, ai as buildRecord, i as joinErrors, lt as openGitHubClient, pt as explainFailure, qn as linkLogin, vr as headManifest } from "./common.js";
import { m as remedyFor } from "./promote.js";
// src/promotion/write-hold.ts
const AT_ONCE$2 = 8;
async function readPlaces(places, digest) {
	return (await eachAtMost(AT_ONCE$2, places, async (place) => {
		if ("records" in place) return place;
		const { client, repository } = place;
		const stored = await getManifest(client, repository, digest);
		if (stored === void 0) return void 0;
		const image = {
			mediaType: stored.mediaType,
			digest,
			size: stored.bytes.byteLength,
			annotations: /* @__PURE__ */ new Map()
		};
		return {
			...place,
			image,
			records: await readHolds(client, {
				repository,
				subject: digest
			})
		};
	})).filter((place) => place !== void 0);
}
function holdsIn(records, environment, means) {
	const { pipeline, verify } = means;
	const now = new Date(Math.max(Date.now(), means.now.getTime()));
	return findRecordedHolds(records, {
		pipeline,
		environment,
		verify,
		now
	});
}
function isSame({ effect, until }, wish) {
	return effect === wish.effect && until?.getTime() === wish.until?.getTime();
}
function findSame({ records }, wish, means) {
	const same = wish.environments.map((environment) => holdsIn(records, environment, means).holds.find((each) => isSame(each, wish)));
	return same.includes(void 0) ? void 0 : same[0];
}
function originOf({ pipeline, run, approvals }, reason) {
	return {
		policy: {
			uri: pipeline.path,
			digest: pipeline.digest
		},
		approvals,
		run,
		reason,
		toolVersion: TOOL_VERSION
	};
}
function build(predicate, image, { form, bytes }) {
	return buildRecord({
		predicateType: HOLD.type,
		subject: image,
		annotations: annotateHold(predicate),
		form,
		bytes
	});
}
async function makeRecord(predicate, { repository, image }, { signer }) {
	const named = {
		uri: formatRepository(repository),
		subjects: [{ digest: image.digest }]
	};
	const statement = writeStatement(HOLD, named, predicate);
	const bytes = await signer?.sign(statement) ?? statement;
	if (signer !== void 0) {
		const { checkOwnBundle } = await import("./verify.js").then((n) => n.r);
		const fault = checkOwnBundle(bytes, statement, signer.who.kind === "key" ? signer.who.pem : void 0);
		if (fault !== void 0) throw new PolicyError({
			what: `${predicate.action} ${image.digest}`,
			reason: `its record could not be verified afterwards, since ${fault}`,
			remedy: remedyFor(fault, signer.who)
		});
	}
	const content = {
		form: signer === void 0 ? "statement" : "bundle",
		bytes
	};
	const artifact = build(predicate, image, content);
	return {
		artifact,
		stored: {
			digest: artifact.manifest.digest,
			repository,
			subject: image.digest,
			...content
		}
	};
}
const NOTHING = {
	record: void 0,
	bundle: void 0,
	predicate: void 0,
	artifact: void 0,
	ended: []
};
async function planHold(places, wish, means, earlier) {
	const read = await readPlaces(places, wish.digest);
	const found = read.map((place) => ({
		place,
		same: findSame(place, wish, means)
	}));
	const lacking = found.flatMap(({ place, same }) => same === void 0 ? [place] : []);
	const [first = read[0]] = lacking;
	const known = found.flatMap(({ same }) => same?.by.kind === "record" ? [same.by] : [])[0];
	const common = {
		places: read,
		lacking,
		uncounted: /* @__PURE__ */ new Map()
	};
	if (first === void 0) return {
		...NOTHING,
		...common
	};
	if (known !== void 0) {
		const artifact = build(known.predicate, first.image, known.stored);
		return {
			...NOTHING,
			...common,
			record: artifact.manifest.digest,
			predicate: known.predicate,
			artifact
		};
	}
	if (earlier?.artifact !== void 0) return {
		...earlier,
		places: read,
		lacking
	};
	const { effect, until, names, reason } = wish;
	const predicate = {
		...originOf(means, reason),
		action: "hold",
		effect,
		until,
		environments: names,
		time: means.now
	};
	const { artifact, stored } = await makeRecord(predicate, first, means);
	const uncounted = wish.environments.flatMap((environment) => {
		const { holds, rejections } = holdsIn([stored], environment, means);
		return holds.length > 0 ? [] : [[environment.name, rejections[0] ?? "it ends before it begins"]];
	});
	const bundle = stored.form === "bundle" ? stored.bytes : void 0;
	const made = {
		record: stored.digest,
		bundle,
		predicate,
		artifact
	};
	return {
		...common,
		...made,
		ended: [],
		uncounted: new Map(uncounted)
	};
}
async function planUnhold(places, wish, means, kept = []) {
	const read = await readPlaces(places, wish.digest);
	const activeAt = (records) => wish.environments.flatMap((environment) => holdsIn(records, environment, means).holds);
	const found = read.map((place) => ({
		place,
		active: activeAt(place.records)
	}));
	const active = [...found.flatMap((each) => each.active), ...activeAt(kept)];
	const ended = [...new Map(active.flatMap((hold) => hold.by.kind === "record" ? [[hold.by.record, hold]] : [])).values()];
	const lacking = found.flatMap((each) => each.active.length > 0 ? [each.place] : []);
	const [first = read[0]] = lacking;
	if (ended.length === 0 || first === void 0) return {
		...NOTHING,
		places: read,
		lacking: [],
		uncounted: /* @__PURE__ */ new Map()
	};
	const records = ended.flatMap(({ by }) => by.kind === "record" ? [by.stored] : []);
	const holds = [...new Set(records.flatMap((stored) => [stored.digest, statementDigest(stored)]))];
	const predicate = {
		...originOf(means, wish.reason),
		action: "unhold",
		environments: wish.names,
		holds,
		time: means.now
	};
	const { artifact, stored } = await makeRecord(predicate, first, means);
	const uncounted = wish.environments.flatMap((environment) => {
		if (holdsIn(records, environment, means).holds.length === 0) return [];
		const { holds: left, rejections } = holdsIn([...records, stored], environment, means);
		return left.length === 0 ? [] : [[environment.name, rejections[0] ?? "it does not end them"]];
	});
	const bundle = stored.form === "bundle" ? stored.bytes : void 0;
	return {
		record: stored.digest,
		bundle,
		predicate,
		artifact,
		ended,
		places: read,
		lacking: lacking.length === 0 ? [first] : lacking,
		uncounted: new Map(uncounted)
	};
}
async function applyHold({ artifact, lacking }, { warn }) {
	if (artifact === void 0) return [];
	return eachAtMost(AT_ONCE$2, lacking, async ({ client, repository, image }) => {
		await putBlobs(client, repository, artifact.blobs);
		await attachReferrer(client, repository, {
			...artifact,
			subject: image
		}, warn);
		return repository;
	});
}
// src/report/hold-log.ts
const MAX_NAMES = 5;
const PLACE_WORDS = {
	hold: {
		written: "held now",
		planned: "would be held",
		unchanged: "was held already",
		absent: "does not have the image",
		failed: "NOT held"
	},
	unhold: {
		written: "hold ended",
		planned: "the hold would end",
		unchanged: "nothing held it",
		absent: "does not have the image",
		failed: "hold NOT ended"
	}
};
function nameEnvironments({ environments }) {
	return environments.includes("*") ? "all environments" : formatList(environments.map((name) => safeText(name, 100)));
}
function nameHeldImage({ reference, digest }) {
	return reference.includes("@") ? safeText(reference, 300) : `${safeText(reference, 300)} (${shortDigest(digest)})`;
}
function describeEnd({ until }) {
	return until === null ? "" : ` until ${until.replace("T", " ").replace(/:\d\d\.\d{3}Z$/, " UTC")}`;
}
function imageLines(image, { command }) {
	const words = PLACE_WORDS[command];
	return [
		nameHeldImage(image),
		...image.ended.map(({ record, since, reason }) => {
			const why = reason === null ? "" : ` (${quote(reason)})`;
			return `  ends the hold ${record === null ? "" : shortDigest(record)} of ${since?.slice(0, 10) ?? ""}${why}`;
		}),
		...image.places.map(({ repository, environments, state, error }) => `  ${formatList(environments)} in ${repository}: ${words[state]}${error === null ? "" : `: ${error}`}`)
	];
}
function holdLogLines(report) {
	return [...report.images.flatMap((image) => imageLines(image, report)), ...report.admission.map(({ environment, repository, digest }) => `${report.dryRun ? "would withdraw" : "withdrew"} the admission of ${repository}@${shortDigest(digest)} to ${environment}`)];
}
function holdSummaryLine(report) {
	const { command, images, changed, dryRun, effect, requests } = report;
	const named = images.length > MAX_NAMES ? formatCount(images.length, "image") : formatList(images.map(nameHeldImage));
	const where = nameEnvironments(report);
	const asked = ` (${formatCount(requests, "request")})`;
	const wouldChange = images.some(({ places }) => places.some(({ state }) => state === "planned"));
	if (command === "hold") {
		const kind = effect === "legal" ? "on legal hold" : "held";
		return `${named} ${dryRun && wouldChange ? "would be" : images.length === 1 ? "is" : "are"} ${kind} in ${where}${describeEnd(report)}${changed || dryRun ? "" : ", as before"}${asked}`;
	}
	if (dryRun) return `${named}: ${wouldChange ? `its holds would end in ${where}` : `nothing holds it in ${where}`}${asked}`;
	return `${named}: ${changed ? `no record holds it in ${where} any more` : `nothing held it in ${where}`}${asked}`;
}
// src/report/hold-run.ts
function referencesOf({ images }) {
	return images.flatMap(({ record, places }) => {
		const place = places.find(({ state }) => state === "written" || state === "unchanged");
		return record === null || place === void 0 ? [] : [`${place.repository}@${record}`];
	}).join("\n");
}
function buildHoldOutputs(report) {
	const references = report.dryRun ? "" : referencesOf(report);
	return /* @__PURE__ */ new Map([
		["digest", report.images.map(({ digest }) => digest).join("\n")],
		["hold", report.command === "hold" ? references : ""],
		["record", references],
		["changed", String(report.changed)],
		["report", JSON.stringify(report)]
	]);
}
// src/report/hold-summary.ts
const MAX_ROWS = 200;
const ICONS = {
	written: "✋",
	planned: "📝",
	unchanged: "✅",
	absent: "➖",
	failed: "⛔"
};
function renderHead({ command, dryRun, effect, images, ...report }) {
	const [only, ...others] = images;
	const what = only === void 0 || others.length > 0 ? formatCount(images.length, "image") : markdownCode(only.reference);
	const where = markdownText(nameEnvironments(report));
	const kind = effect === "legal" ? "on legal hold" : "held";
	const is = images.length === 1 ? "is" : "are";
	const says = command === "hold" ? `${what} ${dryRun ? "would be" : is} ${kind} in ${where}${markdownText(describeEnd(report))}` : `${what}: ${dryRun ? "its holds would end" : report.changed ? "its holds have ended" : "nothing held it"} in ${where}`;
	return `## ${command === "hold" ? "✋" : "🔓"} ${says}`;
}
function renderWho({ by, approvedBy, reason, run }) {
	return [
		`**Why:** ${markdownText(reason, 500)}`,
		...by === null ? [] : [`**Who:** ${linkLogin(by, run)}`],
		...approvedBy.length === 0 ? [] : [`**Approved by:** ${formatList(approvedBy.map((login) => linkLogin(login, run)))}`],
		...run === null ? [] : [`**Run:** ${linkRun(run, run)}`]
	].join(" · ");
}
function renderRows(image, command) {
	return image.places.map(({ repository, environments, state, error }) => [
		markdownCode(image.reference),
		markdownCode(shortDigest(image.digest)),
		environments.map(markdownCode).join(", "),
		markdownCode(repository),
		`${ICONS[state]} ${PLACE_WORDS[command][state]}${error === null ? "" : `: ${markdownText(error, 300)}`}`
	]);
}
function renderMeaning({ command, effect, dryRun, admission }) {
	const withdrawn = admission.length === 0 ? "" : ` ${formatCount(admission.length, "admission")} ${dryRun ? "would be" : "was"} withdrawn.`;
	if (command === "unhold") return ["Promotions and `verify` take it again. If it was admitted, it is not any more: promote it again, or run `command: check` with `issue: true`."];
	if (effect === "legal") return ["It is never destroyed; promotions and `verify` go on as before. `command: unhold` ends it."];
	return [`It is not promoted, \`verify\` fails for it, and its version keeps no tag from moving. What runs goes on running: roll back, or deploy another image.${withdrawn} \`command: unhold\` ends it.`];
}
function renderHoldSummary(report) {
	const rows = report.images.flatMap((image) => renderRows(image, report.command));
	const more = rows.length - MAX_ROWS;
	const ended = report.images.flatMap(({ reference, ended: holds }) => holds.map(({ record, since, by, reason }) => [
		markdownCode(reference),
		record === null ? "" : markdownCode(shortDigest(record)),
		markdownText(since?.slice(0, 10) ?? ""),
		markdownText(by ?? "", 100),
		markdownText(reason ?? "", 200)
	]));
	const parts = [
		renderHead(report),
		renderWho(report),
		markdownTable([
			"Image",
			"Digest",
			"Environment",
			"Repository",
			""
		], rows.slice(0, MAX_ROWS)),
		...more > 0 ? [`${formatCount(more, "more row")}: see the output \`report\`.`] : [],
		...ended.length === 0 ? [] : ["Ended:", markdownTable([
			"Image",
			"Hold",
			"Since",
			"By",
			"Why"
		], ended)],
		...renderMeaning(report)
	];
	const footer = `${formatCount(report.requests, "request")} in ${formatSeconds(report.milliseconds)}`;
	return markdownPage(parts, report.warnings, footer);
}
// src/commands/hold-places.ts
const AT_ONCE$1 = 8;
function requireOneImage(line, command, byDigest) {
	const [first, second] = byDigest;
	if (first !== void 0 && second === void 0) return first[0];
	const held = [...byDigest].map(([digest, uris]) => `${digest} in ${nameOrCount(uris, "repositories")}`);
	throw new PolicyError({
		what: `${command} ${safeText(line, 300)}`,
		reason: `that tag stands for ${formatList(held)}`,
		remedy: "name the image that you mean by its digest"
	});
}
async function findPlaces({ line, query, locations }, { command, dryRun, destinationCredential: given }, pool) {
	const access = dryRun ? "pull" : "push";
	const byUri = [...Map.groupBy(locations, ({ uri }) => uri)];
	const clientOf = await pool.open(locations.map(({ repository }) => ({
		repository,
		access,
		given
	})));
	const asked = await eachAtMost(AT_ONCE$1, byUri, async ([uri, [first, ...others]]) => {
		if (first === void 0) throw new Error("a repository has no location");
		const { repository } = first;
		const client = clientOf(repository, access);
		const place = {
			client,
			repository,
			uri,
			environments: [first, ...others].map(({ environment }) => environment.name)
		};
		try {
			const holds = await headManifest(client, repository, query.digest ?? query.tag);
			return {
				...place,
				digest: holds,
				error: void 0
			};
		} catch (error) {
			if (!isSealiftError(error)) throw error;
			return {
				...place,
				digest: void 0,
				error
			};
		}
	});
	const there = asked.flatMap(({ digest, uri }) => digest === void 0 ? [] : [{
		digest,
		uri
	}]);
	if (there.length === 0) {
		const failed = asked.flatMap(({ error }) => error ?? [])[0];
		if (failed !== void 0) throw failed;
		throw new RegistryError({
			what: `${command} ${safeText(line, 300)}`,
			reason: `no repository of ${formatList([...new Set(locations.map(({ environment }) => environment.name))])} has it`,
			remedy: "check its name, tag and digest",
			code: "not-found"
		});
	}
	const groups = Map.groupBy(there, ({ digest }) => digest);
	const digest = requireOneImage(line, command, new Map([...groups].map(([each, some]) => [each, some.map(({ uri }) => uri)])));
	if (query.digest !== void 0) return {
		digest,
		found: asked.map((each) => ({
			...each,
			holds: each.digest !== void 0
		}))
	};
	return {
		digest,
		found: await eachAtMost(AT_ONCE$1, asked, async (place) => {
			if (place.error !== void 0 || place.digest !== void 0) return {
				...place,
				holds: place.digest !== void 0
			};
			const holds = await headManifest(place.client, place.repository, digest) !== void 0;
			return {
				...place,
				holds
			};
		})
	};
}
// src/commands/hold-signer.ts
function isSigned({ record, environments, command }, canSign) {
	const what = `write the record of command ${command}`;
	if (record === "off") throw new InputError(`Cannot ${what}: the input "record" is "off", and a hold is a record; leave "record" out`);
	const strict = environments.find((each) => each.record === "signed" || each.signers.length > 0);
	if (record === "unsigned" && strict !== void 0) throw new PolicyError(`Cannot ${what} unsigned: ${strict.name} accepts only signed records; leave "record" out`);
	if (record === "unsigned") return false;
	if (!canSign && (strict !== void 0 || record === "signed")) {
		const why = strict === void 0 ? "the input \"record\" asks for it" : `${strict.name} accepts only signed records`;
		throw new InputError(`Cannot sign the record of command ${command}: ${why}, and there is neither an identity token nor a key; give the job "permissions: id-token: write", or a key in the input "signing-key"`);
	}
	return canSign;
}
async function openHoldSigner(inputs, context) {
	const { pipeline } = inputs;
	const { environment, logger, event } = context;
	const signs = isSigned(inputs, findRunMeans(inputs, context) !== void 0);
	const { identity, signer, publicGood } = await findRunSigner(inputs, context, signs);
	const verifying = {
		now: () => /* @__PURE__ */ new Date(),
		warn: logger.warn,
		environment,
		publicGood
	};
	const [opened, verify] = await Promise.all([signs ? signer?.open() : void 0, openVerifier(pipeline, verifying)]);
	return {
		signer: opened,
		verify,
		run: identity === void 0 ? event.run : toRunFacts(identity.claims, event.run),
		runId: identity?.claims.runId
	};
}
// src/commands/keep-hold.ts
async function keepAtGitHub({ bundle, record }, { pipeline: { gitHub }, githubToken, command }, { event, environment, logger }) {
	if (gitHub.attestations === "off" || bundle === void 0) return [];
	const client = openGitHubClient(event, githubToken, { environment });
	try {
		if (client === void 0) throw new Error("there is no token for it");
		await createAttestation(client, bundle);
		return [];
	} catch (error) {
		const { reason, remedy } = explainFailure(error, "attestations: write");
		const failure = new RegistryError({
			what: `give the record ${record} of command ${command} to GitHub's attestations`,
			reason,
			remedy,
			code: "refused"
		});
		if (gitHub.attestations === "required") return [failure];
		logger.warn(failure.message);
		return [];
	}
}
// src/commands/hold.ts
var hold_exports = /* @__PURE__ */ __exportAll({ runHold: () => runHold });
const AT_ONCE = 8;
function requireNotOfFile({ pipeline, environments }, digest, now) {
	for (const environment of environments) {
		const [held] = findFileHolds(pipeline, { digests: /* @__PURE__ */ new Set([digest]) }, {
			environment,
			now
		});
		if (held?.by.kind !== "file") continue;
		throw new PolicyError({
			what: `end the hold on ${digest}`,
			reason: `the pipeline file holds it (line ${held.by.line})`,
			remedy: "change the file"
		});
	}
}
function requireCounting({ command, names, environments }, { uncounted }, line) {
	if (uncounted.size === 0) return [];
	const [[name, reason] = ["", ""]] = uncounted;
	const isNamed = !names.includes("*");
	if (isNamed || uncounted.size === environments.length) throw new PolicyError({
		what: `${command} ${line} in ${formatList([...uncounted.keys()])}`,
		reason: `its record would not count there, since ${reason}`,
		remedy: `run it by a workflow or key that the pipeline file names among the signers of ${name}${isNamed && uncounted.size < environments.length ? ", or leave that environment out of \"to\"" : ""}`
	});
	return [...uncounted].map(([each, why]) => `In ${each} the record of command ${command} does not count: ${why}`);
}
function reportImage({ line, name, digest, found, plan }, written, failures) {
	const lacking = new Set(plan.lacking.map(({ repository }) => formatRepository(repository)));
	return {
		image: name,
		reference: line,
		digest,
		record: plan.record ?? null,
		signed: plan.bundle !== void 0 || (plan.artifact?.descriptor.artifactType.includes("sigstore") ?? false),
		changed: written.size > 0,
		ended: plan.ended.map(reportHold),
		places: found.map(({ uri, environments, holds, error }) => {
			const failure = error ?? failures.get(uri);
			return {
				repository: uri,
				environments,
				state: failure !== void 0 ? "failed" : written.has(uri) ? "written" : !holds ? "absent" : lacking.has(uri) ? "planned" : "unchanged",
				error: failure?.message ?? null
			};
		})
	};
}
async function apply(planned, means) {
	const { plan } = planned;
	const written = /* @__PURE__ */ new Set();
	const failures = /* @__PURE__ */ new Map();
	await eachAtMost(AT_ONCE, plan.lacking, async (place) => {
		const uri = formatRepository(place.repository);
		try {
			await applyHold({
				...plan,
				lacking: [place]
			}, means);
			written.add(uri);
		} catch (error) {
			if (!isSealiftError(error)) throw error;
			failures.set(uri, error);
		}
	});
	return {
		written,
		failures
	};
}
async function runHold(inputs, context) {
	const { logger, now, environment, event } = context;
	const { command, pipeline, dryRun, targets, environments, names, effect, until, reason, githubToken } = inputs;
	await using pool = await openClientPool(context, inputs, context.cancellation.signal);
	const signing = await openHoldSigner(inputs, context);
	const approvals = dryRun || event.apiUrl === void 0 ? void 0 : await readApprovals(event, {
		environment,
		token: githubToken,
		tell: logger.info,
		runId: signing.runId
	});
	const means = {
		...signing,
		pipeline,
		now,
		approvals,
		warn: logger.warn
	};
	const readKept = openKeptHolds(pipeline, githubToken, context);
	const warnings = [];
	const planned = await eachAtMost(AT_ONCE, targets, async (target) => {
		const { digest, found } = await findPlaces(target, inputs, pool);
		if (command === "unhold") requireNotOfFile(inputs, digest, now);
		const places = found.filter(({ holds }) => holds);
		const wish = {
			digest,
			environments,
			names,
			reason
		};
		const kept = command === "unhold" ? await readKept?.(/* @__PURE__ */ new Set([digest])) ?? [] : [];
		const plan = command === "hold" ? await planHold(places, {
			...wish,
			effect,
			until
		}, means) : await planUnhold(places, wish, means, kept);
		warnings.push(...requireCounting(inputs, plan, target.line));
		return {
			line: target.line,
			name: target.query.name,
			digest,
			found,
			plan
		};
	});
	const failures = planned.flatMap(({ found }) => found.flatMap(({ error }) => error ?? []));
	const done = dryRun ? planned.map((each) => reportImage(each, /* @__PURE__ */ new Set(), /* @__PURE__ */ new Map())) : await context.cancellation.writing(async () => {
		const images = [];
		for (const each of planned) {
			const result = await apply(each, means);
			failures.push(...result.failures.values());
			images.push(reportImage(each, result.written, result.failures));
			failures.push(...await keepAtGitHub(each.plan, inputs, context));
		}
		await settleLists(new Set(planned.flatMap(({ found }) => found.map(({ client }) => client))), true);
		return images;
	});
	const withdrawn = command === "hold" && effect === "quarantine" && environments.some(({ admission }) => admission) ? await (await import("./change-admission.js").then((n) => n.t)).withdrawHeld(planned, {
		inputs,
		context,
		pool,
		means
	}) : {
		changes: [],
		failures: []
	};
	failures.push(...withdrawn.failures);
	const report = {
		schema: 1,
		command,
		dryRun,
		policy: pipeline.digest,
		environments: names,
		effect: command === "hold" ? effect : null,
		until: until?.toISOString() ?? null,
		reason,
		changed: done.some(({ changed }) => changed) || withdrawn.changes.length > 0,
		images: done,
		admission: withdrawn.changes,
		by: means.run.actor?.login ?? null,
		run: means.run.invocationId ?? null,
		approvedBy: (approvals ?? []).filter(({ state }) => state === "approved").map(({ login }) => login),
		warnings,
		requests: pool.requests,
		milliseconds: Date.now() - now.getTime()
	};
	await inGroup(logger, command === "hold" ? "Hold" : "End of holds", async () => holdLogLines(report).forEach(logger.info));
	warnings.forEach(logger.warn);
	const results = {
		outputs: buildHoldOutputs(report),
		summary: renderHoldSummary(report)
	};
	const failure = context.handOver(results, report.changed ? "the records are written" : "nothing was written");
	logger.info(holdSummaryLine(report));
	throwWorst(joinErrors(failures, `${command} all of it`, logger), failure, logger);
}
export { readPlaces as i, applyHold as n, planHold as r, hold_exports as t };
