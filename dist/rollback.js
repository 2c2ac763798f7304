import { n as __exportAll } from "./rolldown-runtime.js";
import { Bt as formatList, C as tryParseVersionTag, Ht as formatSeconds, Kt as TOOL_VERSION, Lt as formatBytes, Nt as tryParse, Pt as throwWorst, Q as isNameOf, Qt as isReservedTag, Rt as formatCount, Sn as RegistryError, Tn as reword, Zt as formatRepository, _n as getOrMake, a as markdownTable, bt as FormatError, cn as digestOf, ct as expandTemplate, en as isTag, fn as shortDigest, hn as safeText, i as markdownPage, j as NO_FLAVOR, k as parseTagRules, m as compareVersions, mn as quote, n as markdownDetails, o as markdownText, on as digestAlgorithm, t as markdownCode, vn as once, wn as isSealiftError, xn as PolicyError, yn as CancelledError } from "./start.js";
import { E as putBlobs, P as eachAtMost, S as listReferrers, c as attachReferrer, f as settleLists, k as openClientPool, s as detachReferrers } from "./registry.js";
import { An as linkRun, Ar as VERIFICATION_SUMMARY, At as findLabels, Bt as lackingPlatforms, Dt as UnreadableManifestError, E as takenNumbers, Jt as listGates, Mr as enteredLevel, Mt as readConfig, Nn as graphBlobs, Nr as gateLevel, On as linkLogin, Ot as readGraph, Pn as graphPlatforms, Pt as OCI_LABEL, Vt as listTags, Xn as isChange, Xt as inGroup, Zt as openEventLog, ar as decideRecordForm, b as lookUpTags, ci as isForeignLayer, cr as HOLD, gr as headManifest, hi as writeStatement, hr as getManifest, ii as buildRecord, jr as admissionInto, jt as findPlatforms, kr as FAILED_LEVELS, lr as annotateHold, on as tagLines, s as formatTime, sr as ROLLBACK, t as annotateRollback, wr as hasBlob, x as readNames, xn as toPlanItems, y as findTagListScope } from "./common.js";
import { a as orderForLookUp, s as readTagName } from "./history.js";
import { F as declaredPredicate, I as readAttestationManifest, J as verifyRecord, L as readRecord, P as ATTESTATIONS, Q as decodeUnverifiedStatement, R as readRecords, T as findRunSigner, U as validPromotions, V as limitRejections, W as CLOCK_SKEW, X as runOf, Y as contradictRun, Z as decodeUnverifiedPredicate, b as validRollbacks, et as statementDigest, i as openPublishers, j as openVerifier, m as readApprovals, q as nameSigner, rt as toRunFacts, w as findRunMeans, x as starterOf } from "./records.js";
import { a as evenAfterStop, c as pauseAfter, d as writeTagsAtOnce, i as RecordTrail, l as retryOnceTagged, m as remedyFor, o as undoTags, p as buildContext, r as isAllowedSigner, s as claimTags, u as writeTag } from "./promote.js";
import { d as renderTags, g as computeTags } from "./tags.js";
import { n as checkOwnBundle } from "./verify.js";
import { createPublicKey } from "node:crypto";
// src/attestation/verify/verifier-id.ts
function verifierId(who) {
	return who.kind === "identity" ? who.identity : digestOf(createPublicKey(who.pem).export({
		format: "der",
		type: "spki"
	}));
}
// src/policy/verify-admission.ts
function resourceOf(repository) {
	return `oci://${formatRepository(repository)}`;
}
function admissionCodecs({ name }) {
	return [admissionInto(name), VERIFICATION_SUMMARY];
}
function namesOf({ by }, { signers }) {
	if (by.kind === "certificate") return [by.claims.identity];
	return signers.flatMap((signer) => signer.kind === "key" && signer.name === by.name ? verifierId(signer) : []);
}
function findFault$1({ predicate, signature, environment }, options) {
	const { verifier, resource, time, levels, result } = predicate;
	const { repository, now } = options;
	if (signature === void 0) return "it is not signed";
	if (!namesOf(signature, environment).includes(verifier.id)) return `it names ${quote(verifier.id)} as its verifier, which did not sign it`;
	if (resource !== resourceOf(repository)) return `it is about ${quote(resource)} and not about this repository`;
	const latest = Math.min(now.getTime(), signature.signedAt?.getTime() ?? Number.POSITIVE_INFINITY) + CLOCK_SKEW;
	if (time.getTime() > latest) return `it claims the time ${time.toISOString()}, which is ${signature.signedAt === void 0 ? "in the future" : "later than its signature"}`;
	if (result === "PASSED" && !levels.includes(enteredLevel(environment.name))) return `it does not say that the image has entered ${environment.name}`;
}
function verifyAdmission(stored, codec, options) {
	const environment = {
		...options.environment,
		record: "signed"
	};
	const verdict = verifyRecord(stored, codec, {
		...options,
		environment
	});
	if (verdict.kind !== "valid") return verdict;
	const record = {
		...verdict.record,
		environment: options.environment
	};
	const reason = findFault$1(record, options);
	return reason === void 0 ? {
		kind: "valid",
		record
	} : {
		kind: "rejected",
		reason
	};
}
function admissionState(statements, codec, options) {
	const verdicts = statements.map((stored) => verifyAdmission(stored, codec, options));
	const valid = verdicts.flatMap((verdict) => verdict.kind === "valid" ? [verdict.record] : []).toSorted((left, right) => right.predicate.time.getTime() - left.predicate.time.getTime());
	return {
		passed: valid.filter(({ predicate }) => predicate.result === "PASSED"),
		failed: valid.filter(({ predicate }) => predicate.result === "FAILED"),
		rejections: verdicts.flatMap((verdict) => verdict.kind === "rejected" ? [verdict.reason] : [])
	};
}
// src/promotion/describe-admission.ts
const TELLS_ALL = /* @__PURE__ */ new Set([...[
	"vulnerabilities",
	"attestations",
	"licences"
], ...[
	"config",
	"labels",
	"windows",
	"change"
]]);
const MAX_INPUTS = 200;
function inputsOf({ results, record }) {
	const isKnown = results.every(({ gate, faults }) => TELLS_ALL.has(gate) && faults.every(({ verdict }) => verdict !== "error"));
	const own = record && {
		uri: `${formatRepository(record.repository)}@${record.digest}`,
		digest: record.digest
	};
	const used = [...own === void 0 ? [] : [own], ...results.flatMap(({ evidence }) => evidence)];
	const inputs = new Map(used.map(({ uri, digest }) => [digest, {
		uri,
		digest
	}]));
	return isKnown && inputs.size > 0 && inputs.size <= MAX_INPUTS ? [...inputs.values()] : void 0;
}
function isPassed({ verdict, mode, faults }) {
	if (verdict === "bypassed" || verdict === "fail" || verdict === "error") return false;
	return mode === "enforce" || faults.every((fault) => fault.verdict === "warn" || fault.verdict === "waived");
}
function describeAdmission(image) {
	const { repository, environment, pipeline, results, time } = image;
	return {
		time,
		version: TOOL_VERSION,
		result: "PASSED",
		resource: resourceOf(repository),
		policy: {
			uri: pipeline.path,
			digest: pipeline.digest
		},
		inputs: inputsOf(image),
		levels: [enteredLevel(environment.name), ...results.filter(isPassed).map(({ gate }) => gateLevel(gate))]
	};
}
// src/records/statements.ts
const MAX_STATEMENTS = 200;
const AT_ONCE$4 = 16;
function typeOf(record) {
	try {
		return decodeUnverifiedStatement(record).predicateType;
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
async function readStatementsOf(client, query, types) {
	const { repository, subject } = query;
	const isWanted = (type) => type === void 0 || types.includes(type);
	const wanted = (await listReferrers(client, repository, subject, ATTESTATIONS)).filter((each) => isWanted(declaredPredicate(each)));
	const digests = (await eachAtMost(AT_ONCE$4, wanted, async (each) => declaredPredicate(each) === void 0 ? readAttestationManifest(client, query, each.digest) : each)).flatMap((each) => each === void 0 || "announced" in each && !isWanted(each.announced) ? [] : [each.digest]);
	if (digests.length > MAX_STATEMENTS) throw new RegistryError({
		what: `read the statements about ${formatRepository(repository)}@${subject}`,
		reason: `there are ${digests.length}, and no more than ${MAX_STATEMENTS} are read`,
		remedy: "remove those that nobody needs",
		code: "too-large"
	});
	const found = (await eachAtMost(AT_ONCE$4, digests, (digest) => readRecord(client, query, digest))).filter((record) => record !== void 0);
	return Map.groupBy(found.filter((record) => types.includes(typeOf(record) ?? "")), (record) => typeOf(record) ?? "");
}
// src/promotion/write-admission.ts
function verifyOptions({ repository, image, environment }, { verify, now }) {
	const latest = new Date(Math.max(Date.now(), now.getTime()));
	return {
		environment,
		repository,
		digest: image.digest,
		verify,
		now: latest
	};
}
function keyOf(codec, { verifier, ...summary }) {
	return JSON.stringify(codec.encode({
		...summary,
		verifier: { id: verifier.id },
		time: /* @__PURE__ */ new Date(0)
	}));
}
async function makeStatement(place, means, codec, summary) {
	const { repository, image, environment } = place;
	const { signer } = means;
	const uri = formatRepository(repository);
	const statement = writeStatement(codec, {
		uri,
		subjects: [{ digest: image.digest }]
	}, summary);
	const bytes = await signer.sign(statement);
	const annotations = /* @__PURE__ */ new Map([["org.opencontainers.image.created", summary.time.toISOString()]]);
	const artifact = buildRecord({
		predicateType: codec.type,
		subject: image,
		annotations,
		form: "bundle",
		bytes
	});
	const stored = {
		repository,
		subject: image.digest,
		digest: artifact.manifest.digest,
		form: "bundle",
		bytes
	};
	const fault = checkOwnBundle(bytes, statement, signer.who.kind === "key" ? signer.who.pem : void 0);
	const verdict = verifyAdmission(stored, codec, verifyOptions(place, means));
	const reason = fault ?? (verdict.kind === "valid" ? void 0 : verdict.kind === "rejected" ? verdict.reason : "it is of another type");
	if (reason === void 0) return artifact;
	throw new PolicyError({
		what: `write the admission statement of ${uri}@${image.digest} for ${environment.name}`,
		reason: `it could not be verified afterwards, since ${reason}`,
		remedy: remedyFor(reason, signer.who)
	});
}
function signedBy({ version, ...content }, { signer }) {
	return {
		...content,
		verifier: {
			id: verifierId(signer.who),
			version
		}
	};
}
async function lacksAdmission(place, content, means) {
	return (await lackingTypes(place, means, signedBy(content, means))).length > 0;
}
async function lackingTypes(place, means, summary) {
	const { client, repository, image, environment } = place;
	const codecs = admissionCodecs(environment);
	const found = await readStatementsOf(client, {
		repository,
		subject: image.digest
	}, codecs.map(({ type }) => type));
	const options = verifyOptions(place, means);
	return codecs.filter((codec) => (found.get(codec.type) ?? []).every((stored) => {
		const verdict = verifyAdmission(stored, codec, options);
		return verdict.kind !== "valid" || keyOf(codec, verdict.record.predicate) !== keyOf(codec, summary);
	}));
}
async function writeAdmission(place, { version, ...content }, means) {
	const { client, repository, environment } = place;
	const { isNew, begin, warn } = means;
	const summary = signedBy({
		version,
		...content
	}, means);
	const codecs = isNew ? admissionCodecs(environment) : await lackingTypes(place, means, summary);
	const made = await Promise.all(codecs.map((codec) => makeStatement(place, means, codec, summary)));
	await putBlobs(client, repository, made.flatMap(({ blobs }) => blobs));
	await Promise.all(made.map(async (artifact) => {
		begin?.(artifact.manifest.digest);
		await attachReferrer(client, repository, artifact, warn);
	}));
	return made.map(({ manifest }) => manifest.digest);
}
// src/promotion/withdraw-admission.ts
async function readAdmission(place, means) {
	const { client, repository, image, environment } = place;
	const codecs = admissionCodecs(environment);
	const found = await readStatementsOf(client, {
		repository,
		subject: image.digest
	}, codecs.map(({ type }) => type));
	const options = verifyOptions(place, means);
	return codecs.flatMap((codec) => {
		const { passed } = admissionState(found.get(codec.type) ?? [], codec, options);
		return passed.filter(({ predicate }) => predicate.levels.includes(enteredLevel(environment.name)));
	});
}
async function withdrawAdmission(place, { path, digest }, means) {
	const { client, repository, image } = place;
	const { signer, now, warn } = means;
	const admitting = await readAdmission(place, means);
	const [first] = admitting;
	if (first === void 0) return void 0;
	const summary = {
		verifier: {
			id: verifierId(signer.who),
			version: TOOL_VERSION
		},
		time: now,
		resource: first.predicate.resource,
		policy: {
			uri: path,
			digest
		},
		result: "FAILED",
		levels: FAILED_LEVELS
	};
	const record = await makeStatement(place, means, VERIFICATION_SUMMARY, summary);
	const withdrawn = [...new Set(admitting.map(({ stored }) => stored.digest))];
	await detachReferrers(client, repository, {
		subject: image.digest,
		digests: withdrawn
	});
	await putBlobs(client, repository, record.blobs);
	await attachReferrer(client, repository, record, warn);
	return {
		withdrawn,
		record: record.manifest.digest
	};
}
const MAX_SHARE = .1;
function mayWithdraw(count, { of }) {
	return count <= of * MAX_SHARE;
}
// src/rollback/version-line.ts
const FULL = /^((?:.*[^0-9A-Za-z.])?[vV]?)((0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8}))((?:[-_].*)?)$/;
const SHA = /^(?:sha-[0-9a-f]{7,64}|(?=.*\d)[0-9a-f]{7,64})(?:[-_].*)?$/;
function parseFull(tag) {
	const [, prefix = "", numbers = "", major = "", minor = "", rest = ""] = FULL.exec(tag) ?? [];
	const version = tryParseVersionTag(numbers + rest) ?? tryParseVersionTag(numbers);
	return version && {
		prefix,
		major,
		minor,
		rest,
		version
	};
}
function isFixedName(tag) {
	return parseFull(tag) !== void 0 || SHA.test(tag) || readTagName(tag).kind === "day";
}
function channelOf({ preRelease = "" }) {
	return /^[a-zA-Z]+/.exec(preRelease)?.[0];
}
function lineBy(isSame) {
	return { includes(tag) {
		const other = parseFull(tag);
		return other !== void 0 && isSame(other);
	} };
}
function lineThrough(tag, own) {
	const { prefix, major, minor, rest, version } = own;
	const isFamily = (other) => other.prefix === prefix && other.rest === rest;
	if (tag === `${prefix}${major}.${minor}${rest}`) return lineBy((other) => isFamily(other) && other.major === major && other.minor === minor);
	if (tag === `${prefix}${major}${rest}`) return lineBy((other) => isFamily(other) && other.major === major);
	if (tag === "latest" || tag === `latest${rest}` || tag === `${prefix}latest${rest}`) return lineBy(isFamily);
	const channel = channelOf(version);
	if (channel !== void 0 && tag === `${prefix}${channel}`) return lineBy((other) => other.prefix === prefix && channelOf(other.version) === channel);
}
function findLine(tag, versionTags) {
	for (const each of versionTags) {
		const own = parseFull(each);
		const line = own && lineThrough(tag, own);
		if (line !== void 0) return line;
	}
}
function versionTagsOf(tags) {
	return [...tags].filter((tag) => parseFull(tag) !== void 0);
}
function highestFirst(versionTags) {
	return versionTags.flatMap((tag) => {
		const full = parseFull(tag);
		return full === void 0 ? [] : [{
			tag,
			version: full.version
		}];
	}).toSorted((left, right) => compareVersions(right.version, left.version) || (left.tag < right.tag ? 1 : -1)).map(({ tag }) => tag);
}
// src/report/updater-hints.ts
function versionsOf(tags) {
	return [...new Set(versionTagsOf(tags).map((tag) => tag.replace(/^[vV]/, "")))];
}
function escapeExpression(text) {
	return text.replace(/[.+]/g, (character) => `\\${character}`);
}
function findUpdaterHints({ tags, marker, number }) {
	const follow = [...number === void 0 ? [] : [{
		updater: "Flux, numerical policy on the daily build number",
		follows: true,
		advice: `It deploys ${number}, the highest number now.`
	}], {
		updater: "Flux and Argo CD Image Updater on one tag by digest",
		follows: true,
		advice: `They deploy what "${marker}" holds (digestReflectionPolicy: Always; update-strategy: digest).`
	}];
	const versions = versionsOf(tags);
	if (versions.length === 0) return follow;
	const [version = ""] = versions;
	return [
		...follow,
		{
			updater: "Flux, semver range",
			follows: false,
			advice: `${version} is still the highest: add ${versions.map((each) => `!=${each}`).join(", ")} to the range, and after the fix use >${version}.`
		},
		{
			updater: "Argo CD Image Updater, semver",
			follows: false,
			advice: `${version} is still the highest: add ignoreTags: [${versions.map((each) => `"${each}"`).join(", ")}].`
		},
		{
			updater: "Argo CD Image Updater, newest-build",
			follows: false,
			advice: "The date of the build decides: use the digest strategy on one tag."
		},
		{
			updater: "Renovate",
			follows: false,
			advice: `${version} is still the highest: add allowedVersions: "!/^v?(${versions.map(escapeExpression).join("|")})$/".`
		}
	];
}
// src/report/rollback.ts
function reportContent({ content: { graph } }) {
	const blobs = graphBlobs(graph);
	return {
		platforms: graphPlatforms(graph),
		manifests: graph.nodes.size,
		blobs: blobs.length,
		bytes: blobs.reduce((sum, { size }) => sum + size, 0)
	};
}
function reportRepository(image, plan, { result }) {
	const { place, names } = plan.site;
	const units = (result?.units ?? []).filter((unit) => unit.place === place);
	const target = units.find(({ isTarget }) => isTarget);
	const items = (tags) => toPlanItems(place.uri, tags, names);
	const record = target?.record ?? plan.record;
	const hold = result?.holds.get(image)?.record;
	return {
		repository: place.uri,
		tags: items(target?.tags ?? plan.tags),
		lines: plan.lines.map(({ digest, tags }) => ({
			digest,
			tags: items(units.find((unit) => !unit.isTarget && unit.digest === digest)?.tags ?? tags)
		})),
		record: record === void 0 ? null : `${place.uri}@${record}`,
		hold: hold === void 0 ? null : `${place.uri}@${hold}`,
		changed: units.some(({ hasNewRecord, tags }) => hasNewRecord || tags.some(isChange))
	};
}
function tagsOfCurrent({ sites }) {
	return sites.flatMap(({ site: { latest, now }, isDone }) => latest === void 0 || isDone || latest.to !== now ? [] : latest.record.predicate.destination.tags);
}
function reportImage(image, results) {
	const repositories = image.sites.map((site) => reportRepository(image, site, results));
	const number = repositories.flatMap(({ tags }) => tags).find(({ kind }) => kind === "date_seq")?.tag;
	const [first] = image.sites;
	if (first === void 0) throw new Error("an environment has no repository");
	return {
		image: image.wish.name,
		from: image.current ?? null,
		to: image.target,
		by: image.by,
		content: reportContent(first),
		repositories,
		unreachable: image.unreachable,
		hints: findUpdaterHints({
			tags: tagsOfCurrent(image),
			marker: results.marker,
			number
		})
	};
}
function buildRollbackReport(images, results, facts) {
	const { result, environment } = results;
	return {
		schema: 1,
		command: "rollback",
		dryRun: result === void 0,
		environment: environment.name,
		ready: true,
		changed: result?.changed ?? false,
		images: images.map((image) => reportImage(image, results)),
		...facts
	};
}
function hintLines(hints) {
	return hints.map(({ updater, follows, advice }) => `${updater}: ${follows ? "follows" : "does not follow"}. ${advice}`);
}
function buildRollbackOutputs(report) {
	const repositories = report.images.flatMap((image) => image.repositories);
	const items = repositories.flatMap(({ tags, lines }) => [...tags, ...lines.flatMap((line) => line.tags)]);
	const own = repositories.flatMap(({ tags }) => tags);
	const hints = [...new Set(report.images.flatMap((image) => hintLines(image.hints)))];
	return /* @__PURE__ */ new Map([
		["digest", report.images.map(({ to }) => to).join("\n")],
		["previous-digest", report.images.map(({ from }) => from ?? "").join("\n")],
		["tags", own.map(({ image, tag }) => `${image}:${tag}`).join("\n")],
		["date-seq", own.find(({ kind }) => kind === "date_seq")?.tag ?? ""],
		["record", repositories.flatMap(({ record }) => record ?? []).join("\n")],
		["hold", repositories.flatMap(({ hold }) => hold ?? []).join("\n")],
		["ready", String(report.ready)],
		["changed", String(report.changed)],
		["plan", JSON.stringify(items)],
		["updater-hints", hints.join("\n")],
		["report", JSON.stringify(report)]
	]);
}
// src/rollback/placed-at.ts
function placedAt({ predicate, signature }) {
	return signature?.signedAt ?? predicate.time;
}
// src/history/stack.ts
const SKEW = 3e5;
const MOST_STEPS = 20;
function beginWalk(now) {
	return {
		cursor: now,
		bound: Number.POSITIVE_INFINITY,
		path: [],
		end: void 0
	};
}
function mayBeLater({ kind, time }, newest) {
	return newest.time - time <= SKEW && !(newest.kind === "rollback" && kind === "promote");
}
function stepBack(walk, placings) {
	const { cursor, bound, path } = walk;
	if (path.length === MOST_STEPS) return {
		...walk,
		end: "limit"
	};
	const eligible = placings.filter((each) => each.to === cursor && each.from !== void 0 && each.from !== cursor).filter((each) => each.time <= bound + SKEW && !path.includes(each)).toSorted((left, right) => right.time - left.time);
	const [newest] = eligible;
	if (newest?.from === void 0) return {
		...walk,
		end: placings.length === 0 ? "unknown" : "bottom"
	};
	if (eligible.some((each) => each.from !== newest.from && mayBeLater(each, newest))) return {
		...walk,
		end: "ambiguous"
	};
	return {
		cursor: newest.from,
		bound: newest.time,
		path: [newest, ...path],
		end: void 0
	};
}
function replay({ cursor, path }) {
	let images = [cursor];
	let popped = [];
	let isWhole = true;
	for (const { kind, to } of path) {
		const at = images.indexOf(to);
		if (kind === "promote") {
			images = [...images.filter((each) => each !== to), to];
			popped = popped.filter((each) => each !== to);
		} else if (at < 0) {
			isWhole = false;
			images = [...images, to];
		} else {
			popped = [...popped, ...images.slice(at + 1)];
			images = images.slice(0, at + 1);
		}
	}
	return {
		images,
		popped,
		isWhole
	};
}
function placementsBack(walk, digest) {
	const { images } = replay(walk);
	const distances = [images, [walk.cursor, ...walk.path.map(({ to }) => to)]].flatMap((all) => {
		const at = all.lastIndexOf(digest);
		return at < 0 ? [] : [all.length - 1 - at];
	});
	return distances.length === 0 ? void 0 : Math.min(...distances);
}
// src/policy/describe-hold.ts
function formatHoldDay(time) {
	return time.toISOString().slice(0, 10);
}
function nameHolder({ by }) {
	if (by.kind === "file") return void 0;
	const { login } = by.predicate.run.actor ?? {};
	if (login !== void 0) return safeText(login, 100);
	return by.signature === void 0 ? void 0 : safeText(nameSigner(by.signature), 300);
}
function whatIsHeld({ subject }, image) {
	return subject === void 0 || subject === image ? "it" : `its platform ${shortDigest(subject)}`;
}
function describeHold(hold, image) {
	const { by, reason, until, subject } = hold;
	const why = reason === void 0 ? "" : quote(reason);
	const end = until === void 0 ? "" : ` until ${formatHoldDay(/* @__PURE__ */ new Date(until.getTime() - 1))}`;
	if (by.kind === "file") {
		const what = subject === void 0 ? "what was built from its commit" : whatIsHeld(hold, image);
		return `${safeText(by.path, 200)} holds ${what}${end} (line ${by.line}, ${why})`;
	}
	const holder = nameHolder(hold);
	const who = holder === void 0 ? "" : ` by ${holder}`;
	return `${whatIsHeld(hold, image)} is held since ${formatHoldDay(by.since)}${end}${who}${why === "" ? "" : ` (${why})`}`;
}
// src/rollback/check.ts
const AT_ONCE$3 = 16;
const SHOWN$1 = 3;
async function findMissing({ client, repository }, { graph }) {
	const blobs = graphBlobs(graph).filter(({ mediaType }) => !isForeignLayer(mediaType));
	const found = await eachAtMost(AT_ONCE$3, blobs, ({ digest, size }) => hasBlob(client, repository, digest, size));
	return blobs.flatMap(({ digest }, index) => found[index] === true ? [] : [digest]);
}
async function findElsewhere({ pipeline, environment, clientOf }, name, digest) {
	for (const other of pipeline.environments.toReversed()) {
		if (other === environment) continue;
		for (const template of other.repositories) {
			const repository = expandTemplate(template, name);
			try {
				if (await headManifest(await clientOf(repository), repository, digest) !== void 0) return `${other.name} still has it: promote ${formatRepository(repository)}@${digest} on from there`;
			} catch (error) {
				if (!(error instanceof RegistryError)) throw error;
			}
		}
	}
}
async function checkTarget(request, { place, name, digest }) {
	const { environment } = request;
	const [content, { promotions, rejections }, holds] = await Promise.all([
		place.contentOf(digest),
		place.provenOf(digest),
		place.holdsOf(digest)
	]);
	const what = shortDigest(digest);
	if ("missing" in content) {
		const elsewhere = await findElsewhere(request, name, digest);
		return {
			reason: `${what} ran before, and ${content.missing}`,
			remedy: elsewhere ?? "name another image, or bring this one back from where it is kept"
		};
	}
	const [hold] = holds;
	if (hold !== void 0) {
		const remedy = hold.by.kind === "file" ? "change the file" : "end the hold with command unhold";
		return {
			reason: `${describeHold(hold, digest)}`,
			remedy: `name another image, or ${remedy}`
		};
	}
	if (promotions.length === 0) {
		const why = rejections.length === 0 ? "it has no record of a promotion there" : formatList(limitRejections(rejections));
		return {
			reason: `nothing proves that ${what} was in ${environment.name} by right: ${why}`,
			remedy: "name another image that was there, or promote this one"
		};
	}
	const lacking = lackingPlatforms(environment, content.platforms);
	if (lacking !== void 0) return lacking;
	const missing = await findMissing(place, content);
	if (missing.length === 0) return content;
	const names = missing.slice(0, SHOWN$1).map(shortDigest);
	const more = missing.length > SHOWN$1 ? [formatCount(missing.length - SHOWN$1, "more blob")] : [];
	const elsewhere = await findElsewhere(request, name, digest);
	return {
		reason: `${what} is not complete in ${place.uri}: it lacks ${formatList([...names, ...more])}`,
		remedy: elsewhere ?? "name another image"
	};
}
// src/rollback/own-rollback.ts
async function findOwnRollback(place, { target, current, tags, request }) {
	const { marker, run, reason, record } = request;
	const own = runOf(run.facts);
	const { placings } = await place.provenOf(target);
	return placings.find((placing) => {
		const { predicate, signature } = placing.record;
		const { replaced, tags: named } = predicate.destination;
		return placing.kind === "rollback" && replaced.get(marker) === current && runOf(predicate.run) === own && (own !== void 0 || predicate.reason === reason) && (record !== "signed" || signature !== void 0) && tags.every(({ tag }) => named.includes(tag));
	})?.record.stored.digest;
}
// src/rollback/daily-number.ts
const USUAL = /^20\d{6}_\d{2,}$/;
function findNumberRules({ rules }, recordedTags) {
	if (rules !== void 0) return rules.filter(({ type }) => type === "date_seq");
	return recordedTags.some((tag) => USUAL.test(tag)) ? parseTagRules("type=date_seq") : [];
}
function tagPolicyOf({ rules, timeZone, now }) {
	return {
		rules,
		version: void 0,
		revision: void 0,
		ifTagExists: "fail",
		now,
		event: {
			gitTag: void 0,
			repositoryUrl: void 0,
			preRelease: false,
			makeLatest: void 0
		},
		naming: {
			flavor: NO_FLAVOR,
			tagPrefix: "",
			timeZone,
			shortShaLength: 7
		},
		existing: {
			from: "registry",
			versions: []
		}
	};
}
function planNumbers(image, names) {
	const { repository, digest, labels, rules, now } = image;
	const source = {
		from: {
			kind: "digest",
			repository,
			digest
		},
		tagPolicy: tagPolicyOf(image)
	};
	const context = buildContext(source, void 0, labels);
	const { candidates } = computeTags(rules, context, {
		names,
		digests: /* @__PURE__ */ new Map()
	}, now);
	return candidates.flatMap(({ tag, kind, mutable, sequence }) => {
		if (sequence === void 0) return [];
		const highest = takenNumbers(names, {
			prefix: sequence.stem,
			suffix: sequence.suffix
		}).at(-1)?.name;
		return [{
			planned: {
				tag,
				kind,
				mutable,
				action: "create",
				reason: "the next number of the day: whoever deploys the highest follows the rollback",
				before: void 0,
				after: digest,
				sequence
			},
			highest
		}];
	});
}
function numberScope({ rules, timeZone, now }) {
	return findTagListScope(rules, {
		flavor: NO_FLAVOR,
		timeZone,
		sourceTag: void 0
	}, {
		now,
		existingTags: "none"
	});
}
// src/rollback/moving-tags.ts
function decideFollowers(held, marker, versions) {
	return held.map((tag) => {
		const line = tag === marker ? void 0 : findLine(tag, versions.current);
		if (line === void 0 || versions.target.length === 0) return {
			tag,
			to: "target",
			line
		};
		return versions.target.some((each) => line.includes(each)) ? {
			tag,
			to: "target",
			line
		} : {
			tag,
			to: "line",
			line
		};
	});
}
function kindOfMoving(tag, line) {
	if (tag === "latest" || tag.startsWith("latest-")) return "latest";
	if (line === void 0) return "raw";
	if (/\d+\.\d+/.test(tag)) return "semver.minor";
	return /\d/.test(tag) ? "semver.major" : "channel";
}
function planMove({ tag, line }, before, { after, reason }) {
	return {
		tag,
		kind: kindOfMoving(tag, line),
		mutable: true,
		action: "move",
		reason,
		before,
		after
	};
}
// src/rollback/plan-tags.ts
const MOST_TAGS = 300;
const MOST_OF_LINE = 10;
const MOST_UNRECORDED = 30;
async function recordedTags(place, digest) {
	const { placings } = await place.provenOf(digest);
	return placings.flatMap(({ record }) => record.predicate.destination.tags);
}
async function findHeld(request, { site, current }, recorded) {
	const { place, names } = site;
	const moving = [...names].filter(isTag).filter((tag) => !isReservedTag(tag) && !isFixedName(tag));
	const first = /* @__PURE__ */ new Set([
		request.marker,
		"latest",
		...recorded
	]);
	const asked = orderForLookUp(moving, first).slice(0, MOST_TAGS);
	const holds = await lookUpTags(place.client, place.repository, asked);
	return {
		held: asked.filter((tag) => holds.get(tag) === current),
		leftOut: moving.length - asked.length
	};
}
async function findVersions({ place, names }, digest, recorded) {
	const known = versionTagsOf(recorded);
	if (known.length > 0) return known;
	const asked = highestFirst(versionTagsOf(names)).slice(0, MOST_UNRECORDED);
	const holds = await lookUpTags(place.client, place.repository, asked);
	return asked.filter((tag) => isTag(tag) && holds.get(tag) === digest);
}
async function findOfLine({ site: { place, names }, current }, line) {
	const versions = highestFirst([...names].filter((tag) => line.includes(tag))).slice(0, MOST_OF_LINE);
	for (const tag of versions) {
		const digest = isTag(tag) ? await headManifest(place.client, place.repository, tag) : void 0;
		if (digest === void 0 || digest === current) continue;
		const [{ promotions }, holds, content] = await Promise.all([
			place.provenOf(digest),
			place.holdsOf(digest),
			place.contentOf(digest)
		]);
		if (promotions.length > 0 && holds.length === 0 && "graph" in content) return {
			digest,
			content,
			tag
		};
	}
}
async function planNumber(request, scope, recorded) {
	const { environment, timeZone, run } = request;
	const { site, target, content, isDone } = scope;
	const { place, names } = site;
	const rules = findNumberRules(environment, recorded);
	const image = {
		repository: place.repository,
		digest: target,
		labels: content.labels,
		rules,
		timeZone,
		now: run.now
	};
	if (isDone || rules.length === 0) return {
		numbers: [],
		scope: numberScope(image)
	};
	const planned = planNumbers(image, names);
	return {
		numbers: (await Promise.all(planned.map(async ({ planned: next, highest }) => {
			return (highest && await headManifest(place.client, place.repository, highest)) === target ? [] : [next];
		}))).flat(),
		scope: numberScope(image)
	};
}
function lastOf(marker) {
	return (left, right) => Number(left.tag === marker) - Number(right.tag === marker);
}
async function planTags(request, scope) {
	const { environment, marker, hold } = request;
	const { site, current, target } = scope;
	const { place } = site;
	const [ofCurrent, ofTarget] = await Promise.all([recordedTags(place, current), recordedTags(place, target)]);
	const [{ held, leftOut }, currentVersions, { numbers, scope: numbered }] = await Promise.all([
		findHeld(request, scope, ofCurrent),
		findVersions(site, current, ofCurrent),
		planNumber(request, scope, [...ofCurrent, ...ofTarget])
	]);
	const follows = decideFollowers(held, marker, {
		current: currentVersions,
		target: versionTagsOf(ofTarget)
	});
	const warnings = leftOut === 0 ? [] : [`${place.uri} has ${leftOut} moving tags more than the ${MOST_TAGS} that are looked up: look whether one of them is on ${shortDigest(current)}`];
	const moves = [];
	const lines = /* @__PURE__ */ new Map();
	for (const each of follows) {
		if (each.to === "target") {
			const reason = each.tag === marker ? "it marks what runs" : "it was on the image that is rolled back";
			moves.push(planMove(each, current, {
				after: target,
				reason
			}));
			continue;
		}
		const found = await findOfLine(scope, each.line);
		if (found === void 0) {
			warnings.push(explainLeft(each, {
				environment: environment.name,
				hold,
				uri: place.uri
			}));
			continue;
		}
		const move = planMove(each, current, {
			after: found.digest,
			reason: `${found.tag} is the highest of its line that is not held`
		});
		const known = lines.get(found.digest)?.tags ?? [];
		lines.set(found.digest, {
			digest: found.digest,
			content: found.content,
			tags: [...known, move]
		});
	}
	return {
		tags: [...numbers, ...moves.toSorted(lastOf(marker))],
		lines: [...lines.values()],
		warnings,
		scope: numbered
	};
}
function explainLeft({ tag }, { environment, hold, uri }) {
	return `"${tag}" of ${uri} stays on ${hold ? "a held image" : "the image that is rolled back"}: no other ${tag} is in ${environment}`;
}
// src/records/holds.ts
function isHoldRecord(record) {
	return tryParse(() => decodeUnverifiedStatement(record))?.predicateType === HOLD.type;
}
async function readHolds(client, query) {
	return (await readStatementsOf(client, query, [HOLD.type])).get(HOLD.type) ?? [];
}
// src/policy/later-environments.ts
function environmentsAfter({ environments, hotfixRoutes }, { name }) {
	const after = /* @__PURE__ */ new Set();
	const left = [name];
	for (let from = left.pop(); from !== void 0; from = left.pop()) {
		const next = [...environments.filter((each) => each.from.includes(from ?? "")).map((each) => each.name), ...hotfixRoutes.filter((route) => route.from === from).map(({ to }) => to)].filter((each) => each !== name && !after.has(each));
		for (const each of next) after.add(each);
		left.push(...next);
	}
	return environments.filter((each) => after.has(each.name));
}
// src/policy/holds.ts
function appliesTo({ environments }, environment) {
	return environments.some((name) => name === "*" || isNameOf(environment, name));
}
function verifyAs(stored, environment, { verify }) {
	return verifyRecord(stored, HOLD, {
		environment,
		verify,
		digest: stored.subject
	});
}
function contradiction({ predicate: { run }, signature }) {
	return signature?.by.kind === "certificate" ? contradictRun(run, signature.by.claims) : void 0;
}
function verifyHold(stored, options) {
	const { environment, pipeline } = options;
	const own = verifyAs(stored, environment, options);
	if (own.kind === "valid") return contradiction(own.record) ?? own.record;
	for (const later of environmentsAfter(pipeline, environment)) {
		const verdict = verifyAs(stored, later, options);
		if (verdict.kind === "valid" && verdict.record.signature !== void 0) return contradiction(verdict.record) ?? verdict.record;
	}
	return own.kind === "rejected" ? own.reason : "it is about something else";
}
function verifyUnhold(stored, options) {
	const verdict = verifyAs(stored, options.environment, options);
	if (verdict.kind !== "valid") return verdict.kind === "rejected" ? verdict.reason : "it is about something else";
	const { record } = verdict;
	const { predicate, signature } = record;
	const { gitHubEnvironment: required } = options.environment;
	const actual = (signature?.by.kind === "certificate" ? signature.by.claims.environment : void 0) ?? (predicate.run.isFromToken === true ? predicate.run.environment : void 0);
	if (required !== void 0 && actual !== required) return `its job did not run in GitHub's environment "${required}"`;
	const latest = Math.min(options.now.getTime(), signature?.signedAt?.getTime() ?? Number.POSITIVE_INFINITY);
	if (predicate.time.getTime() > latest + 3e5) return "it claims a time in the future, or later than its signature";
	return contradiction(record) ?? record;
}
function sinceOf({ predicate: { time }, signature }, now) {
	return new Date(Math.min(time.getTime(), now.getTime(), signature?.signedAt?.getTime() ?? Number.POSITIVE_INFINITY));
}
function toHold(record, now) {
	const { predicate, stored, signature } = record;
	if (predicate.action !== "hold") return [];
	const { effect, reason, until } = predicate;
	if (until !== void 0 && until.getTime() <= now.getTime()) return [];
	const since = sinceOf(record, now);
	const by = {
		kind: "record",
		record: stored.digest,
		stored,
		predicate,
		since,
		signature
	};
	return [{
		subject: stored.subject,
		effect,
		reason,
		until,
		by
	}];
}
function findEnded(holds, unholds) {
	const named = new Set(unholds.flatMap(({ predicate, stored: { subject } }) => predicate.action === "unhold" ? predicate.holds.map((digest) => `${subject} ${digest}`) : []));
	const keyOf = ({ stored }) => `${stored.subject} ${statementDigest(stored)}`;
	const ended = holds.filter((hold) => named.has(`${hold.stored.subject} ${hold.stored.digest}`) || named.has(keyOf(hold)));
	const statements = new Set(ended.map(keyOf));
	return new Set(holds.filter((hold) => statements.has(keyOf(hold))));
}
function findRecordedHolds(records, options) {
	const { environment, now } = options;
	const rejections = [];
	const valid = records.flatMap((stored) => {
		if (!isHoldRecord(stored)) return [];
		const claimed = decodeUnverifiedPredicate(HOLD, stored);
		const found = claimed?.action === "unhold" ? verifyUnhold(stored, options) : verifyHold(stored, options);
		if (typeof found === "string") {
			if (claimed === void 0 || appliesTo(claimed, environment)) rejections.push(explainHold$1(stored, claimed, found));
			return [];
		}
		return found.predicate.action === claimed?.action && appliesTo(found.predicate, environment) ? [found] : [];
	});
	const [unholds, holds] = [valid.filter(isUnhold), valid.filter((each) => !isUnhold(each))];
	const ended = findEnded(holds, unholds);
	return {
		holds: holds.filter((hold) => !ended.has(hold)).flatMap((hold) => toHold(hold, now)).toSorted((left, right) => sinceMs(left) - sinceMs(right)),
		rejections
	};
}
function isUnhold({ predicate }) {
	return predicate.action === "unhold";
}
function sinceMs({ by }) {
	return by.kind === "record" ? by.since.getTime() : 0;
}
function explainHold$1({ digest }, claimed, reason) {
	return `the ${claimed?.action ?? "hold"} record ${shortDigest(digest)} does not count: ${reason}`;
}
function findFileHolds({ holds, path }, { digests, revision }, { environment, now }) {
	const isOf = ({ of }) => "digest" in of ? digests.has(of.digest) : of.revision === revision?.toLowerCase();
	return holds.filter(({ environments }) => environments === void 0 || environments.includes(environment.name)).filter(({ until }) => until === void 0 || until.getTime() > now.getTime()).filter(isOf).map(({ of, effect, reason, until, line }) => ({
		subject: "digest" in of ? of.digest : void 0,
		effect,
		reason,
		until,
		by: {
			kind: "file",
			path,
			line
		}
	}));
}
function findHolds(image, options) {
	const recorded = findRecordedHolds(image.records, options);
	return {
		...recorded,
		holds: [...findFileHolds(options.pipeline, image, options), ...recorded.holds]
	};
}
function isQuarantined(holds) {
	return holds.some(({ effect }) => effect === "quarantine");
}
// src/rollback/placings.ts
function findPlacings(records, marker, options) {
	const { promotions, rejections } = validPromotions(records, options);
	const { rollbacks, rejections: others } = validRollbacks(records, options);
	const toPlacing = (kind) => (record) => {
		const { predicate } = record;
		const from = predicate.destination.replaced.get(marker);
		return {
			kind,
			to: options.digest,
			from,
			time: placedAt(record).getTime(),
			record
		};
	};
	return {
		promotions,
		placings: promotions.length === 0 ? [] : [...promotions.map(toPlacing("promote")), ...rollbacks.map(toPlacing("rollback"))],
		rejections: [...rejections, ...others]
	};
}
// src/rollback/place.ts
const AT_ONCE$2 = 8;
var RollbackPlace = class {
	client;
	repository;
	image;
	request;
	records = /* @__PURE__ */ new Map();
	contents = /* @__PURE__ */ new Map();
	holds = /* @__PURE__ */ new Map();
	proven = /* @__PURE__ */ new Map();
	constructor(request, image, { repository, client }) {
		this.request = request;
		this.image = image;
		this.repository = repository;
		this.client = client;
	}
	get uri() {
		return formatRepository(this.repository);
	}
	recordsOf(digest) {
		return getOrMake(this.records, digest, () => readRecords(this.client, {
			repository: this.repository,
			subject: digest
		}));
	}
	provenOf(digest) {
		return getOrMake(this.proven, digest, async () => {
			const { pipeline, environment, marker } = this.request;
			const [records, verify] = await Promise.all([this.recordsOf(digest), this.verifier()]);
			return findPlacings(records, marker, {
				pipeline,
				environment,
				image: this.image,
				digest,
				uri: this.uri,
				verify,
				now: this.now
			});
		});
	}
	contentOf(digest) {
		return getOrMake(this.contents, digest, () => this.readContent(digest));
	}
	holdsOf(digest) {
		return getOrMake(this.holds, digest, async () => {
			const [own, content, verify] = await Promise.all([
				this.recordsOf(digest),
				this.contentOf(digest),
				this.verifier()
			]);
			const { pipeline, environment } = this.request;
			const graph = "graph" in content ? content.graph : void 0;
			const platforms = graph === void 0 ? [] : [...new Set(graphPlatforms(graph).map((each) => each.digest))];
			const parts = platforms.filter((each) => each !== digest);
			const { client, repository } = this;
			const ofParts = await eachAtMost(AT_ONCE$2, parts, (subject) => readHolds(client, {
				repository,
				subject
			}));
			const revision = "labels" in content ? content.labels.get(`${OCI_LABEL}revision`) : void 0;
			const { holds } = findHolds({
				digests: /* @__PURE__ */ new Set([digest, ...platforms]),
				revision,
				records: [...own, ...ofParts.flat()]
			}, {
				pipeline,
				environment,
				verify,
				now: this.now
			});
			return isQuarantined(holds) ? holds.filter(({ effect }) => effect === "quarantine") : [];
		});
	}
	get now() {
		return new Date(Math.max(Date.now(), this.request.run.now.getTime()));
	}
	verifier() {
		return this.request.openVerifier();
	}
	async readContent(digest) {
		const { client, repository } = this;
		const stored = await getManifest(client, repository, digest);
		if (stored === void 0) return { missing: `it is not in ${this.uri} any more` };
		try {
			const graph = await readGraph(client, repository, stored);
			const config = await readConfig(client, repository, { graph });
			const root = graph.nodes.get(digest);
			if (root === void 0) throw new Error("the graph has no root");
			const { mediaType, size } = root.descriptor;
			return {
				stored,
				graph,
				descriptor: {
					mediaType,
					digest,
					size,
					annotations: /* @__PURE__ */ new Map()
				},
				labels: findLabels(graph, config),
				platforms: findPlatforms(graph, config)
			};
		} catch (error) {
			if (error instanceof UnreadableManifestError) return { missing: error.reason.replace(" at the source", "") };
			if (error instanceof RegistryError && error.code === "not-found") return { missing: `it is not complete: ${error.message}` };
			throw error;
		}
	}
};
// src/rollback/refusal.ts
const LOOKED_UP = 24;
const SHOWN = 3;
async function findNewest(place, names, now) {
	const { client, repository } = place;
	const tags = orderForLookUp([...names].filter(isFixedName), /* @__PURE__ */ new Set()).slice(0, LOOKED_UP);
	const held = await lookUpTags(client, repository, tags);
	const digests = [...new Set(held.values())].filter((digest) => digest !== now);
	return (await Promise.all(digests.map(async (digest) => {
		const { placings } = await place.provenOf(digest);
		const newest = placings.toSorted((left, right) => right.time - left.time)[0];
		if (newest === void 0) return void 0;
		const { predicate } = newest.record;
		const { tags: given } = predicate.destination;
		return {
			digest,
			tags: given,
			time: placedAt(newest.record),
			by: predicate.run.actor?.login
		};
	}))).filter((each) => each !== void 0).toSorted((left, right) => right.time.getTime() - left.time.getTime()).slice(0, SHOWN);
}
function nameAct({ environment }, { name, tag, digest }) {
	const named = digest === void 0 ? tag : shortDigest(digest);
	return named === void 0 ? `roll back ${name} in ${environment.name}` : `roll back ${name} to ${named} in ${environment.name}`;
}
function refuse(request, wish, { reason, remedy, lines }) {
	return new PolicyError({
		what: nameAct(request, wish),
		reason,
		remedy,
		lines
	});
}
// src/rollback/read-site.ts
async function newestLines({ place, names }, name, now) {
	return (await findNewest(place, names, now)).map(({ digest, tags, time, by }) => {
		const who = by === void 0 ? "" : ` by ${by}`;
		return `${name}@${digest}${tags.length === 0 ? "" : ` (${tags.slice(0, 4).join(", ")})`}, there since ${time.toISOString().slice(0, 16).replace("T", " ")} UTC${who}`;
	});
}
async function readNamed(place, { tag, digest }) {
	if (digest !== void 0) return digest;
	return tag === void 0 ? void 0 : headManifest(place.client, place.repository, tag);
}
async function readSite(request, wish, place) {
	const { marker, environment } = request;
	const { client, repository } = place;
	const [running, names, named] = await Promise.all([
		getManifest(client, repository, marker),
		listTags(client, repository),
		readNamed(place, wish)
	]);
	if (running === void 0) {
		const lines = await newestLines({
			place,
			names
		}, wish.name, void 0);
		throw refuse(request, wish, {
			reason: `${place.uri} has no tag "${marker}", which would say what runs`,
			remedy: `name the moving tag in the input "tag", or give ${environment.name} a "tag" in the pipeline file`,
			lines
		});
	}
	if (wish.tag !== void 0 && wish.digest === void 0 && named === void 0) {
		const lines = await newestLines({
			place,
			names
		}, wish.name, running.digest);
		throw refuse(request, wish, {
			reason: `${place.uri} has no tag "${wish.tag}"`,
			remedy: "name an image that was there",
			lines
		});
	}
	const { placings } = await place.provenOf(running.digest);
	const { path } = stepBack(beginWalk(running.digest), placings);
	return {
		place,
		names,
		named,
		uri: place.uri,
		now: running.digest,
		latest: path[0]
	};
}
function isUnreachable(error) {
	return error instanceof RegistryError && [
		"unreachable",
		"timeout",
		"server-error",
		"rate-limited"
	].includes(error.code);
}
async function readSites(request, wish) {
	const { environment, allowPartial } = request;
	const repositories = environment.repositories.map((template) => expandTemplate(template, wish.name));
	const read = await Promise.all(repositories.map(async (repository) => {
		try {
			const client = await request.clientOf(repository);
			return await readSite(request, wish, new RollbackPlace(request, wish.name, {
				repository,
				client
			}));
		} catch (error) {
			if (!allowPartial || !isUnreachable(error)) throw error;
			return {
				error,
				unreachable: {
					uri: formatRepository(repository),
					reason: error.message
				}
			};
		}
	}));
	const sites = read.flatMap((each) => "place" in each ? [each] : []);
	const failed = read.flatMap((each) => "error" in each ? [each] : []);
	if (sites.length === 0 && failed[0] !== void 0) throw failed[0].error;
	return {
		sites,
		unreachable: failed.map(({ unreachable }) => unreachable)
	};
}
// src/rollback/target.ts
function returnedFrom({ now, latest }) {
	return latest?.kind === "rollback" && latest.to === now ? latest.from : void 0;
}
function isOwnRollback({ latest }, run) {
	const own = runOf(run);
	return own !== void 0 && latest?.kind === "rollback" && runOf(latest.record.predicate.run) === own;
}
function describeRunning(sites) {
	return formatList(sites.map(({ uri, now }) => `${uri} runs ${shortDigest(now)}`));
}
function isFrom(site, current) {
	return site.now === current || returnedFrom(site) === current;
}
function common(digests) {
	const [first] = digests;
	return digests.every((each) => each === first) ? first : void 0;
}
function agree(sites, { expected, named, run }) {
	const doneOf = (current) => new Set(sites.flatMap((site) => site.now === current ? [] : [site.uri]));
	if (expected !== void 0) {
		const other = sites.find((site) => !isFrom(site, expected));
		if (other === void 0) return {
			current: expected,
			done: doneOf(expected)
		};
		return {
			reason: `it runs ${shortDigest(other.now)} and not ${shortDigest(expected)} as expected`,
			remedy: "look at the history, and set \"expected-digest\" to what you see"
		};
	}
	if (sites.every((site) => isOwnRollback(site, run))) {
		const current = common(sites.map(returnedFrom));
		if (current !== void 0) return {
			current,
			done: new Set(sites.map(({ uri }) => uri))
		};
	}
	if (named !== void 0) {
		const there = sites.filter(({ now }) => now === named);
		const left = sites.filter(({ now }) => now !== named);
		const current = common(left.map(({ now }) => now));
		const done = new Set(there.map(({ uri }) => uri));
		if (left.length === 0 || current !== void 0) return {
			current,
			done
		};
	}
	const current = sites.map(({ now }) => now).find((now) => sites.every((site) => isFrom(site, now)));
	if (current !== void 0) return {
		current,
		done: doneOf(current)
	};
	return {
		reason: `its repositories differ: ${describeRunning(sites)}`,
		remedy: "promote one image to all of them, or name the image to go back to by its digest"
	};
}
function explainEnd(end, { now, cursor }) {
	const before = now === cursor ? shortDigest(now) : `${shortDigest(cursor)}, which ran before ${shortDigest(now)}`;
	switch (end) {
		case "bottom": return `nothing ran before ${shortDigest(cursor)}, as far as its records say`;
		case "unknown": return `nobody knows what ran before ${before}: it has no record that counts`;
		case "ambiguous": return `records of the same five minutes contradict each other about what ran before ${before}`;
		case "limit": return "what ran before is more than 20 placements back";
		default: return end;
	}
}
function checkDepth(environment, { back, end, hasRun }) {
	const { allow, depth } = environment.rollback;
	if (allow === "any") return void 0;
	if (back !== void 0) {
		if (back <= depth) return void 0;
		return {
			reason: `it is ${formatCount(back, "placement")} back, and ${environment.name} allows ${depth}`,
			remedy: "promote it, or raise \"depth\""
		};
	}
	if (hasRun && (end === "unknown" || end === "ambiguous")) return void 0;
	return {
		reason: `it is not among what ran in ${environment.name} before, as far as the records say`,
		remedy: "promote it, or set \"allow: any\" in \"rollback\" of the pipeline file"
	};
}
// src/rollback/way-back.ts
async function findUsable(place, { images }) {
	for (const digest of images.slice(0, -1).toReversed()) if ((await place.holdsOf(digest)).length === 0) return digest;
}
async function goBack(place, walk) {
	const { placings } = await place.provenOf(walk.cursor);
	return stepBack(walk, placings);
}
function toWayBack(now, walk) {
	return {
		now,
		walk,
		latest: walk.path.at(-1)
	};
}
async function findPreviousImage(place, now) {
	for (let walk = beginWalk(now);; walk = await goBack(place, walk)) {
		const stack = replay(walk);
		const previous = stack.isWhole || walk.end === "bottom" ? await findUsable(place, stack) : void 0;
		if (previous !== void 0) return {
			...toWayBack(now, walk),
			previous
		};
		if (walk.end !== void 0) return {
			...toWayBack(now, walk),
			previous: void 0,
			end: walk.end
		};
	}
}
async function findWayTo(place, now, target) {
	for (let walk = beginWalk(now);; walk = await goBack(place, walk)) {
		const back = walk.path.length === 0 && walk.end === void 0 ? void 0 : placementsBack(walk, target);
		if (back !== void 0 || walk.end !== void 0) return {
			...toWayBack(now, walk),
			back
		};
	}
}
// src/rollback/plan.ts
function changesSite({ tags, lines }) {
	return tags.some(isChange) || lines.length > 0;
}
function isFault(found) {
	return "remedy" in found;
}
async function explainNoPrevious({ place, now }, { end, cursor, images }) {
	const held = end === "bottom" ? images.at(-2) : void 0;
	const [hold] = held === void 0 ? [] : await place.holdsOf(held);
	if (held !== void 0 && hold !== void 0) return `${shortDigest(held)} ran before, and ${describeHold(hold, held)}`;
	return explainEnd(end, {
		now,
		cursor
	});
}
async function findPreviousTarget(request, wish, site) {
	const { place, now, latest } = site;
	const way = await findPreviousImage(place, now);
	if (way.previous !== void 0) {
		const evidence = latest === void 0 ? [] : [latest.record.stored.digest];
		return {
			digest: way.previous,
			evidence
		};
	}
	const { images } = replay(way.walk);
	const reason = await explainNoPrevious(site, {
		end: way.end,
		cursor: way.walk.cursor,
		images
	});
	const lines = await newestLines(site, wish.name, now);
	const [newest] = lines;
	throw refuse(request, wish, {
		reason,
		remedy: newest === void 0 ? "promote another image" : `name an image, such as ${newest}`,
		lines
	});
}
async function requireDepth(request, wish, { place, now }, target) {
	const [way, { placings, promotions }] = await Promise.all([findWayTo(place, now, target), place.provenOf(target)]);
	const { marker, environment } = request;
	const hasRun = placings.some(({ record }) => record.predicate.destination.tags.includes(marker));
	const fault = checkDepth(environment, {
		back: way.back,
		end: way.walk.end,
		hasRun
	});
	if (fault !== void 0 && promotions.length > 0) throw refuse(request, wish, fault);
	const newest = placings[0];
	return {
		digest: target,
		evidence: newest === void 0 ? [] : [newest.record.stored.digest]
	};
}
function findTarget(request, wish, { site, isDone, named }) {
	if (named !== void 0 && !isDone) return requireDepth(request, wish, site, named);
	if (isDone) return {
		digest: site.now,
		evidence: site.latest === void 0 ? [] : [site.latest.record.stored.digest]
	};
	return findPreviousTarget(request, wish, site);
}
function requireOneNamed(request, wish, sites) {
	const [first] = sites;
	if (first === void 0 || sites.every(({ named }) => named === first.named)) return first?.named;
	throw refuse(request, wish, {
		reason: `its repositories differ on "${wish.tag}"`,
		remedy: "name the image by its digest"
	});
}
async function planImage(request, wish) {
	const { sites, unreachable } = await readSites(request, wish);
	const named = requireOneNamed(request, wish, sites);
	const agreement = agree(sites, {
		expected: wish.expected,
		named,
		run: request.run.facts
	});
	if (isFault(agreement)) throw refuse(request, wish, agreement);
	const { current, done } = agreement;
	const targets = await Promise.all(sites.map((site) => findTarget(request, wish, {
		site,
		isDone: done.has(site.uri),
		named
	})));
	const [first] = targets;
	if (first === void 0) throw new Error("an environment has no repository");
	if (targets.some(({ digest }) => digest !== first.digest)) throw refuse(request, wish, {
		reason: `its repositories do not have the same image before it: ${sites.map(({ uri }, index) => `${shortDigest(targets[index]?.digest ?? first.digest)} in ${uri}`).join(", ")}`,
		remedy: "name the image to go back to by its digest"
	});
	const target = first.digest;
	const plans = await Promise.all(sites.map(async (site, index) => {
		const content = await checkTarget(request, {
			place: site.place,
			name: wish.name,
			digest: target
		});
		if (isFault(content)) throw refuse(request, wish, content);
		const isDone = done.has(site.uri);
		const evidence = targets[index]?.evidence ?? [];
		if (current === void 0) return {
			site,
			content,
			evidence,
			isDone,
			record: void 0,
			tags: [],
			lines: [],
			warnings: [],
			scope: {
				kind: "days",
				days: []
			}
		};
		const tags = await planTags(request, {
			site,
			current,
			target,
			content,
			isDone
		});
		return {
			site,
			content,
			evidence,
			isDone,
			record: await findOwnRollback(site.place, {
				target,
				current,
				tags: tags.tags,
				request
			}),
			...tags
		};
	}));
	return {
		wish,
		current,
		target,
		by: named === void 0 ? "previous" : "named",
		sites: plans,
		unreachable
	};
}
// src/report/rollback-log.ts
function describeLatest({ site: { latest } }) {
	if (latest === void 0) return "no record says how it came here";
	const { actor } = latest.record.predicate.run;
	const by = actor === void 0 ? "" : ` by ${safeText(actor.login, 50)}`;
	return `${latest.kind === "promote" ? "promoted" : "rolled back to"} ${formatTime(placedAt(latest.record))}${by}`;
}
function siteLines(image, site, request) {
	const { current } = image;
	const { uri } = site.site;
	if (current === void 0 || site.isDone && !changesSite(site)) return [`in ${uri}: it runs there already`];
	return [
		`in ${uri}:`,
		`  now     ${current} (${describeLatest(site)})`,
		...request.hold ? [`  hold    ${shortDigest(current)}, wherever it is in the pipeline`] : [],
		...tagLines(site.tags),
		...site.lines.flatMap((line) => [`  to ${line.digest}:`, ...tagLines(line.tags)])
	];
}
function rollbackPlanLines(image, request) {
	const { wish, target, by, sites, unreachable } = image;
	const [first] = sites;
	const blobs = first === void 0 ? [] : graphBlobs(first.content.graph);
	const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
	return [
		`roll ${wish.name} back in ${request.environment.name}`,
		`  to      ${target} (${by === "previous" ? "what ran before" : "as named"})`,
		`  there   ${formatCount(first?.content.graph.nodes.size ?? 0, "manifest")} and ${formatCount(blobs.length, "blob")}, ${formatBytes(bytes)}, all of them found; its record holds`,
		...sites.flatMap((site) => siteLines(image, site, request)),
		...unreachable.map(({ uri, reason }) => `left out ${uri}: ${reason}`)
	];
}
function describeImage({ image, from, to, repositories }) {
	const tags = [...new Set(repositories.flatMap((each) => each.tags.map(({ tag }) => tag)))];
	return `${image}${from === null ? "" : ` from ${shortDigest(from)}`} to ${shortDigest(to)}${tags.length === 0 ? "" : ` (${tags.join(", ")})`}`;
}
function rollbackSummaryLine({ dryRun, images, environment, changed, requests }) {
	const what = formatList(images.map(describeImage));
	const asked = formatCount(requests, "request");
	if (dryRun) return `Drill: ready to roll back ${what} in ${environment}; nothing was written (${asked})`;
	if (!changed) return `Nothing to do: ${formatList(images.map(({ image, to }) => `${image} runs ${shortDigest(to)}`))} in ${environment} already (${asked})`;
	return `Rolled back ${what} in ${environment} (${asked})`;
}
// src/report/rollback-summary.ts
function nameImages({ images }) {
	return formatList(images.map(({ image }) => markdownCode(image)));
}
function renderHeadline(report) {
	const { dryRun, changed, environment, images } = report;
	const [only, ...others] = images;
	const to = only === void 0 || others.length > 0 ? "" : ` to ${markdownCode(shortDigest(only.to))}`;
	const where = `in ${markdownCode(environment)}`;
	if (dryRun) return `## 🧯 Drill passed: ${nameImages(report)} ${where} could be rolled back${to}; nothing was written`;
	if (!changed) return `## ↩️ Nothing to do: ${nameImages(report)} ${where} is rolled back${to} already`;
	return `## ↩️ Rolled back ${nameImages(report)} ${where}${to}`;
}
function renderRun({ run, requests, milliseconds }) {
	const { actor, address, approvedBy, reason } = run;
	const approvals = formatList(approvedBy.map((login) => linkLogin(login, address)));
	return `> ${[
		reason === null ? "" : `**${markdownText(reason)}**`,
		actor === null ? "" : `started by ${linkLogin(actor, address)}`,
		approvedBy.length === 0 ? "" : `approved by ${approvals}`,
		address === null ? "" : linkRun(address, address),
		`${formatCount(requests, "request")} in ${formatSeconds(milliseconds)}`
	].filter((part) => part !== "").join(" · ")}`;
}
function renderHints({ hints }) {
	const rows = hints.map(({ updater, follows, advice }) => [`${follows ? "✅" : "⚠️"} ${markdownText(updater)}`, markdownText(advice)]);
	return markdownTable(["Updater", "After this rollback"], rows);
}
function renderImage(image, dryRun) {
	const { from, to, by, content, repositories, unreachable } = image;
	const rows = [
		["Ran until now", from === null ? "this image" : markdownCode(from)],
		[by === "previous" ? "Ran before" : "Named", markdownCode(to)],
		["There", `${formatCount(content.manifests, "manifest")} and ${formatCount(content.blobs, "blob")}, ${formatBytes(content.bytes)}, all found`]
	];
	const parts = [markdownTable(["Image", "Digest"], rows)];
	for (const { repository, tags, lines, record, hold } of repositories) {
		parts.push(`### ${markdownCode(repository)}`);
		parts.push(tags.length === 0 ? "No tag moves." : renderTags(tags, !dryRun));
		for (const line of lines) parts.push(`To ${markdownCode(line.digest)}:`, renderTags(line.tags, !dryRun));
		const facts = [...record === null ? [] : [`- **Record:** ${markdownCode(record)}`], ...hold === null ? [] : [`- **Hold:** ${markdownCode(hold)}`]];
		if (facts.length > 0) parts.push(facts.join("\n"));
	}
	if (unreachable.length > 0) {
		const left = unreachable.map(({ uri, reason }) => `- ${markdownCode(uri)}: ${markdownText(reason, 1e3)}`);
		parts.push(`### ⛔ Not rolled back`, left.join("\n"));
	}
	if (from !== null) parts.push(markdownDetails("What updaters do now", renderHints(image)));
	return parts.join("\n\n");
}
function renderRollbackSummary(report) {
	const [only, ...others] = report.images;
	const images = only !== void 0 && others.length === 0 ? [renderImage(only, report.dryRun)] : report.images.map((image) => markdownDetails(markdownText(image.image), renderImage(image, report.dryRun)));
	return markdownPage([
		renderHeadline(report),
		renderRun(report),
		...images
	], report.warnings);
}
// src/promotion/write-hold.ts
const AT_ONCE$1 = 8;
async function readPlaces(places, digest) {
	return (await eachAtMost(AT_ONCE$1, places, async (place) => {
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
	return findRecordedHolds(records, {
		pipeline,
		environment,
		verify,
		now: new Date(Math.max(Date.now(), means.now.getTime()))
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
async function makeRecord$1(predicate, { repository, image }, { signer }) {
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
	const { artifact, stored } = await makeRecord$1(predicate, first, means);
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
async function applyHold({ artifact, lacking }, { warn }) {
	if (artifact === void 0) return [];
	return eachAtMost(AT_ONCE$1, lacking, async ({ client, repository, image }) => {
		await putBlobs(client, repository, artifact.blobs);
		await attachReferrer(client, repository, {
			...artifact,
			subject: image
		}, warn);
		return repository;
	});
}
// src/rollback/hold-elsewhere.ts
function placesElsewhere({ pipeline, environment }, name) {
	const own = new Set(environment.repositories.map((each) => formatRepository(expandTemplate(each, name))));
	return [...new Map(pipeline.environments.flatMap((each) => each.repositories.map((template) => {
		const repository = expandTemplate(template, name);
		return [formatRepository(repository), {
			environment: each,
			repository
		}];
	})))].flatMap(([uri, place]) => own.has(uri) ? [] : [place]);
}
async function holdElsewhere(request, { image: { current, wish }, plan, means, tell, emit }) {
	if (current === void 0) return;
	const { clientOf, reason } = request;
	await Promise.all(placesElsewhere(request, wish.name).map(async ({ environment, repository }) => {
		try {
			const planned = await planHold([{
				client: await clientOf(repository),
				repository
			}], {
				digest: current,
				environments: [environment],
				names: ["*"],
				reason,
				effect: "quarantine"
			}, means(repository), plan);
			for (const each of await applyHold(planned, means(repository))) tell(each, current);
			const uncounted = planned.uncounted.get(environment.name);
			if (uncounted === void 0) return;
			emit({
				kind: "warning",
				to: repository,
				sentence: `The hold of ${shortDigest(current)} does not count in ${environment.name}: ${uncounted}`
			});
		} catch (error) {
			if (!(error instanceof RegistryError)) throw error;
			const command = `command: hold, to: ${environment.name}, image: ${wish.name}@${current}`;
			emit({
				kind: "warning",
				to: repository,
				sentence: `The rollback is done, and ${shortDigest(current)} could not be held in ${environment.name}: ${error.message}; hold it there by "${command}"`
			});
		}
	}));
}
// src/rollback/record.ts
function describeDestination({ place }, tags, environment) {
	const told = tags.filter(({ action }) => action !== "skip");
	const actions = told.flatMap(({ tag, action }) => action === "skip" ? [] : [[tag, action]]);
	return {
		environment,
		uri: place.uri,
		tags: told.map(({ tag }) => tag),
		replaced: new Map(told.flatMap(({ tag, action, before }) => action === "move" && before !== void 0 ? [[tag, before]] : [])),
		actions: actions.length === 0 ? void 0 : new Map(actions)
	};
}
function bypassedGates({ environment }) {
	const gates = listGates(environment.gates);
	if (gates.length === 0) return void 0;
	return gates.map(({ id }) => ({
		id,
		result: "bypassed",
		summary: "a rollback goes back to what was admitted before"
	}));
}
function subjectsOf({ digest, content: { graph } }) {
	const platforms = [...Map.groupBy(graphPlatforms(graph), (each) => each.digest)].filter(([each]) => each !== digest).map(([each, all]) => ({
		digest: each,
		platform: all.map(({ platform }) => platform).join(", ")
	}));
	return [{ digest }, ...platforms];
}
async function findFault({ pipeline, environment, run }, { place, digest, image }, made, { signer, verify }) {
	const form = signer === void 0 ? "statement" : "bundle";
	if (signer !== void 0) {
		const { checkOwnBundle } = await import("./verify.js").then((n) => n.r);
		const fault = checkOwnBundle(made.bytes, made.statement, signer.who.kind === "key" ? signer.who.pem : void 0);
		if (fault !== void 0) return fault;
	}
	const { repository, uri } = place;
	const stored = {
		repository,
		subject: digest,
		digest: made.artifact.manifest.digest,
		form,
		bytes: made.bytes
	};
	const now = new Date(Math.max(Date.now(), run.now.getTime()));
	const options = {
		pipeline,
		environment,
		image: image.wish.name,
		digest,
		uri,
		verify,
		now
	};
	const { rollbacks, rejections } = validRollbacks([stored], options);
	return rollbacks.length > 0 ? void 0 : rejections[0] ?? "what it says cannot be read";
}
async function makeRecord(request, unit, { tags, hold, earlier }, means) {
	const { environment, pipeline, run, reason } = request;
	const { digest, content, image, site, isTarget, place } = unit;
	const rollback = {
		time: run.now,
		target: {
			by: isTarget ? image.by : "named",
			evidence: isTarget ? site.evidence : []
		},
		destination: describeDestination(unit, tags, environment.name),
		hold,
		policy: {
			uri: pipeline.path,
			digest: pipeline.digest
		},
		checks: bypassedGates(request),
		approvals: means.approvals,
		set: means.set,
		run: run.facts,
		reason,
		corrects: earlier.statements,
		toolVersion: TOOL_VERSION
	};
	const statement = writeStatement(ROLLBACK, {
		uri: place.uri,
		subjects: subjectsOf(unit)
	}, rollback);
	const { signer } = means;
	const bytes = await signer?.sign(statement) ?? statement;
	const artifact = buildRecord({
		predicateType: ROLLBACK.type,
		subject: content.descriptor,
		annotations: annotateRollback(rollback, {
			labels: content.labels,
			previousDigest: image.current ?? digest,
			replaces: earlier.manifests
		}),
		form: signer === void 0 ? "statement" : "bundle",
		bytes
	});
	const fault = await findFault(request, unit, {
		bytes,
		statement,
		artifact
	}, means);
	if (fault !== void 0) throw refuse(request, image.wish, {
		reason: `the record of ${shortDigest(digest)} could not be verified afterwards, since ${fault}`,
		remedy: remedyFor(fault, signer?.who)
	});
	const signed = signer === void 0 ? void 0 : {
		by: signer.name,
		bundle: bytes
	};
	return {
		artifact,
		statement: digestOf(statement),
		says: rollback.destination,
		signed
	};
}
// src/rollback/statements.ts
const AT_ONCE = 8;
var AdmissionsBack = class {
	request;
	means;
	emit;
	written = [];
	constructor(request, means, emit) {
		this.request = request;
		this.means = means;
		this.emit = emit;
	}
	meansOf({ repository }) {
		const { signer, verify } = this.means;
		const { environment, run } = this.request;
		if (!environment.admission || signer === void 0) return void 0;
		return {
			signer,
			verify,
			now: run.now,
			warn: (sentence) => this.emit({
				kind: "warning",
				to: repository,
				sentence
			})
		};
	}
	async write(units) {
		await eachAtMost(AT_ONCE, units, async (unit) => {
			const { place, digest, content } = unit;
			const means = this.meansOf(place);
			if (means === void 0) return;
			const { environment, pipeline, run } = this.request;
			const { client, repository } = place;
			const [newest] = (await place.provenOf(digest)).promotions;
			const admitted = describeAdmission({
				repository,
				environment,
				pipeline,
				time: run.now,
				results: [],
				record: newest && {
					digest: newest.stored.digest,
					repository
				}
			});
			const at = {
				client,
				repository,
				image: content.descriptor,
				environment
			};
			const begin = (written) => void this.written.push({
				unit,
				digest: written
			});
			const digests = await writeAdmission(at, admitted, {
				...means,
				isNew: false,
				begin
			});
			if (digests.length === 0) return;
			this.emit({
				kind: "admission",
				to: repository,
				subject: digest,
				environment: environment.name,
				digests
			});
		});
	}
	async takeBack() {
		await eachAtMost(AT_ONCE, this.written.splice(0), async ({ unit: { place, digest: subject }, digest }) => {
			const { client, repository, uri } = place;
			try {
				await evenAfterStop(client, (each) => detachReferrers(each, repository, {
					subject,
					digests: [digest]
				}));
			} catch (error) {
				if (!isSealiftError(error) && !(error instanceof CancelledError)) throw error;
				const sentence = `The rollback of ${uri} failed, and a statement still lets ${subject} run: ${error.message}`;
				this.emit({
					kind: "warning",
					to: repository,
					sentence
				});
			}
		});
	}
	async withdraw({ current, sites }) {
		if (current === void 0) return;
		await eachAtMost(AT_ONCE, sites, async ({ site: { place } }) => {
			const means = this.meansOf(place);
			if (means === void 0) return;
			const { client, repository, uri } = place;
			const { environment, pipeline } = this.request;
			try {
				const content = await place.contentOf(current);
				if ("missing" in content) return;
				await withdrawAdmission({
					client,
					repository,
					image: content.descriptor,
					environment
				}, pipeline, means);
			} catch (error) {
				if (!isSealiftError(error)) throw error;
				const sentence = `The rollback is done, and ${uri}@${current} is still admitted: ${error.message}`;
				this.emit({
					kind: "warning",
					to: repository,
					sentence
				});
			}
		});
	}
};
// src/rollback/units.ts
function toUnits(images) {
	return images.flatMap((image) => image.sites.flatMap((site) => {
		const { place } = site.site;
		const common = {
			image,
			site,
			place,
			hasNewRecord: false
		};
		const { target: digest } = image;
		const { content, tags, record } = site;
		return [{
			...common,
			digest,
			content,
			tags,
			record,
			isTarget: true,
			trail: new RecordTrail()
		}, ...site.lines.map((line) => ({
			...common,
			...line,
			record: void 0,
			isTarget: false,
			trail: new RecordTrail()
		}))];
	}));
}
// src/rollback/write-tags.ts
function isClaim({ mutable, action }) {
	return !mutable && action === "create";
}
function writerOf({ place, content }, { journal, emit }) {
	return {
		client: place.client,
		repository: place.repository,
		root: content.stored,
		journal,
		emit
	};
}
async function claimNumbers(unit, run) {
	const claims = unit.tags.filter(isClaim);
	if (claims.length === 0) return false;
	const writer = writerOf(unit, run);
	const { client, repository } = writer;
	const { scope, site } = unit.site;
	const own = [
		unit.digest,
		...unit.content.graph.nodes.keys(),
		...unit.image.current ? [unit.image.current] : []
	];
	const target = {
		...writer,
		ifTagExists: "fail",
		own,
		readNames: () => readNames(client, repository, scope)
	};
	const outcome = await claimTags(target, claims, { names: site.names });
	for (const [index, claim] of claims.entries()) {
		const settled = outcome.tags[index];
		if (settled?.tag !== claim.tag || !isClaim(settled)) run.journal.release(repository, claim.tag);
	}
	unit.tags = unit.tags.map((tag) => outcome.tags[claims.indexOf(tag)] ?? tag);
	return outcome.tags.some(({ tag }, index) => tag !== claims[index]?.tag);
}
function overtaken({ request }, { image, place }, tag, holds) {
	const what = holds === void 0 ? "is gone" : `holds ${shortDigest(holds)}`;
	return new PolicyError({
		what: nameAct(request, image.wish),
		reason: `${place.uri}:${tag} ${what} since this run has looked at it, as another run was faster`,
		remedy: "look at the history, and run again if it is still to be rolled back"
	});
}
async function writeAll(writer, due) {
	const written = new Set(await writeTagsAtOnce(writer, due));
	for (let attempt = 1;; attempt++) {
		const left = due.filter(({ tag }) => !written.has(tag));
		const outcomes = await Promise.allSettled(left.map((planned) => writeTag(writer, planned)));
		for (const [index, { tag }] of left.entries()) if (outcomes[index]?.status === "fulfilled") written.add(tag);
		const failures = outcomes.filter((each) => each.status === "rejected").map(({ reason }) => reason);
		if (failures.length === 0) return;
		await pauseAfter(failures, writer, attempt);
	}
}
async function moveBack(unit, run, isDue) {
	const writer = writerOf(unit, run);
	const { client, repository, root } = writer;
	const due = unit.tags.filter((tag) => tag.mutable && isChange(tag) && isDue(tag));
	if (due.length === 0) return;
	const looks = await retryOnceTagged(due, writer, ({ tag }) => headManifest(client, repository, tag, digestAlgorithm(root.digest)));
	const there = /* @__PURE__ */ new Set();
	for (const [index, planned] of due.entries()) {
		const holds = looks[index];
		if (holds === root.digest) there.add(planned);
		else if (holds !== planned.before) throw overtaken(run, unit, planned.tag, holds);
	}
	for (const { tag } of there) run.journal.release(repository, tag);
	const kept = (tag) => ({
		...tag,
		action: "keep",
		reason: "it holds this image already"
	});
	unit.tags = unit.tags.map((tag) => there.has(tag) ? kept(tag) : tag);
	await writeAll(writer, due.filter((tag) => !there.has(tag)));
}
// src/rollback/rollback.ts
function holdMeansOf(request, { signer, verify, approvals }, { emit }) {
	const { pipeline, run } = request;
	return (repository) => ({
		pipeline,
		signer,
		verify,
		approvals,
		now: run.now,
		run: run.facts,
		warn: (sentence) => emit({
			kind: "warning",
			to: repository,
			sentence
		})
	});
}
async function allDone(items, work) {
	const outcomes = await Promise.allSettled(items.map(work));
	const failure = outcomes.find((outcome) => outcome.status === "rejected");
	if (failure !== void 0) throw failure.reason;
	return outcomes.flatMap((outcome) => "value" in outcome ? [outcome.value] : []);
}
function explainHold(error, digest) {
	if (!(error instanceof RegistryError)) return error;
	const { reason = error.message } = error.words ?? {};
	return reword(error, {
		what: `hold ${shortDigest(digest)}, which is rolled back`,
		reason,
		remedy: "let the registry take it, or set \"hold: false\" and keep the image from coming back by hand"
	});
}
function setOf$1({ run }, images) {
	if (images.length < 2) return void 0;
	const named = images.map(({ wish: { name }, target }) => ({
		name,
		digest: target
	}));
	return {
		id: digestOf(JSON.stringify([
			"rollback",
			run.facts.invocationId ?? run.now.toISOString(),
			named
		])),
		images: named
	};
}
var Rollback = class {
	request;
	images;
	run;
	means;
	admissions;
	units;
	holds = /* @__PURE__ */ new Map();
	hasHeld = false;
	constructor(request, images, run, means) {
		this.request = request;
		this.images = images;
		this.run = run;
		this.means = means;
		this.units = toUnits(images);
		this.admissions = new AdmissionsBack(request, means, run.emit);
	}
	get changed() {
		return this.hasHeld || this.units.some(({ tags, hasNewRecord }) => hasNewRecord || tags.some(isChange));
	}
	get holdMeans() {
		return holdMeansOf(this.request, this.means, this.run);
	}
	async planHolds() {
		const { environment, hold, reason } = this.request;
		if (!hold) return;
		await allDone(this.images, async (image) => {
			const { current, sites } = image;
			const [first] = sites;
			if (current === void 0 || first === void 0) return;
			const places = sites.map(({ site: { place } }) => ({
				client: place.client,
				repository: place.repository
			}));
			const wish = {
				digest: current,
				environments: [environment],
				names: ["*"],
				reason,
				effect: "quarantine"
			};
			this.holds.set(image, await planHold(places, wish, this.holdMeans(first.site.place.repository)));
		});
	}
	async applyHolds() {
		await allDone([...this.holds], async ([{ current, sites }, plan]) => {
			const [first] = sites;
			if (current === void 0 || first === void 0) return;
			try {
				const written = await applyHold(plan, this.holdMeans(first.site.place.repository));
				for (const repository of written) this.tellHeld(repository, current);
			} catch (error) {
				throw explainHold(error, current);
			}
		});
	}
	tellHeld(repository, digest) {
		this.hasHeld = true;
		this.run.tell(`held ${formatRepository(repository)}@${shortDigest(digest)} everywhere`);
	}
	make(unit, tags = unit.tags) {
		const { place, digest, trail } = unit;
		const hold = this.holds.get(unit.image)?.record;
		return trail.read(place.client, {
			repository: place.repository,
			subject: digest
		}).then((earlier) => makeRecord(this.request, unit, {
			tags,
			hold,
			earlier
		}, this.means));
	}
	async attach(unit, { artifact, statement, says, signed }) {
		const { place, digest, trail } = unit;
		const { client, repository } = place;
		const own = trail.begin({
			digest: artifact.manifest.digest,
			statement,
			says
		});
		await attachReferrer(client, repository, artifact, (sentence) => this.run.emit({
			kind: "warning",
			to: repository,
			sentence
		}));
		own.confirm();
		unit.record = artifact.manifest.digest;
		unit.hasNewRecord = true;
		const event = {
			kind: "record",
			to: repository,
			subject: digest,
			digest: artifact.manifest.digest
		};
		this.run.emit(signed === void 0 ? event : {
			...event,
			signed
		});
	}
	async record() {
		const made = await allDone(this.units.filter(({ record, tags }) => record === void 0 && tags.some(isChange)), async (unit) => ({
			unit,
			record: await this.make(unit)
		}));
		await Promise.all([this.applyHolds(), allDone(made, ({ unit: { place }, record }) => putBlobs(place.client, place.repository, record.artifact.blobs))]);
		await allDone(made, ({ unit, record }) => this.attach(unit, record));
		await this.admissions.write(this.units.filter(({ isTarget, site }) => isTarget && changesSite(site)));
	}
	async correct(unit) {
		const record = await this.make(unit);
		await putBlobs(unit.place.client, unit.place.repository, record.artifact.blobs);
		await this.attach(unit, record);
	}
	async tag() {
		const { journal, emit } = this.run;
		const { marker } = this.request;
		const run = {
			request: this.request,
			journal,
			emit
		};
		const clients = new Set(this.units.map(({ place }) => place.client));
		await allDone(this.units, async (unit) => {
			if (await claimNumbers(unit, run)) await this.correct(unit);
		});
		await settleLists(clients, false);
		await allDone(this.units, (unit) => moveBack(unit, run, ({ tag }) => tag !== marker));
		await allDone(this.units, (unit) => moveBack(unit, run, ({ tag }) => tag === marker));
		await settleLists(clients, true);
	}
	expectTags() {
		for (const { place, tags } of this.units) {
			const changes = tags.filter(isChange).map(({ tag }) => tag);
			this.run.journal.expect(place.repository, changes);
		}
	}
	async correctAfterFailure(unit) {
		const { trail, place } = unit;
		if (trail.last === void 0) return;
		const { states } = this.run.journal;
		const tags = unit.tags.filter(({ tag, mutable, action }) => action === "keep" || !mutable && states.get(`${place.uri}:${tag}`) === "new");
		try {
			await evenAfterStop(place.client, async (client) => {
				const record = await this.make(unit, tags);
				await putBlobs(client, place.repository, record.artifact.blobs);
				await attachReferrer(client, place.repository, record.artifact);
			});
		} catch (error) {
			if (!isSealiftError(error) && !(error instanceof CancelledError)) throw error;
			const sentence = `The record of the rollback of ${place.uri}@${unit.digest} names tags that were put back, and could not be corrected: ${error.message}; promote what runs there again`;
			this.run.emit({
				kind: "warning",
				to: place.repository,
				sentence
			});
		}
	}
	async undo(error) {
		const undone = await undoTags(this.run.journal, error);
		await this.admissions.takeBack();
		await Promise.all(this.units.map((unit) => this.correctAfterFailure(unit)));
		return undone;
	}
	async finish() {
		const tell = (repository, digest) => this.tellHeld(repository, digest);
		for (const [image, plan] of this.holds) {
			await holdElsewhere(this.request, {
				image,
				plan,
				means: this.holdMeans,
				tell,
				emit: this.run.emit
			});
			await this.admissions.withdraw(image);
		}
	}
};
async function applyRollback(request, images, run) {
	const [signer, verify, approvals] = await Promise.all([
		request.record === "signed" ? request.run.signer?.open() : void 0,
		request.openVerifier(),
		request.approvals
	]);
	const rollback = new Rollback(request, images, run, {
		signer,
		verify,
		approvals,
		set: setOf$1(request, images)
	});
	await rollback.planHolds();
	rollback.expectTags();
	try {
		await rollback.record();
		await rollback.tag();
	} catch (error) {
		throw await rollback.undo(error);
	}
	await rollback.finish();
	const { units, holds } = rollback;
	return {
		units,
		holds,
		changed: rollback.changed
	};
}
// src/rollback/set.ts
function setOf(record) {
	return record?.predicate.set;
}
function cameTogether(one, other) {
	if (other === void 0) return false;
	const [set, otherSet] = [setOf(one), setOf(other)];
	if (set !== void 0 && otherSet !== void 0) return set.id === otherSet.id;
	const run = runOf(one.predicate.run);
	return run !== void 0 && run === runOf(other.predicate.run);
}
async function findSet(request, wish) {
	const { sites } = await readSites(request, wish);
	const latest = sites[0]?.latest?.record;
	if (latest === void 0) return [wish];
	const named = setOf(latest)?.images?.map(({ name }) => name) ?? request.pipeline.images;
	const others = [...new Set(named)].filter((name) => name !== wish.name);
	if (others.length === 0 && setOf(latest) !== void 0) throw refuse(request, wish, {
		reason: "its record does not name the images that came with it, and the pipeline file lists none",
		remedy: "list them in the input \"image\""
	});
	const isOwn = runOf(latest.predicate.run) !== void 0 && runOf(latest.predicate.run) === runOf(request.run.facts);
	return [wish, ...(await Promise.all(others.map(async (name) => {
		const other = {
			name,
			tag: void 0,
			digest: void 0,
			expected: void 0
		};
		const { sites: theirs } = await readSites(request, other);
		return isOwn || cameTogether(latest, theirs[0]?.latest?.record) ? [other] : [];
	}))).flat()];
}
async function planRollback(request) {
	const [first, ...others] = request.images;
	const found = request.wholeSet ? await findSet(request, first) : [first];
	const known = new Set(others.map(({ name }) => name));
	const wishes = [...found.filter(({ name }) => !known.has(name)), ...others];
	return Promise.all(wishes.map((wish) => planImage(request, wish)));
}
// src/commands/publish-rollback.ts
const SILENT = {
	listen() {},
	async begin() {},
	async succeed() {},
	async fail() {}
};
function describeItems({ environment }, { wish, target, current, sites }, { units, bundles }) {
	return sites.map(({ site: { place, uri }, tags: planned }) => {
		const unit = units.find((each) => each.isTarget && each.place === place);
		const tags = (unit?.tags ?? planned).filter(({ action }) => action !== "skip").map(({ tag }) => tag);
		const record = unit?.record;
		return {
			image: wish.name,
			digest: target,
			source: {
				environment: environment.name,
				uri
			},
			destination: {
				environment: environment.name,
				uri,
				registry: place.repository.registry
			},
			tags,
			previousDigest: current,
			version: versionTagsOf(tags)[0],
			record,
			bundle: record === void 0 ? void 0 : bundles.get(record)
		};
	});
}
function openRollbackPublisher(request, images, { event, environment, logger, token, warn }) {
	const use = {
		...request.pipeline.gitHub,
		storageRecords: "off"
	};
	const published = images.filter(({ sites }) => sites.some(changesSite));
	if (published.length === 0 || Object.values(use).every((each) => each === "off")) return SILENT;
	const publishers = openPublishers({
		use,
		event,
		environment,
		token,
		warn,
		note: logger.info,
		task: "rollback"
	});
	const bundles = /* @__PURE__ */ new Map();
	const describe = (units) => published.flatMap((image) => describeItems(request, image, {
		units,
		bundles
	}));
	return {
		listen(happened) {
			if (happened.kind === "record" && happened.signed !== void 0) bundles.set(happened.digest, happened.signed.bundle);
		},
		begin: () => publishers.begin(describe([])),
		async succeed({ units }) {
			try {
				await publishers.succeed(describe(units));
				return;
			} catch (error) {
				return error;
			}
		},
		fail: () => publishers.fail("the log of the run says why")
	};
}
// src/commands/rollback-run.ts
function requireRollbackEnvironment({ environment }, run) {
	const required = environment.rollback.gitHubEnvironment ?? environment.gitHubEnvironment;
	if (required === void 0) return;
	const actual = run.isFromToken === true ? run.environment : void 0;
	if (actual === required) return;
	const [why, remedy] = run.isFromToken === true ? [`this one runs in ${actual === void 0 ? "none" : quote(actual)}`, `"environment: ${required}"`] : ["there is no identity token that says where this one runs", "\"permissions: id-token: write\""];
	throw new PolicyError(`Cannot roll back in ${environment.name}: only a job in GitHub's environment ${quote(required)} may, and ${why}; give the job ${remedy}`);
}
async function openClients(pool, inputs) {
	const { environment, images, credential: given, dryRun } = inputs;
	const access = dryRun ? "pull" : "push";
	const own = images.flatMap(({ name }) => environment.repositories.map((each) => expandTemplate(each, name)));
	const lookUp = await pool.open(own.map((repository) => ({
		repository,
		access,
		given
	})));
	const clients = new Map(own.map((repository) => [formatRepository(repository), Promise.resolve(lookUp(repository, access))]));
	return (repository) => getOrMake(clients, formatRepository(repository), async () => {
		return (await pool.open([{
			repository,
			access,
			given
		}]))(repository, access);
	});
}
async function openRollback(inputs, context, pool) {
	const { environment: env, event, logger, now } = context;
	const { pipeline, environment, dryRun, reason } = inputs;
	const state = {
		canSign: findRunMeans(inputs, context) !== void 0,
		writes: !dryRun
	};
	const record = decideRecordForm(inputs.record, environment, state);
	if (record === "off") throw new Error("a rollback is always recorded");
	const { identity, signer, publicGood } = await findRunSigner(inputs, context, record === "signed" && !dryRun);
	const facts = identity === void 0 ? event.run : toRunFacts(identity.claims, event.run);
	if (!dryRun) requireRollbackEnvironment(inputs, facts);
	const { info: tell, warn } = logger;
	const approvals = !dryRun && event.apiUrl !== void 0 ? readApprovals(event, {
		environment: env,
		token: inputs.githubToken,
		tell,
		runId: identity?.claims.runId
	}) : void 0;
	const verifying = {
		now: () => /* @__PURE__ */ new Date(),
		warn,
		environment: env,
		publicGood
	};
	const { images, marker, hold, allowPartial, wholeSet, timeZone } = inputs;
	return {
		pipeline,
		environment,
		images,
		marker,
		hold,
		allowPartial,
		wholeSet,
		timeZone,
		reason,
		record,
		approvals,
		run: {
			facts,
			signer,
			reason,
			now
		},
		openVerifier: once(() => openVerifier(pipeline, verifying)),
		clientOf: await openClients(pool, inputs)
	};
}
async function countApprovals({ environment, approvals, run }) {
	const required = environment.rollback.gitHubEnvironment ?? environment.gitHubEnvironment;
	const actor = run.facts.actor?.login.toLowerCase();
	const given = (await approvals ?? []).filter(({ state, environments }) => state === "approved" && (required === void 0 || environments.includes(required)));
	return new Set(given.map(({ login }) => login.toLowerCase()).filter((login) => login !== actor)).size;
}
function findSameActor({ run }, images) {
	const own = starterOf(run.facts)?.toLowerCase();
	const before = images.flatMap(({ sites }) => sites.flatMap(({ site: { latest } }) => latest?.kind === "promote" ? [starterOf(latest.record.predicate.run)] : []));
	if (own === void 0 || before.includes(void 0)) return "somebody unknown";
	return before.find((login) => login?.toLowerCase() === own);
}
async function requireRun(request, images) {
	const { environment, record, run } = request;
	const { approvals, anotherActor } = environment.rollback;
	const refuse = (reason, remedy) => {
		const names = formatList(images.map(({ wish }) => wish.name));
		throw new PolicyError({
			what: `roll back ${names} in ${environment.name}`,
			reason,
			remedy
		});
	};
	if (approvals > 0) {
		const count = await countApprovals(request);
		if (count < approvals) refuse(`its run has ${count} of ${formatCount(approvals, "required approval")} by others`, "start it in an environment of GitHub that asks for reviewers, and give the job \"actions: read\"");
	}
	const same = anotherActor ? findSameActor(request, images) : void 0;
	if (same !== void 0) refuse(`${safeText(same, 50)} promoted it as well, and a different person is required`, "have a different person start a run");
	const signer = record === "signed" ? await run.signer?.open() : void 0;
	if (signer === void 0) return;
	const { signers, name } = environment;
	if (signers.length > 0 && !signers.some((trusted) => isAllowedSigner(signer.who, trusted))) refuse(`its record would be signed by ${safeText(signer.name, 300)}, whom the pipeline file does not name among the signers of ${name}`, "roll it back by a workflow or key that is named there");
	await signer.prepare();
}
// src/commands/rollback.ts
var rollback_exports = /* @__PURE__ */ __exportAll({ runRollback: () => runRollback });
function warnOfNoHold({ hold, environment }, images) {
	if (hold || images.every(({ current }) => current === void 0)) return [];
	return [`Nothing holds what is rolled back: the next promotion may bring it to ${environment.name} again, and as long as its version is the highest, moving tags do not go to a lower fix; leave "hold" out, or use command hold`];
}
async function apply(request, images, context, { token, eventLog }) {
	const { emit, warn } = eventLog;
	const { logger, cancellation } = context;
	return cancellation.writing(async () => {
		const publisher = openRollbackPublisher(request, images, {
			...context,
			token,
			warn
		});
		await requireRun(request, images);
		await publisher.begin();
		try {
			const result = await inGroup(logger, "Rollback", () => applyRollback(request, images, {
				emit: (event) => {
					publisher.listen(event);
					emit(event);
				},
				tell: logger.info,
				journal: cancellation.journal
			}));
			return {
				result,
				trouble: await publisher.succeed(result)
			};
		} catch (error) {
			await publisher.fail();
			throw error;
		}
	});
}
function findLeft(images, { environment }) {
	const left = images.flatMap(({ unreachable }) => unreachable);
	const [first] = left;
	if (first === void 0) return void 0;
	return new PolicyError({
		what: `roll back all of ${environment.name}`,
		reason: `${formatList([...new Set(left.map(({ uri }) => uri))])} did not answer (${first.reason})`,
		remedy: "run the same again once they do: it completes them",
		aftermath: "the other repositories are rolled back"
	});
}
async function runRollback(inputs, context) {
	const { logger, now, event } = context;
	const { dryRun, githubToken: token, environment, marker } = inputs;
	await using pool = await openClientPool(context, inputs, context.cancellation.signal);
	const request = await openRollback(inputs, context, pool);
	const images = await planOrTell(request, context, dryRun);
	await inGroup(logger, "Plan", async () => {
		images.flatMap((image) => rollbackPlanLines(image, request)).forEach(logger.info);
	});
	const eventLog = openEventLog(logger);
	for (const { sites } of images) for (const { warnings } of sites) warnings.forEach(eventLog.warn);
	warnOfNoHold(request, images).forEach(eventLog.warn);
	const applied = dryRun ? void 0 : await apply(request, images, context, {
		token,
		eventLog
	});
	const approvals = await request.approvals?.catch(() => void 0);
	const report = buildRollbackReport(images, {
		environment,
		marker,
		result: applied?.result
	}, {
		run: {
			address: event.run.invocationId ?? null,
			actor: request.run.facts.actor?.login ?? null,
			approvedBy: (approvals ?? []).flatMap(({ login, state }) => state === "approved" ? [login] : []),
			reason: request.reason
		},
		requests: pool.requests,
		milliseconds: Date.now() - now.getTime(),
		warnings: [...eventLog.warnings]
	});
	const hints = [...new Set(report.images.flatMap(({ from, hints: each }) => from === null ? [] : hintLines(each)))];
	await inGroup(logger, "What updaters do now", async () => hints.forEach(logger.info));
	const told = {
		outputs: buildRollbackOutputs(report),
		summary: renderRollbackSummary(report)
	};
	const failure = context.handOver(told, dryRun ? "it was a drill" : "the rollback itself is complete");
	logger.info(rollbackSummaryLine(report));
	throwWorst(applied?.trouble ?? findLeft(images, request), failure, logger);
}
async function planOrTell(request, context, dryRun) {
	try {
		return await planRollback(request);
	} catch (error) {
		if (dryRun) context.handOver({
			outputs: /* @__PURE__ */ new Map([["ready", "false"]]),
			summary: ""
		}, "nothing was written");
		throw error;
	}
}
export { lacksAdmission as a, withdrawAdmission as i, mayWithdraw as n, writeAdmission as o, readAdmission as r, describeAdmission as s, rollback_exports as t };
