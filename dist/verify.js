import "./rolldown-runtime.js";
import { r as openClients } from "./clients.js";
import { t as openVerifier } from "./open-verifier.js";
import { f as writeOutputs, s as limitSummary } from "./read-graph.js";
import { At as property, Et as objectProperty, Ht as formatRepository, Mt as stringProperty, Qt as PolicyError, St as FormatError, Tt as isJsonObject, U as recordedEnvironment, Ut as isSameRepository, Y as expandTemplate, a as markdownTable, h as formatReference, i as markdownDetails, mt as formatCount, n as printSummary, o as markdownText, ot as shortDigest, qt as quote, r as markdownCode, vt as formatSeconds } from "./common.js";
import { u as eachAtMost } from "./referrers.js";
import { n as signerOf, t as describeChain } from "./describe-chain.js";
import { n as PROMOTION_PREDICATE } from "./statement.js";
import { i as peekStatement, r as peekClaims, t as CLOCK_SKEW } from "./judge-entry.js";
import { a as unmetByOrigin, i as starterOf, n as pickEntries, r as requiresRecord, s as openNameJudge } from "./find-entry.js";
import { i as readAttestations, o as readRecords } from "./read-records.js";
import { o as validEntries, r as TAKE_THE_WHOLE } from "./judge-name.js";
import { n as lackingPlatforms, t as SourceImage } from "./source-image.js";
import { t as resolveSource } from "./resolve-source.js";
// src/action/verify-report.ts
function isRefused({ links }) {
	return links.some(({ kind }) => kind === "broken");
}
function concludeOne({ reference, environment, name, verified }) {
	if (!verified) return `${reference} is in ${environment}; nothing comes before it, nothing was proven`;
	return `${reference} is in ${environment} by the routes of the pipeline file, from the build on${name.tag === null ? "; no name was proven" : ""}`;
}
function concludeVerification({ images }) {
	const [first, ...more] = images.filter(isRefused);
	if (first !== void 0) return `${first.reference}${more.length === 0 ? "" : ` (and ${more.length} more)`}`;
	const [only, ...others] = images;
	if (only !== void 0 && others.length === 0) return concludeOne(only);
	const unproven = images.filter(({ verified }) => !verified);
	if (unproven.length === 0) return `All ${images.length} are where they are by the routes of the pipeline file, from the build on`;
	return `${images.length - unproven.length} of ${images.length} are proven; nothing comes before the others, and nothing was proven of them`;
}
function narrateName({ name: { tag, record, reason, unread }, links }) {
	if (links.some(({ kind }) => kind === "broken")) return [];
	const left = unread === 0 ? "" : `; ${unread} tags, images or records of its repository were not looked at`;
	if (record === null) return [`  · no name was proven: ${reason ?? ""}`];
	return [`  ✓ the name ${quote(tag ?? "")}: by the record ${shortDigest(record)}${left}`];
}
function narrateVerification({ images }) {
	return images.flatMap((image) => {
		const { reference, digest, verified, links, attestations } = image;
		const [mark, built] = verified ? ["✓", "✓"] : [isRefused(image) ? "✗" : "·", "·"];
		return [
			`${mark} ${reference} (${digest})`,
			...narrateName(image),
			...links.map(({ kind, sentence }) => {
				return `  ${kind === "broken" ? "✗" : kind === "built" ? built : "✓"} ${sentence}`;
			}),
			...attestations.map(({ claim, trusted, because }) => `  · also: ${claim} (${trusted ? "signed by" : "not counted:"} ${because})`)
		];
	});
}
// src/action/summary/verify-summary.ts
const MAX_TOLD = 50;
function describeTime(time) {
	return `${time.slice(0, 16).replace("T", " ")} UTC`;
}
function renderLink({ environment, kind, record, sentence }) {
	const name = markdownCode(environment);
	if (kind === "built") return [
		name,
		"🏗️ built here",
		"",
		"",
		""
	];
	if (record === null) return [
		name,
		`❌ ${markdownText(sentence.slice(environment.length + 2), 1e3)}`,
		"",
		"",
		""
	];
	const { from, route, time, actor, signer, reason, approvals, digest } = record;
	const way = `✅ from ${markdownCode(from ?? "")}${route === "regular" ? "" : ` · **${markdownText(route)}**`}`;
	const approved = (approvals ?? []).filter(({ state }) => state === "approved").map(({ login }) => login);
	const who = [
		actor === null ? "" : markdownText(actor),
		approved.length === 0 ? "" : `approved by ${markdownText([...new Set(approved)].join(", "))}`,
		reason === null ? "" : markdownText(`“${reason}”`, 300)
	];
	return [
		name,
		way,
		markdownText(describeTime(time)),
		who.filter((part) => part !== "").join("<br>"),
		`${signer === null ? "⚠️ **unsigned**" : "🔏 signed"} ${markdownCode(shortDigest(digest))}`
	];
}
function renderRecords({ links }) {
	const records = links.flatMap(({ environment, record }) => record === null ? [] : [{
		environment,
		...record
	}]);
	if (records.length === 0) return [];
	const parts = records.map(({ environment, reference, signer, signedAt, run, policy, tags }) => [
		`- **${markdownText(environment)}:** ${markdownCode(reference)}`,
		`  - signed by ${signer === null ? "**nobody**" : markdownCode(signer)}${signedAt === null ? "" : `, witnessed ${markdownText(describeTime(signedAt))}`}`,
		...run === null ? [] : [`  - run ${markdownCode(run)}`],
		...tags.length === 0 ? [] : [`  - tags ${tags.map(markdownCode).join(" ")}`],
		...policy === null ? [] : [`  - pipeline file ${markdownCode(policy)}`]
	].join("\n"));
	return [markdownDetails(formatCount(records.length, "record"), parts.join("\n"))];
}
function renderAttestations({ attestations, attestationsLeftOut: leftOut }) {
	if (attestations.length === 0) return [];
	const rows = attestations.map(({ claim, trusted, because, predicateType }) => [
		markdownText(claim, 300),
		trusted ? `🔏 ${markdownText(because, 300)}` : `not counted: ${markdownText(because, 300)}`,
		markdownCode(predicateType)
	]);
	const title = `${formatCount(attestations.length, "other attestation")}`;
	const more = leftOut === 0 ? "" : `\n\n${leftOut} older ${leftOut === 1 ? "one was" : "ones were"} not read.`;
	return [markdownDetails(title, markdownTable([
		"It says",
		"Signed",
		"Type"
	], rows) + more)];
}
function renderName({ name: { tag, proven, record, reason, unread } }) {
	if (!proven || record === null) return `- **Name:** not proven: ${markdownText(reason ?? "", 500)}`;
	const left = unread === 0 ? "" : `; ${unread} tags, images or records of its repository were not looked at`;
	return `- **Name:** ${markdownCode(tag ?? "")} by the record ${markdownCode(shortDigest(record))}${left}`;
}
function renderImage(image) {
	const { reference, digest, verified, links } = image;
	return [
		`### ${verified ? "✅" : isRefused(image) ? "❌" : "🏗️"} ${markdownCode(reference)}`,
		[`- **Digest:** ${markdownCode(digest)}`, renderName(image)].join("\n"),
		markdownTable([
			"Environment",
			"How it came there",
			"When",
			"By whom",
			"Record"
		], links.map(renderLink)),
		...renderRecords(image),
		...renderAttestations(image)
	].join("\n\n");
}
function renderHeadline({ images, verified }) {
	const [first] = images;
	const failed = images.filter(isRefused).length;
	if (images.length === 1 && first !== void 0) {
		const what = `${markdownCode(first.image)} in ${markdownCode(first.environment)}`;
		if (verified) return `## ✅ ${what}: the whole way from the build is proven`;
		return failed > 0 ? `## ❌ ${what}: its way there is not proven` : `## 🏗️ ${what}: nothing comes before it, nothing was proven`;
	}
	if (verified) return `## ✅ ${images.length} images: the whole way from the build is proven`;
	if (failed > 0) return `## ❌ ${failed} of ${images.length} images: the way there is not proven`;
	return `## 🏗️ ${images.filter((image) => !image.verified).length} of ${images.length} images: nothing comes before them, nothing was proven`;
}
function renderVerifySummary(report) {
	const { images, requests, milliseconds } = report;
	const sorted = [...images].sort((left, right) => Number(isRefused(right)) - Number(isRefused(left)));
	const left = sorted.length - MAX_TOLD;
	const parts = [
		renderHeadline(report),
		...sorted.slice(0, MAX_TOLD).map(renderImage),
		...left > 0 ? [`${left} more are in the output \`report\`.`] : [],
		`<sub>${formatCount(requests, "request")} in ${formatSeconds(milliseconds)}</sub>`
	];
	return limitSummary(`${parts.join("\n\n")}\n`);
}
// src/provenance/verification/describe-attestation.ts
function within(object, ...keys) {
	return keys.reduce((found, key) => found && objectProperty(found, key), object);
}
function textWithin(object, ...path) {
	const parent = within(object, ...path.slice(0, -1));
	return parent && stringProperty(parent, path.at(-1) ?? "");
}
function part(before, text) {
	return text === void 0 || text === "" ? "" : `${before}${quote(text)}`;
}
function commitOf(digest) {
	return digest && (stringProperty(digest, "gitCommit") ?? stringProperty(digest, "sha1"));
}
function findSource(materials) {
	const list = Array.isArray(materials) ? materials.filter(isJsonObject) : [];
	return list.find((each) => commitOf(objectProperty(each, "digest")) !== void 0) ?? list[0];
}
function describeBuild(builder, source) {
	const uri = source && stringProperty(source, "uri");
	const revision = source && commitOf(objectProperty(source, "digest"));
	return `it was built${part(" by ", builder)}${part(" from ", uri)}${part(" at ", revision)} (SLSA provenance)`;
}
const describeSlsa1 = (predicate) => describeBuild(textWithin(predicate, "runDetails", "builder", "id"), findSource(property(objectProperty(predicate, "buildDefinition") ?? {}, "resolvedDependencies")));
const describeSlsa02 = (predicate) => {
	const source = within(predicate, "invocation", "configSource");
	const isNamed = source !== void 0 && stringProperty(source, "uri") !== void 0;
	return describeBuild(textWithin(predicate, "builder", "id"), isNamed ? source : findSource(property(predicate, "materials")));
};
const describeSpdx = (predicate) => {
	const packages = property(predicate, "packages");
	return `it has a bill of materials${Array.isArray(packages) ? ` of ${packages.length} packages` : ""}${part(" in ", stringProperty(predicate, "spdxVersion") ?? "SPDX")}`;
};
const describeCycloneDx = (predicate) => {
	const components = property(predicate, "components");
	return `it has a bill of materials${Array.isArray(components) ? ` of ${components.length} components` : ""} in "CycloneDX"`;
};
const describeScan = (predicate) => `it was scanned for vulnerabilities${part(" by ", textWithin(predicate, "scanner", "uri"))}` + part(" at ", textWithin(predicate, "metadata", "scanFinishedOn"));
const describeSummary = (predicate) => {
	const result = stringProperty(predicate, "verificationResult");
	return `it ${result === "PASSED" ? "passed" : result === "FAILED" ? "did not pass" : "has no known result of"} a verification${part(" by ", textWithin(predicate, "verifier", "id"))}${part(" as ", stringProperty(predicate, "resourceUri"))} (SLSA verification summary)`;
};
const describeTest = (predicate) => {
	return `it was tested${part(", with the result ", stringProperty(predicate, "result"))}${part(", see ", stringProperty(predicate, "url"))}`;
};
const describeKubernetesPromotion = (predicate) => `it was promoted${part(" from ", stringProperty(predicate, "srcRef"))}${part(" to ", stringProperty(predicate, "dstRef"))}${part(" by ", stringProperty(predicate, "builderId"))} (Kubernetes image promoter)`;
const describePromotion = (predicate) => `it was promoted${part(" from ", textWithin(predicate, "source", "uri"))}${part(" to ", textWithin(predicate, "destination", "uri"))}${part(" by ", textWithin(predicate, "actor", "login"))}`;
const describeRelease = (predicate) => {
	const purl = stringProperty(predicate, "purl");
	const where = part(" as ", stringProperty(predicate, "tag")) + part(" of ", stringProperty(predicate, "repository"));
	return `it was released${purl === void 0 || purl === "" ? where : part(" as ", purl)}`;
};
const describeSignature = () => "its digest was signed (cosign)";
const DESCRIPTIONS = /* @__PURE__ */ new Map([
	[PROMOTION_PREDICATE, describePromotion],
	["https://slsa.dev/provenance/v1", describeSlsa1],
	["https://slsa.dev/provenance/v0.2", describeSlsa02],
	["https://slsa.dev/verification_summary/v1", describeSummary],
	["https://sigstore.dev/cosign/sign/v1", describeSignature],
	["https://cosign.sigstore.dev/attestation/vuln/v1", describeScan],
	["https://in-toto.io/attestation/vulns/v0.1", describeScan],
	["https://in-toto.io/attestation/vulns/v0.2", describeScan],
	["https://in-toto.io/attestation/test-result/v0.1", describeTest],
	["https://k8s.io/promo-tools/promotion/v1", describeKubernetesPromotion],
	["https://cyclonedx.org/bom", describeCycloneDx]
]);
const FAMILIES = [
	["https://in-toto.io/attestation/release/v0.", describeRelease],
	["https://spdx.dev/Document", describeSpdx],
	["https://cyclonedx.org/bom/", describeCycloneDx]
];
function describeAttestation(statement) {
	const { predicateType, predicate } = statement;
	return (DESCRIPTIONS.get(predicateType) ?? FAMILIES.find(([prefix]) => predicateType.startsWith(prefix))?.[1])?.(predicate, statement) ?? `it has an attestation of the type ${quote(predicateType)}`;
}
// src/chain/judge-attestation.ts
function judgeAttestation(record, { digest, verify, signers }) {
	try {
		const statement = peekStatement(record);
		const { predicateType } = statement;
		const common = {
			digest: record.digest,
			predicateType,
			claim: describeAttestation(statement)
		};
		if (!statement.subjects.some((subject) => subject.digest.includes(digest))) return {
			...common,
			trusted: false,
			because: "it speaks of another image"
		};
		if (record.form === "statement") return {
			...common,
			trusted: false,
			because: "nobody signed it"
		};
		const verdict = verify(record.bytes, signers);
		if (verdict.kind === "refused") return {
			...common,
			trusted: false,
			because: verdict.reason
		};
		return {
			...common,
			trusted: true,
			because: signerOf(verdict.signature)
		};
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
// src/chain/walk-chain.ts
const MAX_STEPS = 1e3;
const NO_REQUIREMENTS = {
	signed: false,
	approvals: 0,
	age: 0,
	anotherActor: false
};
var Walker = class {
	question;
	source;
	pool = /* @__PURE__ */ new Map();
	read = /* @__PURE__ */ new Set();
	sorted = /* @__PURE__ */ new Map();
	steps = 0;
	farthest;
	constructor(question, source) {
		this.question = question;
		this.source = source;
	}
	fail(entries, environment, reason) {
		const known = this.farthest?.entries.length ?? -1;
		if (entries.length > known) this.farthest = {
			entries,
			origin: void 0,
			broken: {
				environment,
				reason
			}
		};
	}
	async readFrom(environment) {
		if (this.read.has(environment.name)) return;
		this.read.add(environment.name);
		const { image, digest } = this.question;
		for (const record of await this.source.recordsOf(environment, image, digest)) this.pool.set(record.digest, record);
	}
	sortFor(environment, uri) {
		const key = `${environment.name} ${uri ?? ""} ${this.pool.size}`;
		const known = this.sorted.get(key);
		if (known !== void 0) return known;
		const records = [...this.pool.values()];
		const question = {
			...this.question,
			environment,
			uri
		};
		const sorted = {
			records,
			question,
			valid: validEntries(records, question)
		};
		this.sorted.set(key, sorted);
		return sorted;
	}
	async tryRecords(step) {
		const { environment, requires, next, entries, uri } = step;
		const accepts = entries.length === 0 ? this.question.accepts : void 0;
		const found = pickEntries(this.sortFor(environment, uri), {
			requires,
			next,
			accepts
		});
		if (found.entries.length === 0) return this.fail(entries, environment.name, found.reason);
		for (const entry of found.entries) {
			const chain = await this.follow(entry, step);
			if (chain !== void 0) return chain;
		}
	}
	async follow(entry, { environment, entries }) {
		const { claims, signature } = entry;
		const way = [...entries, entry];
		const from = recordedEnvironment(this.question.pipeline, claims.source.environment ?? "");
		if (from === void 0 || way.some((each) => each.environment === from.name)) return this.fail(way, environment.name, `its way leads in a circle back to ${claims.source.environment}`);
		const next = {
			time: claims.time,
			signedAt: signature?.signedAt,
			actor: starterOf(claims.run)
		};
		return this.walk({
			environment: from,
			requires: environment.requires,
			next,
			entries: way,
			uri: claims.source.uri
		});
	}
	async walk(step) {
		const { environment, entries, requires } = step;
		if (environment.from.length === 0 && requiresRecord(requires)) return this.fail(entries, environment.name, unmetByOrigin(environment));
		if (environment.from.length === 0) return {
			entries,
			origin: environment.name,
			broken: void 0
		};
		if (++this.steps > MAX_STEPS) return this.fail(entries, environment.name, "there are too many records to follow");
		const { farthest } = this;
		const early = this.read.size > 0 ? await this.tryRecords(step) : void 0;
		if (early !== void 0 || this.read.has(environment.name)) return early;
		await this.readFrom(environment);
		this.farthest = farthest;
		return this.tryRecords(step);
	}
	async start() {
		const { environment, now } = this.question;
		const next = {
			time: new Date(now.getTime() + CLOCK_SKEW),
			actor: void 0
		};
		const chain = await this.walk({
			environment,
			requires: NO_REQUIREMENTS,
			next,
			entries: [],
			uri: this.question.uri
		});
		const nothing = {
			environment: environment.name,
			reason: "no record was found"
		};
		return chain ?? this.farthest ?? {
			entries: [],
			origin: void 0,
			broken: nothing
		};
	}
};
function walkChain(question, source) {
	return new Walker(question, source).start();
}
// src/commands/verify-place.ts
function openReaders(opener, { sourceCredential, places }) {
	const own = new Set(places.map(({ reference }) => reference.repository.registry));
	const clients = /* @__PURE__ */ new Map();
	return (repository) => {
		const key = formatRepository(repository);
		const known = clients.get(key);
		if (known !== void 0) return known;
		const explicit = own.has(repository.registry) ? sourceCredential : void 0;
		const opened = opener.open(repository.registry, {
			explicit,
			push: [],
			pull: [repository]
		});
		clients.set(key, opened);
		return opened;
	};
}
function openSource(place, own, { clientOf }) {
	const asked = place.reference.repository;
	async function read(environment, image, subject) {
		const others = environment.repositories.map((template) => expandTemplate(template, image)).filter((repository) => !isSameRepository(repository, asked));
		return (await Promise.all(others.map(async (repository) => readRecords(await clientOf(repository), {
			repository,
			subject
		})))).flat();
	}
	return { async recordsOf(environment, image, subject) {
		if (environment.name === place.environment.name) return own;
		return [...own, ...await read(environment, image, subject)];
	} };
}
async function findLacking({ environment, reference }, client, stored) {
	if (environment.platforms.length === 0) return void 0;
	const image = new SourceImage({
		source: client,
		destination: () => client
	}, reference.repository, Promise.resolve(stored));
	return lackingPlatforms(environment, await image.platforms())?.reason;
}
function reportName({ reference, environment }, chain, judge) {
	const { tag = null } = reference;
	const [entry] = chain.entries;
	const nothing = {
		tag,
		proven: false,
		record: null,
		unread: judge?.unread ?? 0
	};
	if (tag === null) return {
		...nothing,
		reason: "it was asked for by its digest"
	};
	if (environment.from.length === 0) return {
		...nothing,
		reason: `images are built in ${environment.name}`
	};
	if (chain.broken !== void 0 || entry === void 0) return {
		...nothing,
		reason: chain.broken?.reason ?? "no record was found"
	};
	return {
		...nothing,
		proven: true,
		record: entry.record.digest,
		reason: null
	};
}
function findCure({ broken, entries }, { fault, isBare }) {
	if (broken === void 0 || entries.length > 0) return null;
	if (fault !== void 0) return fault.cure;
	return isBare ? `promote it by Sealift, or ${TAKE_THE_WHOLE}` : null;
}
async function openName({ reference, environment }, client, question) {
	const { tag, repository } = reference;
	if (tag === void 0 || environment.from.length === 0) return void 0;
	return openNameJudge(client, {
		...question,
		repository,
		tag
	});
}
async function verifyPlace(place, verification) {
	const { inputs, now, verify, clientOf } = verification;
	const { environment, image, reference } = place;
	const { repository } = reference;
	const client = await clientOf(repository);
	const stored = await resolveSource(client, {
		from: reference,
		expectedDigest: void 0,
		verb: "verify"
	});
	const { digest } = stored;
	const [lacking, { records, others, leftOut }] = await Promise.all([findLacking(place, client, stored), readAttestations(client, {
		repository,
		subject: digest
	})]);
	const attestations = [...others, ...records.filter((record) => peekClaims(record) === void 0)];
	const { pipeline } = inputs;
	const question = {
		pipeline,
		environment,
		image,
		digest,
		verify,
		now
	};
	const judge = await openName(place, client, {
		...question,
		records
	});
	const faults = [];
	const accepts = (entry) => {
		const fault = judge?.accepts(entry);
		if (fault !== void 0) faults.push(fault);
		return fault;
	};
	const walked = await walkChain({
		...question,
		uri: formatRepository(repository),
		accepts
	}, openSource(place, records, verification));
	const chain = lacking === void 0 || walked.broken !== void 0 ? walked : {
		entries: [],
		origin: void 0,
		broken: {
			environment: environment.name,
			reason: lacking
		}
	};
	return {
		image,
		environment: environment.name,
		reference: formatReference(reference),
		digest,
		verified: chain.broken === void 0 && chain.entries.length > 0,
		name: reportName(place, chain, judge),
		links: describeChain(chain),
		cure: findCure(chain, {
			fault: faults[0],
			isBare: reference.tag === void 0 && records.length === 0
		}),
		attestations: attestations.flatMap((record) => judgeAttestation(record, {
			digest,
			verify,
			signers: environment.signers
		}) ?? []),
		attestationsLeftOut: leftOut
	};
}
// src/commands/verify.ts
const IMAGES_AT_ONCE = 16;
function refuse(report) {
	const [failed, ...others] = report.images.filter(isRefused);
	const broken = failed?.links.find(({ kind }) => kind === "broken");
	const more = others.length > 0 ? `, and ${others.length} more are not proven either` : "";
	const cure = failed?.cure ?? "promote it by Sealift through every environment, or take an image that was";
	return new PolicyError(`Cannot verify ${failed?.reference}: ${broken?.sentence ?? "its chain is broken"}${more}; ${cure}`);
}
async function runVerify(inputs, context) {
	const { environment, logger, now } = context;
	const { insecureRegistries, trustedAuthHosts, pipeline, places } = inputs;
	await using opener = await openClients({
		environment,
		logger,
		insecureRegistries,
		trustedAuthHosts
	});
	const verification = {
		inputs,
		now,
		verify: await openVerifier(pipeline, now),
		clientOf: openReaders(opener, inputs)
	};
	const images = await eachAtMost(IMAGES_AT_ONCE, places, (place) => verifyPlace(place, verification));
	const report = {
		command: "verify",
		verified: images.every(({ verified }) => verified),
		images,
		policy: pipeline.digest,
		requests: opener.requests,
		milliseconds: Date.now() - now.getTime()
	};
	narrateVerification(report).forEach(logger.info);
	const outputs = /* @__PURE__ */ new Map([
		["digest", images.map(({ digest }) => digest).join("\n")],
		["verified", String(report.verified)],
		["report", JSON.stringify(report)]
	]);
	writeOutputs(outputs, environment, logger);
	printSummary(renderVerifySummary(report), environment, logger);
	if (images.some(isRefused)) throw refuse(report);
	logger.info(concludeVerification(report));
}
export { runVerify };
