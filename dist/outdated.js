import { n as __exportAll } from "./rolldown-runtime.js";
import { An as parseRepository, At as limitsFor, Gn as once, Hn as safeText, Jn as PolicyError, Kt as FormatError, R as writeStatement, Tn as formatRepository, Wn as getOrMake, Xt as objectProperty, Yn as RegistryError, Zn as isSealiftError, a as markdownTable, bn as TOOL_VERSION, en as property, fn as formatList, i as markdownPage, jt as locationsOf, mn as formatSeconds, n as markdownDetails, o as markdownText, on as throwWorst, qn as InputError, rn as stringMap, t as markdownCode, un as formatCount, wn as formatReference, zn as shortDigest } from "./start.js";
import { P as eachAtMost, k as openClientPool } from "./registry.js";
import { C as chainIds, D as textList, S as readPlatforms, T as explainFailure, _ as newerVersions, b as readVersion, d as readBaseLedger, f as writeBaseLedger, g as findBase, h as isLeft, l as promotedAt, m as mayRun, p as readBaseFindings, u as verifyForAll, v as newestOf, w as createEvidenceRun, x as toBaseVersions, y as listBases$1 } from "./judge.js";
import { Hn as renderStart, P as BASE_LEDGER, _r as getManifest, cr as canAskForToken, qt as startHeartbeat, ur as findSigningMeans } from "./common.js";
import { n as trustOnce, r as readHistory } from "./history.js";
import { n as markHold } from "./holds.js";
import { A as openSigner, M as findOwnSigstore, N as requestIdentityToken, W as readPublicGood, ct as toRunFacts, k as hasSigstore } from "./records.js";
// src/evidence/known-bases.ts
function readRecords(run, { open, promotedAt }, { name, versions }) {
	return Promise.all(versions.map(async (version) => {
		if (version.isSigned || !version.isThere) return version;
		const { digest, platforms } = version;
		const time = await run.once(`record of ${name}@${digest}`, async () => promotedAt(await open(name), digest));
		if (time === void 0) return version;
		return {
			...version,
			isSigned: true,
			platforms: platforms.map((each) => ({
				...each,
				created: time
			}))
		};
	}));
}
async function readKnownBases(run, access, { names, signed, ledger }) {
	const known = new Map(ledger.map((each) => [each.name, each]));
	const failures = /* @__PURE__ */ new Map();
	return {
		repositories: (await Promise.all(names.map(async (name) => {
			const before = known.get(name);
			try {
				const found = await listBases$1(run, access.open, name, { known: before });
				return signed.has(name) ? {
					...found,
					versions: await readRecords(run, access, found)
				} : found;
			} catch (error) {
				failures.set(name, explainFailure(error));
				return before && {
					...before,
					isWhole: false
				};
			}
		}))).filter((each) => each !== void 0),
		failures
	};
}
function joinLedgers(own, other) {
	const theirs = new Map(other.map((each) => [each.name, each]));
	const joined = own.map((repository) => {
		const beside = theirs.get(repository.name);
		if (beside === void 0) return repository;
		const known = new Set(repository.versions.map(({ digest }) => digest));
		return {
			...repository,
			isWhole: repository.isWhole || beside.isWhole,
			tags: new Map([...beside.tags, ...repository.tags]),
			versions: [...repository.versions, ...beside.versions.filter(({ digest }) => !known.has(digest))]
		};
	});
	const names = new Set(own.map(({ name }) => name));
	return [...joined, ...other.filter(({ name }) => !names.has(name))];
}
function hasAll(ledger, other) {
	const toKeys = (all) => all.flatMap(({ name, versions }) => versions.map(({ digest }) => `${name}@${digest}`));
	const known = new Set(toKeys(ledger));
	return toKeys(other).every((key) => known.has(key));
}
function countNew(ledger, before) {
	const known = new Set(before.flatMap(({ name, versions }) => versions.map(({ digest }) => `${name}@${digest}`)));
	return ledger.flatMap(({ name, versions }) => versions.filter(({ digest }) => !known.has(`${name}@${digest}`))).length;
}
// src/policy/standing-base.ts
function choose({ platform, diffIds }, { bases, denied, asked }) {
	if (asked !== void 0) {
		const chains = new Set(chainIds(diffIds));
		return newestOf(asked.filter((each) => each.platform === platform && chains.has(each.chainId)));
	}
	const versions = findBase(diffIds, platform, bases)?.versions ?? [];
	return newestOf(versions.filter(({ repository }) => denied.has(repository))) ?? newestOf(versions);
}
function findStandingBase(stack, known) {
	const { platform, diffIds, layers } = stack;
	const none = {
		platform,
		base: void 0,
		isDenied: false,
		newer: [],
		behindSince: void 0
	};
	if (diffIds.length !== layers) return {
		...none,
		reason: `its config has ${diffIds.length} layers and its manifest ${layers}`
	};
	const base = choose(stack, known);
	if (base === void 0) return {
		...none,
		reason: known.asked === void 0 ? "it stands on no approved base" : "it stands on another base"
	};
	const there = known.bases.filter(({ isThere }) => isThere);
	const newer = newerVersions(base, there);
	const since = newer.flatMap(({ created }) => created === void 0 ? [] : [created.getTime()]);
	return {
		platform,
		base,
		newer,
		reason: void 0,
		isDenied: known.denied.has(base.repository),
		behindSince: since.length === newer.length && since.length > 0 ? new Date(Math.min(...since)) : void 0
	};
}
// src/report/outdated.ts
function reached({ environments }) {
	return new Set(environments.map(({ environment }) => environment)).size;
}
function removedBy({ platforms }) {
	return Math.max(0, ...platforms.map(({ stake }) => stake?.removes ?? 0));
}
function isDenied({ platforms }) {
	return platforms.some(({ denied }) => denied);
}
function statusOfImage(image) {
	if (image.error !== null) return "unread";
	if (image.platforms.length === 0) return "artifact";
	if (isDenied(image)) return "denied";
	if (image.platforms.some(({ base }) => base === null)) return "unknown";
	return image.behind > 0 ? "outdated" : "current";
}
const NEEDS_NOTHING = /* @__PURE__ */ new Set([
	"current",
	"artifact",
	"unread"
]);
function needsRebuild(image) {
	return !NEEDS_NOTHING.has(statusOfImage(image));
}
function sortImages(images) {
	return images.toSorted((left, right) => Number(needsRebuild(right)) - Number(needsRebuild(left)) || reached(right) - reached(left) || removedBy(right) - removedBy(left) || right.behind - left.behind || (left.image === right.image ? 0 : left.image < right.image ? -1 : 1) || (left.digest < right.digest ? -1 : 1));
}
function buildOutdatedOutputs(report) {
	return /* @__PURE__ */ new Map([
		["digest", report.images.length === 1 ? report.images[0]?.digest ?? "" : ""],
		["record", report.ledger?.reference ?? ""],
		["report", JSON.stringify(report)]
	]);
}
// src/report/outdated-log.ts
function nameOfBase(repository) {
	return safeText(repository.split("/").at(-1) ?? repository, 100);
}
function formatBase({ repository, version }) {
	return `${nameOfBase(repository)} ${safeText(version, 130)}`;
}
function environmentsOf(places) {
	return [...new Set(places.map(({ environment }) => environment))];
}
function describeHeld(places) {
	const [first, ...others] = places.filter(({ held }) => held !== void 0);
	if (first === void 0) return "";
	const more = others.length === 0 ? "" : ` and in ${formatList(environmentsOf(others).map((each) => safeText(each, 100)))}`;
	return `${first.held ?? ""} in ${safeText(first.environment, 100)}${more}`;
}
function describeBehind({ behind, behindSince, newest, denied }) {
	if (denied) return "denied";
	if (behind === null || behind === 0 || newest === null) return behind === 0 ? "newest" : "";
	const since = behindSince === null ? "" : ` since ${behindSince.slice(0, 10)}`;
	return `${formatCount(behind, "version")} behind ${safeText(newest.version, 130)}${since}`;
}
function describeStake({ stake }) {
	if (stake === null) return "";
	return `${stake.removes} of ${formatCount(stake.findings, "finding")} gone`;
}
function groupPlatforms(platforms, describe) {
	return [...Map.groupBy(platforms, describe)].flatMap(([text, alike]) => {
		const [first] = alike;
		if (first === void 0) return [];
		return [{
			names: alike.length === platforms.length ? "" : formatList(alike.map(({ platform }) => safeText(platform, 60))),
			text,
			first
		}];
	});
}
function describePlatform$1(platform) {
	const { base, reason } = platform;
	if (base === null) return safeText(reason ?? "it stands on no approved base", 200);
	return [
		`on ${formatBase(base)}`,
		describeBehind(platform),
		describeStake(platform)
	].filter((part) => part !== "").join(", ");
}
function imageLines(image) {
	const [tag] = image.environments.flatMap((each) => each.tag ?? []);
	const where = environmentsOf(image.environments).map((each) => safeText(each, 100));
	const name = `${safeText(image.image, 150)}${tag === void 0 ? "" : `:${tag}`} (${shortDigest(image.digest)})`;
	const owner = image.owner === null ? "" : `, ${safeText(image.owner, 100)}`;
	const held = describeHeld(image.environments);
	const head = `${needsRebuild(image) ? "↑" : " "} ${name} in ${formatList(where)}${owner}${held === "" ? "" : `, ${held}`}`;
	if (image.error !== null) return [`${head}: cannot be read: ${safeText(image.error, 300)}`];
	if (image.platforms.length === 0) return [`${head}: it is not an image`];
	const groups = groupPlatforms(image.platforms, describePlatform$1);
	const [only, ...others] = groups;
	if (only !== void 0 && others.length === 0) return [`${head}: ${only.text}`];
	return [head, ...groups.map(({ names, text }) => `    ${names}: ${text}`)];
}
function outdatedLines({ images }) {
	return images.flatMap(imageLines);
}
function findLeftOut({ bases, leftOut, images }) {
	return [
		...bases.flatMap(({ repository, error }) => error === null ? [] : [`The versions of ${repository} are not all known: ${safeText(error, 300)}`]),
		...leftOut.map(({ image, environment, repository, reason }) => `${safeText(image, 150)} was not looked up in ${safeText(environment, 100)} (${repository}): ${safeText(reason, 300)}`),
		...images.flatMap(({ image, digest, error }) => error === null ? [] : [`${safeText(image, 150)}@${shortDigest(digest)} cannot be read: ${safeText(error, 300)}`])
	];
}
function outdatedSummaryLine({ images, leftOut, requests }) {
	const count = (status) => images.filter((each) => statusOfImage(each) === status).length;
	const parts = [
		{
			number: count("outdated"),
			words: "behind"
		},
		{
			number: count("denied"),
			words: "on a denied base"
		},
		{
			number: count("unknown"),
			words: "on no approved base"
		},
		{
			number: count("unread") + leftOut.length,
			words: "not read"
		}
	].filter(({ number }) => number > 0);
	const [worst] = images;
	const removes = worst === void 0 ? 0 : removedBy(worst);
	const first = worst === void 0 || !needsRebuild(worst) ? "" : `; rebuild ${safeText(worst.image, 150)} first${removes > 0 ? `, which removes ${formatCount(removes, "finding")}` : ""}`;
	const found = parts.length === 0 ? "all on the newest version of their base" : formatList(parts.map(({ number, words }) => `${number} ${words}`));
	return `${formatCount(images.length, "image")}: ${found}${first} (${formatCount(requests, "request")})`;
}
// src/report/outdated-summary.ts
const MAX_NAMES = 6;
const HEADER = [
	"Image",
	"Environments",
	"Stands on",
	"Behind",
	"A rebuild removes"
];
function renderPlatforms(platforms, describe) {
	return groupPlatforms(platforms, describe).filter(({ text }) => text !== "").map(({ names, text }) => names === "" ? markdownText(text) : `${markdownText(text)} (${markdownText(names)})`).join("<br>");
}
function renderEnvironments({ environments }) {
	const names = environmentsOf(environments);
	const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : "";
	return `${names.slice(0, MAX_NAMES).map(markdownCode).join(", ")}${more}`;
}
function renderImage(image) {
	const [tag] = image.environments.flatMap((each) => each.tag ?? []);
	const name = [
		markdownCode(tag === void 0 ? image.image : `${image.image}:${tag}`),
		markdownCode(shortDigest(image.digest)),
		...image.owner === null ? [] : [`of ${markdownText(image.owner, 60)}`]
	].join("<br>");
	const held = describeHeld(image.environments);
	const where = `${renderEnvironments(image)}${held === "" ? "" : `<br>✋ ${markdownText(held, 200)}`}`;
	if (image.error !== null) return [
		name,
		where,
		`⛔ ${markdownText(image.error, 200)}`,
		"",
		""
	];
	const { platforms } = image;
	if (platforms.length === 0) return [
		name,
		where,
		"not an image",
		"",
		""
	];
	return [
		name,
		where,
		renderPlatforms(platforms, ({ base, denied, reason }) => base === null ? `⚠️ ${reason ?? ""}` : `${denied ? "⛔ " : ""}${formatBase(base)}`),
		renderPlatforms(platforms, describeBehind),
		renderPlatforms(platforms, describeStake)
	];
}
function renderBases({ bases }) {
	const rows = bases.map(({ repository, use, versions, newest, error }) => [
		`${markdownCode(repository)}${error === null ? "" : `<br>⛔ ${markdownText(error, 200)}`}`,
		use,
		newest === null ? "" : markdownCode(newest),
		String(versions)
	]);
	return markdownDetails(formatCount(bases.length, "base"), markdownTable([
		"Base",
		"By the gates",
		"Newest",
		"Versions"
	], rows));
}
function renderLedger({ ledger, dryRun }) {
	if (ledger === null) return [];
	const added = `${formatCount(ledger.versions, "version")}, ${ledger.added} of them new`;
	if (ledger.written) return [`The ledger of bases has ${added}: ${markdownCode(ledger.reference ?? "")}.`];
	return [`The ledger of bases was not written${dryRun ? " in a dry run" : ""}; it would have ${added}.`];
}
function explainGaps({ images }) {
	const gaps = images.flatMap(({ platforms }) => platforms).filter(({ behind, stake }) => behind !== null && behind > 0 && stake === null);
	if (gaps.length === 0) return [];
	const reasons = [...new Set(gaps.flatMap(({ reason }) => reason ?? []))].slice(0, 3);
	return [`What a rebuild removes is left out if it is not known: ${markdownText(reasons.join("; "), 500)}.`];
}
function renderOutdatedSummary(report, run) {
	const { images } = report;
	const [due, fine] = [images.filter(needsRebuild), images.filter((each) => !needsRebuild(each))];
	const table = (some) => markdownTable(HEADER, some.map(renderImage));
	const line = outdatedSummaryLine(report).replace(/ \(\d+ requests?\)$/, "");
	const parts = [
		`## 🧱 ${markdownText(line, 2e3)}`,
		...renderStart(run),
		...due.length === 0 ? [] : [table(due)],
		...explainGaps(report),
		...fine.length === 0 ? [] : [markdownDetails(`${formatCount(fine.length, "image")} to leave as ${fine.length === 1 ? "it is" : "they are"}`, table(fine))],
		renderBases(report),
		...renderLedger(report)
	];
	const footer = `${formatCount(report.requests, "request")} in ${formatSeconds(report.milliseconds)}`;
	return markdownPage(parts, [...findLeftOut(report), ...report.warnings].slice(0, 50), footer);
}
// src/commands/image-stakes.ts
function settingsFor({ places }, environments) {
	const names = new Set(places.map(({ environment }) => environment));
	return environments.filter(({ name }) => names.has(name)).map(({ gates }) => gates.vulnerabilities).findLast((settings) => settings?.from === "attestation" && settings.signedBy.length > 0);
}
async function findStake(reports, { base, newer: [newest] }, settings) {
	if (base === void 0 || newest === void 0) return void 0;
	if (settings === void 0) return "no gate \"vulnerabilities\" of its environments reads signed reports";
	const lasting = {
		...settings,
		maxAge: Number.POSITIVE_INFINITY,
		databaseMaxAge: void 0
	};
	const [before, after] = await Promise.all([readBaseFindings(reports, base, lasting), readBaseFindings(reports, newest, settings)]);
	if (before === void 0) return `no report of ${nameOf(base)} counts`;
	if (after === void 0) return `no report of ${nameOf(newest)} counts`;
	const removed = before.findings.filter((finding) => !isLeft(finding, after.keys));
	return {
		findings: before.findings.length,
		removes: removed.length
	};
}
function nameOf({ repository, version }) {
	return `${repository.split("/").at(-1)} ${version}`;
}
// src/commands/outdated-report.ts
function describeBase({ repository, version, digest, created }) {
	return {
		repository,
		version,
		digest,
		created: created?.toISOString() ?? null
	};
}
function describePlatform({ platform, base, isDenied, newer, behindSince, reason }, stake) {
	const [newest] = newer;
	const why = typeof stake === "string" ? stake : void 0;
	return {
		platform,
		base: base === void 0 ? null : describeBase(base),
		denied: isDenied,
		behind: base === void 0 ? null : newer.length,
		behindSince: behindSince?.toISOString() ?? null,
		newest: base === void 0 ? null : describeBase(newest ?? base),
		stake: stake === void 0 || typeof stake === "string" || base === void 0 ? null : stake,
		reason: reason ?? why ?? null
	};
}
function describeStanding({ name, digest, places }, found) {
	const common = {
		image: name,
		digest,
		environments: places
	};
	if ("error" in found) return {
		...common,
		owner: null,
		platforms: [],
		behind: 0,
		error: found.error
	};
	const { owner = null, standing, stakes } = found;
	return {
		...common,
		owner,
		error: null,
		platforms: standing.map((each, index) => describePlatform(each, stakes[index])),
		behind: Math.max(0, ...standing.map(({ newer }) => newer.length))
	};
}
// src/commands/standing-images.ts
const IMAGES_AT_ONCE$1 = 8;
const OWNERS = ["maintainer", "org.opencontainers.image.authors"];
async function findStandingImages({ pipeline, images, environments }, access) {
	const limits = limitsFor(Math.max(2, images.length));
	const found = /* @__PURE__ */ new Map();
	const leftOut = [];
	const histories = await eachAtMost(IMAGES_AT_ONCE$1, images, async (image) => {
		return (await readHistory({
			pipeline,
			image,
			limits,
			environments
		}, access)).history;
	});
	for (const { image, requested, environments: all } of histories) for (const { name: environment, repositories } of all) for (const { repository, error, current, placements } of repositories) {
		if (error !== void 0) leftOut.push({
			image,
			environment,
			repository,
			reason: error
		});
		const running = current === void 0 ? [] : [current.placement];
		const shown = requested === void 0 ? running : placements;
		for (const { digest, tags, holds = [] } of shown) {
			const own = getOrMake(found, `${image}@${digest}`, () => ({
				name: image,
				digest,
				places: []
			}));
			const held = holds.filter(({ effect }) => effect === "quarantine").map(markHold);
			const mark = held[0] === void 0 ? {} : { held: held[0] };
			own.places.push({
				environment,
				repository,
				tag: tags[0] ?? null,
				...mark
			});
		}
	}
	return {
		images: [...found.values()],
		leftOut
	};
}
function ownerOf(labels) {
	return OWNERS.map((name) => labels.get(name)?.trim()).find((value) => value !== void 0 && value !== "");
}
async function readImage(run, { digest, places }, open) {
	const [first] = places;
	if (first === void 0) return "it is nowhere";
	return run.once(`image ${digest}`, async () => {
		try {
			const place = await open(first.repository);
			const stored = await run.ask(() => getManifest(place.client, parseRepository(first.repository), digest));
			if (stored === void 0) throw new FormatError("the registry lacks it");
			const platforms = await readPlatforms(run, place, {
				stored,
				keep: () => true,
				isImage: mayRun
			});
			const owner = platforms.flatMap(({ config, manifest }) => {
				return ownerOf(stringMap(property(objectProperty(config, "config") ?? {}, "Labels"))) ?? ownerOf(manifest.annotations) ?? [];
			})[0];
			return {
				stacks: platforms.map(({ platform, config, manifest }) => ({
					platform,
					diffIds: textList(objectProperty(config, "rootfs") ?? {}, "diff_ids"),
					layers: manifest.layers.length
				})),
				owner
			};
		} catch (error) {
			return explainFailure(error);
		}
	});
}
// src/commands/sign-ledger.ts
function isSigned({ record }, environments, canSign) {
	const strict = environments.find((each) => each.record === "signed" || each.signers.length > 0);
	if (strict !== void 0 && record === "unsigned") throw new PolicyError(`Cannot write the ledger of bases with "record: unsigned": ${strict.name} accepts only signed records; leave "record" out`);
	if (record === "unsigned") return false;
	if (!canSign && (strict !== void 0 || record === "signed")) {
		const why = strict === void 0 ? "the input \"record\" asks for it" : `${strict.name} accepts only signed records`;
		throw new InputError(`Cannot sign the ledger of bases: ${why}, and there is neither an identity token nor a key; give the job "permissions: id-token: write", or a key in the input "signing-key"`);
	}
	return canSign;
}
async function openLedgerMaker(inputs, environments, context) {
	const { environment, event, logger } = context;
	const { pipeline } = inputs;
	const means = findSigningMeans(inputs.signing, environment, hasSigstore(inputs, context));
	if (!isSigned(inputs, environments, means !== void 0) || means === void 0) {
		const make = async (predicate, subject) => ({
			form: "statement",
			bytes: write(predicate, subject)
		});
		return {
			run: event.run,
			make
		};
	}
	const own = await findOwnSigstore(pipeline, /* @__PURE__ */ new Date());
	const audience = own?.audience ?? "sigstore";
	const ask = async () => canAskForToken(environment) ? requestIdentityToken(environment, {
		audience,
		mask: logger.maskSecret
	}) : void 0;
	const identity = await ask();
	const publicGood = once(() => readPublicGood(environment, { forSigning: true }));
	let given = identity;
	const requestToken = async () => {
		const token = given ?? await ask();
		given = void 0;
		return token;
	};
	const setup = {
		means,
		pipeline,
		environment,
		own,
		publicGood,
		tell: logger.info,
		requestToken
	};
	const signer = await openSigner(setup);
	return {
		run: identity === void 0 ? event.run : toRunFacts(identity.claims, event.run),
		make: async (predicate, subject) => ({
			form: "bundle",
			bytes: await sign(signer, write(predicate, subject))
		})
	};
}
function write(predicate, { uri, digest }) {
	return writeStatement(BASE_LEDGER, {
		uri,
		subjects: [{ digest }]
	}, predicate);
}
async function sign(signer, statement) {
	const bundle = await signer.sign(statement);
	const { checkOwnBundle } = await import("./verify.js").then((n) => n.r);
	const fault = checkOwnBundle(bundle, statement, signer.who.kind === "key" ? signer.who.pem : void 0);
	if (fault === void 0) return bundle;
	throw new PolicyError(`Cannot sign the ledger of bases: ${fault}; correct what signs it`);
}
// src/commands/write-ledger.ts
const TRIES = 5;
function subjectOf(repositories) {
	for (const { name, versions } of repositories) {
		const [newest] = versions;
		if (newest !== void 0) return {
			uri: name,
			digest: newest.digest
		};
	}
}
async function writeLedger(repositories, writing) {
	const { inputs, context, uri, place, environments, access } = writing;
	const maker = await openLedgerMaker(inputs, environments, context);
	let own = repositories;
	let expected = writing.previous;
	for (let tries = 0; tries < TRIES; tries++) {
		const subject = subjectOf(own);
		if (subject === void 0) return void 0;
		const predicate = {
			time: context.now,
			uri,
			repositories: own,
			run: maker.run,
			toolVersion: TOOL_VERSION
		};
		const content = await maker.make(predicate, subject);
		await verifyForAll(content, environments, access);
		const { written, holds } = await writeBaseLedger(place, content, expected);
		if (written !== void 0 && holds === written) return written;
		const other = await readBaseLedger(place);
		expected = other?.digest;
		const theirs = other === void 0 ? [] : (await verifyForAll(other, environments, access)).repositories;
		if (written !== void 0 && hasAll(theirs, own)) return expected;
		own = joinLedgers(own, theirs);
	}
	throw new RegistryError({
		what: `write the ledger of bases to ${uri}`,
		reason: "other runs write it at the same time, again and again",
		remedy: "let one workflow at a time run command: outdated (\"concurrency\")",
		code: "refused"
	});
}
// src/commands/outdated.ts
var outdated_exports = /* @__PURE__ */ __exportAll({ runOutdated: () => runOutdated });
const IMAGES_AT_ONCE = 8;
function openPlaces(pool, { sourceCredential: given }) {
	const places = /* @__PURE__ */ new Map();
	return (name) => getOrMake(places, name, async () => {
		const repository = parseRepository(name);
		return {
			client: (await pool.open([{
				repository,
				access: "pull",
				given
			}]))(repository, "pull"),
			repository
		};
	});
}
async function readPrevious({ inputs, open, access }) {
	const { pipeline, bases } = inputs;
	const nothing = {
		repositories: [],
		digest: void 0,
		trouble: void 0
	};
	if (pipeline.baseLedger === void 0 || bases.environments.length === 0) return nothing;
	try {
		const stored = await readBaseLedger(await open(pipeline.baseLedger));
		if (stored === void 0) return nothing;
		const { repositories } = await verifyForAll(stored, bases.environments, access);
		return {
			repositories,
			digest: stored,
			trouble: void 0
		};
	} catch (error) {
		if (!isSealiftError(error)) throw error;
		return {
			...nothing,
			trouble: error
		};
	}
}
async function readAsked({ inputs, run, open }) {
	return Promise.all(inputs.asked.map(async (reference) => {
		const name = formatRepository(reference.repository);
		const place = await open(name);
		const wanted = reference.kind === "digest" ? reference.digest : reference.tag;
		const stored = wanted && await run.ask(() => getManifest(place.client, place.repository, wanted));
		if (stored === void 0) throw new RegistryError({
			what: `find the base ${formatReference(reference)}`,
			reason: "the registry does not have it",
			remedy: "name a version that is there, or leave it out to see all images",
			code: "not-found"
		});
		const version = reference.tag ?? stored.digest.slice(0, 19);
		return {
			name,
			isWhole: false,
			tags: /* @__PURE__ */ new Map(),
			versions: [await readVersion(run, place, name, {
				version,
				stored
			})]
		};
	}));
}
function versionsOf(known, asked) {
	return joinLedgers(known.repositories, asked).flatMap(toBaseVersions);
}
async function describeImage(image, known, { inputs, run, open, context, openVerifier }) {
	const read = await readImage(run, image, open);
	if (typeof read === "string") return describeStanding(image, { error: read });
	const standing = read.stacks.map((stack) => findStandingBase(stack, known));
	if (known.asked !== void 0 && standing.every(({ base }) => base === void 0)) return void 0;
	const { pipeline } = inputs;
	const signers = new Map([...pipeline.evidence].map(([name, signer]) => [name, [signer]]));
	const reports = {
		run,
		open,
		now: context.now,
		signers,
		openVerifier
	};
	const settings = settingsFor(image, pipeline.environments);
	const stakes = await Promise.all(standing.map((each) => findStake(reports, each, settings)));
	return describeStanding(image, {
		owner: read.owner,
		standing,
		stakes
	});
}
function listBases({ bases, asked: references }, known, asked) {
	return [
		...bases.allowed.map((name) => ({
			name,
			use: "allowed"
		})),
		...bases.denied.map((name) => ({
			name,
			use: "denied"
		})),
		...references.map(({ repository }) => formatRepository(repository)).filter((name) => !bases.allowed.includes(name) && !bases.denied.includes(name)).map((name) => ({
			name,
			use: "asked"
		}))
	].map(({ name, use }) => {
		const found = [...known.repositories, ...asked].find((each) => each.name === name);
		const newest = found && newestOf(toBaseVersions(found).filter(({ isThere }) => isThere));
		return {
			repository: name,
			use,
			versions: found?.versions.length ?? 0,
			newest: newest?.version ?? null,
			error: known.failures.get(name) ?? null
		};
	});
}
async function keepLedger(known, previous, { inputs, context, pool, access }) {
	const { pipeline, bases, dryRun, record } = inputs;
	const { baseLedger: uri } = pipeline;
	if (uri === void 0) return {
		ledger: null,
		trouble: void 0
	};
	const repositories = joinLedgers(known.repositories, previous.repositories);
	const counts = {
		versions: repositories.reduce((sum, each) => sum + each.versions.length, 0),
		added: countNew(repositories, previous.repositories)
	};
	const unwritten = {
		...counts,
		reference: null,
		written: false
	};
	if (previous.trouble !== void 0 || bases.environments.length === 0) return {
		ledger: unwritten,
		trouble: previous.trouble
	};
	if (dryRun || record === "off") return {
		ledger: unwritten,
		trouble: void 0
	};
	try {
		const repository = parseRepository(uri);
		const given = inputs.destinationCredential;
		const digest = await writeLedger(repositories, {
			inputs,
			context,
			uri,
			place: {
				client: (await pool.open([{
					repository,
					access: "push",
					given
				}]))(repository, "push"),
				repository
			},
			environments: bases.environments,
			access,
			previous: previous.digest?.digest
		});
		if (digest === void 0) return {
			ledger: unwritten,
			trouble: void 0
		};
		return {
			ledger: {
				...counts,
				reference: `${uri}@${digest}`,
				written: true
			},
			trouble: void 0
		};
	} catch (error) {
		if (!isSealiftError(error)) throw error;
		return {
			ledger: unwritten,
			trouble: error
		};
	}
}
function warnOfUnread({ repositories, failures }, hasLedger) {
	const names = repositories.filter(({ isWhole, name }) => !isWhole && !failures.has(name)).map(({ name }) => name);
	const rest = hasLedger ? "the next run reads more" : "keep a ledger (\"bases.ledger\"), so that each run reads more";
	return names.map((name) => `${name} has more tags than are read at once; ${rest}`);
}
function refuseLeftOut(report) {
	const [first, ...others] = findLeftOut(report);
	if (first === void 0) return void 0;
	const more = others.length === 0 ? "" : `, and ${formatCount(others.length, "more thing")} cannot be read either`;
	return new RegistryError({
		what: "look up all base images",
		reason: `${first.slice(0, 1).toLowerCase()}${first.slice(1)}${more}`,
		remedy: "the report has all others; correct that, and run again",
		code: "refused"
	});
}
async function runOutdated(inputs, context, options) {
	const { logger, now } = context;
	const { pipeline, bases, images } = inputs;
	const warnings = /* @__PURE__ */ new Set();
	await using pool = await openClientPool(context, inputs);
	const openVerifier = once(options.openVerifier);
	const open = openPlaces(pool, inputs);
	const run = createEvidenceRun();
	const work = {
		inputs,
		context,
		pool,
		run,
		open,
		openVerifier,
		access: {
			pipeline,
			open,
			openVerifier,
			now
		}
	};
	const locations = images.flatMap(({ name }) => locationsOf(pipeline, name));
	const given = inputs.sourceCredential;
	const lookUp = await pool.open(locations.map(({ repository }) => ({
		repository,
		access: "pull",
		given
	})));
	const clientOf = (repository) => lookUp(repository, "pull");
	const trust = trustOnce(openVerifier, (warning) => warnings.add(warning));
	const readBases = async () => {
		const previous = await readPrevious(work);
		return {
			previous,
			known: await readKnownBases(run, {
				open,
				promotedAt: async (place, digest) => promotedAt(place, digest, {
					pipeline,
					verify: await openVerifier(),
					now
				})
			}, {
				names: [...bases.allowed, ...bases.denied],
				signed: new Set(bases.signed),
				ledger: previous.repositories
			})
		};
	};
	const [{ previous, known }, asked, standing] = await Promise.all([
		readBases(),
		readAsked(work),
		findStandingImages(inputs, {
			clientOf,
			trust,
			now
		})
	]);
	const versions = versionsOf(known, asked);
	const wanted = new Set(asked.flatMap(({ versions: own }) => own.map(({ digest }) => digest)));
	const matching = {
		bases: versions,
		denied: new Set(bases.denied),
		asked: asked.length === 0 ? void 0 : versions.filter(({ digest }) => wanted.has(digest))
	};
	let read = 0;
	using reading = startHeartbeat(logger, () => `read ${read} of ${formatCount(standing.images.length, "image")}`);
	const described = await eachAtMost(IMAGES_AT_ONCE, standing.images, async (image) => {
		const found = await describeImage(image, matching, work);
		read++;
		return found;
	});
	reading[Symbol.dispose]();
	const kept = await keepLedger(known, previous, work);
	for (const warning of warnOfUnread(known, pipeline.baseLedger !== void 0)) warnings.add(warning);
	const report = {
		schema: 1,
		command: "outdated",
		policy: pipeline.digest,
		dryRun: inputs.dryRun,
		bases: listBases(inputs, known, asked),
		images: sortImages(described.filter((each) => each !== void 0)),
		leftOut: standing.leftOut,
		ledger: kept.ledger,
		warnings: [...warnings],
		requests: pool.requests,
		milliseconds: Date.now() - now.getTime()
	};
	logger.startGroup("Base images");
	outdatedLines(report).forEach(logger.info);
	logger.endGroup();
	[...findLeftOut(report), ...warnings].forEach(logger.warn);
	const failure = context.handOver({
		outputs: buildOutdatedOutputs(report),
		summary: renderOutdatedSummary(report, context.event.run)
	});
	logger.info(outdatedSummaryLine(report));
	throwWorst(kept.trouble ?? refuseLeftOut(report), failure, logger);
}
export { outdated_exports as t };
