import { n as __exportAll } from "./rolldown-runtime.js";
import { $t as parseRepository, Ft as formatCount, J as environmentNamed, Jt as formatRepository, Rt as formatNumber, Ut as TOOL_VERSION, _n as InputError, cn as parseDigest, ln as shortDigest, vn as PolicyError, xn as isSealiftError } from "./start.js";
import { A as isProven } from "./judge.js";
import { E as openVerifier, F as explainMissing, N as readRecords, R as validPromotions, b as findRunSigner } from "./records.js";
import { a as writeAdmission, c as admissionCodecs, i as verifyOptions, l as admissionState, n as lacksAdmission, o as readStatementsOf, r as makeStatement, s as describeAdmission, u as verifierId } from "./admission.js";
import { Cr as VERIFICATION_SUMMARY, Sr as FAILED_LEVELS, Tr as enteredLevel, fr as getManifest } from "./common.js";
import { P as eachAtMost, c as attachReferrer, f as settleLists, s as detachReferrers, v as putBlobs } from "./registry.js";
import { n as isPassed } from "./check.js";
// src/promotion/withdraw-admission.ts
async function readAdmission(place, means) {
	const { client, repository, image, environment } = place;
	const codecs = admissionCodecs(environment);
	const query = {
		repository,
		subject: image.digest
	};
	const types = codecs.map(({ type }) => type);
	const found = await readStatementsOf(client, query, types);
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
// src/commands/check-admission.ts
var check_admission_exports = /* @__PURE__ */ __exportAll({
	changeAdmissions: () => changeAdmissions,
	changeLine: () => changeLine
});
const AT_ONCE = 8;
function isRefuted({ gates }) {
	return gates?.results.some((result) => result.verdict === "fail" && isProven(result)) === true;
}
function findCandidates(images, { inputs }) {
	return images.flatMap((image) => {
		const { digest, repositories } = image;
		const environment = environmentNamed(inputs.pipeline, image.environment ?? "");
		const [uri] = repositories;
		if (environment?.admission !== true || digest === void 0 || uri === void 0) return [];
		const found = {
			image,
			digest,
			environment,
			repository: parseRepository(uri)
		};
		if (inputs.withdraw && isRefuted(image)) return [{
			...found,
			does: "withdraw"
		}];
		return inputs.issue && isPassed(image) ? [{
			...found,
			does: "issue"
		}] : [];
	});
}
async function openPlace({ digest, environment, repository }, client) {
	const stored = await getManifest(client, repository, digest);
	if (stored === void 0) return void 0;
	const { mediaType, bytes } = stored;
	return {
		client,
		repository,
		image: {
			mediaType,
			digest,
			size: bytes.byteLength,
			annotations: /* @__PURE__ */ new Map()
		},
		environment
	};
}
async function findRecord(place, name, means, { inputs }) {
	const { client, repository, image, environment } = place;
	if (environment.from.length === 0) return void 0;
	const { pipeline } = inputs;
	const { digest } = image;
	const records = await readRecords(client, {
		repository,
		subject: digest
	});
	const options = {
		pipeline,
		environment,
		image: name,
		digest,
		verify: means.verify,
		now: means.now
	};
	const { promotions, rejections } = validPromotions(records, {
		...options,
		uri: formatRepository(repository)
	});
	const [newest] = promotions;
	if (newest !== void 0) return {
		digest: newest.stored.digest,
		repository
	};
	throw new PolicyError({
		what: `issue the admission statement of ${formatRepository(repository)}@${digest}`,
		reason: explainMissing(options, rejections, records),
		remedy: `promote it into ${environment.name}`
	});
}
async function change(candidate, place, means, work) {
	const { inputs, context } = work;
	const { pipeline } = inputs;
	const { image, does } = candidate;
	if (does === "withdraw") {
		if (inputs.dryRun) return (await readAdmission(place, means)).length > 0 ? [] : void 0;
		const done = await withdrawAdmission(place, pipeline, means);
		return done && [...done.withdrawn, done.record];
	}
	const record = await findRecord(place, image.image, means, work);
	const { repository, environment } = place;
	const results = image.gates?.results ?? [];
	const content = describeAdmission({
		repository,
		environment,
		pipeline,
		results,
		record,
		time: context.now
	});
	if (inputs.dryRun) return await lacksAdmission(place, content, means) ? [] : void 0;
	const written = await writeAdmission(place, content, {
		...means,
		isNew: false
	});
	return written.length > 0 ? written : void 0;
}
function requireFew(candidates, images) {
	return [...Map.groupBy(candidates.filter(({ does }) => does === "withdraw"), ({ environment }) => environment.name)].flatMap(([name, some]) => {
		const all = images.filter((image) => image.environment === name && image.digest !== void 0).length;
		if (mayWithdraw(some.length, { of: all })) return [];
		return new PolicyError({
			what: `withdraw the admission of ${formatNumber(some.length)} of ${formatCount(all, "image")} in ${name}`,
			reason: "no more than 10 % are withdrawn in one run, because evidence that is wrong may fail all of them",
			remedy: "check the evidence of the gates that fail, and delete the statements by hand if it is right"
		});
	});
}
async function changeAdmissions(images, work) {
	const { inputs, context, pool } = work;
	const { pipeline, destinationCredential: given, dryRun } = inputs;
	const { logger, now, environment } = context;
	const all = findCandidates(images, work);
	const refusals = requireFew(all, images);
	const candidates = refusals.length === 0 ? all : all.filter(({ does }) => does !== "withdraw");
	if (candidates.length === 0) return {
		changes: [],
		failures: refusals
	};
	const { signer: found, publicGood } = await findRunSigner(inputs, context, true);
	if (found === void 0) throw new InputError("Cannot change statements of admission: they are signed, and there is neither an identity token nor a key; give the job \"permissions: id-token: write\", or a key in the input \"signing-key\"");
	const [signer, verify] = await Promise.all([found.open(), openVerifier(pipeline, {
		now: () => /* @__PURE__ */ new Date(),
		warn: logger.warn,
		environment,
		publicGood
	})]);
	const access = dryRun ? "pull" : "push";
	const clientOf = await pool.open(candidates.map(({ repository, does }) => ({
		repository,
		access,
		given,
		deletes: !dryRun && does === "withdraw"
	})));
	const means = {
		signer,
		verify,
		now,
		warn: logger.warn
	};
	const failures = [...refusals];
	const changes = await eachAtMost(AT_ONCE, candidates, async (candidate) => {
		const { digest, repository, does, environment: into } = candidate;
		try {
			const place = await openPlace(candidate, clientOf(repository, access));
			const statements = place && await change(candidate, place, means, work);
			if (statements === void 0) return [];
			return [{
				does,
				environment: into.name,
				repository: formatRepository(repository),
				digest,
				statements
			}];
		} catch (error) {
			if (!isSealiftError(error)) throw error;
			failures.push(error);
			return [];
		}
	});
	if (!dryRun) await settleLists(candidates.map(({ repository }) => clientOf(repository, access)), true);
	return {
		changes: changes.flat(),
		failures
	};
}
const WORDS = {
	withdraw: ["withdrew", "would withdraw"],
	issue: ["issued", "would issue"]
};
function changeLine({ does, environment, repository, digest }, dryRun) {
	return `${WORDS[does][dryRun ? 1 : 0]} the admission of ${repository}@${shortDigest(parseDigest(digest))} to ${environment}`;
}
export { check_admission_exports as t };
