import { n as __exportAll } from "./rolldown-runtime.js";
import { An as parseRepository, Hn as safeText, Jn as PolicyError, St as environmentNamed, Tn as formatRepository, Zn as isSealiftError, fn as formatList, pn as formatNumber, qn as InputError, un as formatCount } from "./start.js";
import { _r as getManifest } from "./common.js";
import { H as openVerifier, L as validPromotions, O as findRunSigner, P as explainMissing, Z as readRecords } from "./records.js";
import { P as eachAtMost, f as settleLists } from "./registry.js";
import { A as isProven } from "./judge.js";
import { a as withdrawAdmission, i as readAdmission, n as describeAdmission, o as lacksAdmission, r as mayWithdraw, s as writeAdmission } from "./admission.js";
import { n as isPassed } from "./check.js";
// src/commands/admitted-images.ts
const AT_ONCE$1 = 8;
function admissionSubjects(images, pipeline) {
	return images.flatMap((image) => {
		const { digest, repositories } = image;
		const environment = environmentNamed(pipeline, image.environment ?? "");
		const [uri] = repositories;
		if (environment?.admission !== true || digest === void 0 || uri === void 0) return [];
		return [{
			image,
			digest,
			environment,
			repository: parseRepository(uri)
		}];
	});
}
async function findAdmitted(subjects, clientOf, means) {
	const failures = [];
	const found = await eachAtMost(AT_ONCE$1, subjects, async ({ image, digest, environment, repository }) => {
		try {
			const place = {
				client: clientOf(repository, "pull"),
				repository,
				image: { digest },
				environment
			};
			return (await readAdmission(place, means)).length > 0 ? [image] : [];
		} catch (error) {
			if (!isSealiftError(error)) throw error;
			failures.push(error);
			return [];
		}
	});
	return {
		images: new Set(found.flat()),
		failures
	};
}
// src/commands/change-admission.ts
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
		present: "admits"
	});
	return written.length > 0 ? written : void 0;
}
async function changeAdmission(candidate, client, means, work) {
	const place = await openPlace(candidate, client);
	return place && change(candidate, place, means, work);
}
// src/commands/check-admission.ts
var check_admission_exports = /* @__PURE__ */ __exportAll({ changeAdmissions: () => changeAdmissions });
const AT_ONCE = 8;
function isRefuted({ gates, isHeld }) {
	if (isHeld === true) return true;
	return gates?.results.some((result) => result.verdict === "fail" && isProven(result)) === true;
}
function findCandidates(subjects, { inputs }) {
	return subjects.flatMap((subject) => {
		if (inputs.withdraw && isRefuted(subject.image)) return [{
			...subject,
			does: "withdraw"
		}];
		return inputs.issue && isPassed(subject.image) ? [{
			...subject,
			does: "issue"
		}] : [];
	});
}
const MOST_NAMED = 5;
function isByEvidence({ does, image }) {
	return does === "withdraw" && image.isHeld !== true;
}
async function limitWithdrawals(candidates, subjects, verify, { inputs, context, pool }) {
	const withdrawals = candidates.filter(isByEvidence);
	const concerned = new Set(withdrawals.map(({ environment }) => environment));
	if (concerned.size === 0) return {
		candidates,
		failures: []
	};
	const looked = subjects.filter(({ environment }) => concerned.has(environment));
	const given = inputs.destinationCredential;
	const admitted = await findAdmitted(looked, await pool.open(looked.map(({ repository }) => ({
		repository,
		access: "pull",
		given
	}))), {
		verify,
		now: context.now
	});
	const left = withdrawals.filter(({ image }) => admitted.images.has(image));
	const refusals = [...Map.groupBy(left, ({ environment }) => environment)].flatMap(([environment, some]) => {
		const of = looked.filter((each) => each.environment === environment && admitted.images.has(each.image)).length;
		return mayWithdraw(some.length, { of }) ? [] : [refuseSome(environment.name, some, of)];
	});
	const others = candidates.filter((each) => !isByEvidence(each));
	return {
		candidates: refusals.length === 0 ? [...left, ...others] : others,
		failures: [...admitted.failures, ...refusals]
	};
}
function refuseSome(name, some, of) {
	const share = of < 10 ? "no more than 10 %, of fewer than 10 images none," : "no more than 10 %";
	const names = formatList(some.slice(0, MOST_NAMED).map(({ image }) => safeText(image.reference, 200)));
	const rest = some.length > MOST_NAMED ? ` and ${some.length - MOST_NAMED} more` : "";
	return new PolicyError({
		what: `withdraw the admission of ${formatNumber(some.length)} of ${formatCount(of, "admitted image")} in ${name}`,
		reason: `${share} are withdrawn in one run, because evidence that is wrong may fail all of them`,
		remedy: `check the evidence of the gates that fail; if it is right, delete the admission statements of ${names}${rest} by hand, as docs/guides/admission.md shows`
	});
}
async function changeAdmissions(images, work) {
	const { inputs, context, pool } = work;
	const { pipeline, destinationCredential: given, dryRun } = inputs;
	const { logger, now, environment } = context;
	const subjects = admissionSubjects(images, pipeline);
	const all = findCandidates(subjects, work);
	if (all.length === 0) return {
		changes: [],
		failures: []
	};
	const { signer: found, publicGood } = await findRunSigner(inputs, context, true);
	const options = {
		now: () => /* @__PURE__ */ new Date(),
		warn: logger.warn,
		environment,
		publicGood
	};
	const verify = await openVerifier(pipeline, options);
	const { candidates, failures: refusals } = await limitWithdrawals(all, subjects, verify, work);
	if (candidates.length === 0) return {
		changes: [],
		failures: refusals
	};
	if (found === void 0) throw new InputError("Cannot change statements of admission: they are signed, and there is neither an identity token nor a key; give the job \"permissions: id-token: write\", or a key in the input \"signing-key\"");
	const signer = await found.open();
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
			const statements = await changeAdmission(candidate, clientOf(repository, access), means, work);
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
// src/commands/withdraw-held.ts
var withdraw_held_exports = /* @__PURE__ */ __exportAll({ withdrawHeld: () => withdrawHeld });
function admittedPlaces(images, { pipeline, environments }) {
	return images.flatMap(({ digest, found, plan }) => plan.places.flatMap((place) => {
		const uri = formatRepository(place.repository);
		return (found.find((each) => each.uri === uri)?.environments ?? []).flatMap((name) => {
			const environment = environmentNamed(pipeline, name);
			return environment?.admission === true && environments.includes(environment) ? [{
				...place,
				digest,
				uri,
				environment
			}] : [];
		});
	}));
}
async function withdrawHeld(images, work) {
	const { inputs, pool, means } = work;
	const { pipeline, dryRun, destinationCredential: given } = inputs;
	const places = admittedPlaces(images, inputs);
	if (places.length === 0) return {
		changes: [],
		failures: []
	};
	const { signer } = means;
	if (signer === void 0) return {
		changes: [],
		failures: [new InputError("Cannot withdraw the admission of what is held: that is signed, and there is neither an identity token nor a key; give the job \"permissions: id-token: write\", or a key in the input \"signing-key\"")]
	};
	const access = dryRun ? "pull" : "push";
	const clientOf = await pool.open(places.map(({ repository }) => ({
		repository,
		access,
		given,
		deletes: !dryRun
	})));
	const changes = [];
	const failures = [];
	for (const { repository, image, digest, uri, environment } of places) {
		const place = {
			client: clientOf(repository, access),
			repository,
			image,
			environment
		};
		const signed = {
			...means,
			signer
		};
		try {
			const found = dryRun ? (await readAdmission(place, signed)).length > 0 && {
				withdrawn: [],
				record: void 0
			} : await withdrawAdmission(place, pipeline, signed);
			if (!found) continue;
			const statements = found.record === void 0 ? [] : [...found.withdrawn, found.record];
			changes.push({
				does: "withdraw",
				environment: environment.name,
				repository: uri,
				digest,
				statements
			});
		} catch (error) {
			if (!isSealiftError(error)) throw error;
			failures.push(error);
		}
	}
	return {
		changes,
		failures
	};
}
export { check_admission_exports as n, withdraw_held_exports as t };
