import "./rolldown-runtime.js";
import { At as property, Et as objectProperty, Ht as formatRepository, Jt as safeText, Mt as stringProperty, Ot as parseJsonObject, Qt as PolicyError, Tt as isJsonObject, gt as formatList, mt as formatCount, ot as shortDigest } from "./common.js";
import { u as eachAtMost } from "./referrers.js";
import { a as readObjects, i as readObject, n as explainFailure, r as readId } from "./answer2.js";
import { t as openGitHubClient } from "./github-client.js";
import { a as readRecord } from "./read-records.js";
import { t as previousDigest } from "./previous-digest.js";
import { t as isChange } from "./tag-plan.js";
// src/action/github/attempts.ts
const PARALLEL = 4;
function isLasting({ status }) {
	return status === void 0 || status === 401 || status === 403 || status === 404 || status === 429;
}
async function attemptEach(items, { work, permission }) {
	const missing = /* @__PURE__ */ new Set();
	let failure;
	let isOver = false;
	await eachAtMost(PARALLEL, items, async (item) => {
		if (isOver) {
			missing.add(item);
			return;
		}
		try {
			await work(item);
		} catch (error) {
			missing.add(item);
			const explained = explainFailure(error, permission);
			failure ??= explained;
			isOver ||= isLasting(explained);
		}
	});
	return {
		count: items.length,
		missing: items.filter((item) => missing.has(item)),
		failure
	};
}
// src/action/github/attestations.ts
const ATTESTATIONS_PERMISSION = "attestations: write";
async function createAttestation(client, bundle) {
	const body = { bundle: parseJsonObject(bundle) };
	return readId(await client.send({
		method: "POST",
		path: `${client.home}/attestations`,
		body
	}));
}
// src/action/github/place.ts
function troubleOf({ count, missing, failure }, { verb, noun, nameOf }) {
	return failure === void 0 ? void 0 : {
		verb,
		noun,
		count,
		missing: missing.map(nameOf),
		failure
	};
}
// src/action/github/attestation-place.ts
const CREATING$2 = {
	verb: "create",
	noun: "attestation",
	nameOf: ({ destination }) => destination.uri
};
const UNSIGNED = {
	reason: "the record is not signed",
	cure: "let the records be signed: give the job \"id-token: write\""
};
function openAttestationPlace({ client, isRequired, note }) {
	return {
		begin: async () => void 0,
		async succeed(items) {
			const unsigned = items.filter(({ bundle }) => bundle === void 0);
			const signed = items.filter(({ bundle }) => bundle !== void 0);
			const work = async ({ bundle = /* @__PURE__ */ new Uint8Array() }) => createAttestation(client, bundle);
			const attempts = await attemptEach(signed, {
				work,
				permission: ATTESTATIONS_PERMISSION
			});
			if (unsigned.length === 0) return troubleOf(attempts, CREATING$2);
			if (!isRequired) {
				note("Records that are not signed are not given to GitHub as attestations");
				return troubleOf(attempts, CREATING$2);
			}
			const missing = [...attempts.missing, ...unsigned].map(CREATING$2.nameOf);
			return {
				...CREATING$2,
				count: items.length,
				missing,
				failure: attempts.failure ?? UNSIGNED
			};
		},
		fail: async () => void 0
	};
}
// src/action/github/deployment-body.ts
const TASK = "promote";
const LONGEST_DESCRIPTION = 140;
function groupTargets(items) {
	const targets = /* @__PURE__ */ new Map();
	for (const item of items) {
		const { image, destination } = item;
		const key = targetKey(image, destination.environment);
		const known = targets.get(key);
		const list = known === void 0 ? [item] : [...known.items, item];
		targets.set(key, {
			image,
			environment: destination.environment,
			items: list
		});
	}
	return [...targets.values()];
}
function targetKey(image, environment) {
	return JSON.stringify([image, environment]);
}
function distinct(values) {
	return [...new Set(values.filter((value) => value !== void 0))];
}
function describePayload({ image, environment, items }) {
	const [{ digest, source }] = items;
	const [previous] = distinct(items.map(({ previousDigest }) => previousDigest));
	const [record] = distinct(items.map((item) => item.record));
	return {
		image,
		digest,
		from: source.environment ?? source.uri,
		to: environment,
		repositories: distinct(items.map(({ destination }) => destination.uri)),
		tags: distinct(items.flatMap(({ tags }) => tags)),
		...previous === void 0 ? {} : { previous },
		...record === void 0 ? {} : { record }
	};
}
function deploymentBody(target, ref) {
	const [{ digest, source }] = target.items;
	const from = source.environment ?? source.uri;
	return {
		ref,
		task: TASK,
		auto_merge: false,
		required_contexts: [],
		environment: target.environment,
		description: describe(`Promote ${target.image} (${shortDigest(digest)}) from ${from} to ${target.environment}`),
		payload: describePayload(target),
		transient_environment: false
	};
}
function statusBody(state, { description, logUrl }) {
	return {
		state,
		description: describe(description),
		...logUrl === void 0 ? {} : { log_url: logUrl },
		auto_inactive: false
	};
}
function describe(text) {
	return safeText(text, LONGEST_DESCRIPTION);
}
// src/action/github/deployments.ts
const DEPLOYMENTS_PERMISSION = "deployments: write";
async function setStatus(client, { id, ...status }) {
	const path = `${client.home}/deployments/${id}/statuses`;
	await client.send({
		method: "POST",
		path,
		body: statusBody(status.state, status)
	});
}
async function openDeployments(client, { targets, ref, logUrl }) {
	const open = [];
	async function work(target) {
		const path = `${client.home}/deployments`;
		const id = readId(await client.send({
			method: "POST",
			path,
			body: deploymentBody(target, ref)
		}));
		open.push({
			id,
			target
		});
		await setStatus(client, {
			id,
			state: "in_progress",
			description: "Promotion is under way",
			logUrl
		});
	}
	return {
		open,
		attempts: await attemptEach(targets, {
			work,
			permission: DEPLOYMENTS_PERMISSION
		})
	};
}
async function closeDeployments(client, { open, ...end }) {
	const { state, logUrl, describe } = end;
	const work = (deployment) => setStatus(client, {
		id: deployment.id,
		state,
		logUrl,
		description: describe(deployment)
	});
	return await attemptEach(open, {
		work,
		permission: DEPLOYMENTS_PERMISSION
	});
}
function describeSuccess({ items }) {
	const record = items.find((item) => item.record !== void 0)?.record;
	return record === void 0 ? "Promoted" : `Promoted; record ${record}`;
}
function describeFailure(reason) {
	return `Not promoted: ${safeText(reason)}`;
}
// src/action/github/earlier-deployments.ts
const PAGE = 100;
const LOOKS = 3;
function imageOf(deployment) {
	const payload = property(deployment, "payload");
	if (isJsonObject(payload)) return stringProperty(payload, "image");
	if (typeof payload !== "string") return void 0;
	try {
		const parsed = JSON.parse(payload);
		return isJsonObject(parsed) ? stringProperty(parsed, "image") : void 0;
	} catch {
		return;
	}
}
async function findActive(client, earlier) {
	for (const id of earlier.slice(0, LOOKS).map(readId)) {
		const path = `${client.home}/deployments/${id}/statuses?per_page=1`;
		const [latest] = readObjects(await client.send({
			method: "GET",
			path
		}));
		const state = latest === void 0 ? void 0 : stringProperty(latest, "state");
		if (state === "success") return id;
		if (state === "inactive") return void 0;
	}
}
async function retireEarlier(client, { open, logUrl }) {
	const lists = /* @__PURE__ */ new Map();
	function listOf(environment) {
		const query = new URLSearchParams({
			environment,
			task: TASK,
			per_page: String(PAGE)
		});
		const list = lists.get(environment) ?? client.send({
			method: "GET",
			path: `${client.home}/deployments?${query}`
		}).then(readObjects);
		lists.set(environment, list);
		return list;
	}
	async function work({ id, target }) {
		const list = await listOf(target.environment);
		const own = list.findIndex((deployment) => readId(deployment) === id);
		if (own < 0) return;
		const active = await findActive(client, list.slice(own + 1).filter((deployment) => imageOf(deployment) === target.image));
		if (active === void 0) return;
		await setStatus(client, {
			id: active,
			state: "inactive",
			description: "Replaced by a later promotion",
			logUrl
		});
	}
	return await attemptEach(open, {
		work,
		permission: DEPLOYMENTS_PERMISSION
	});
}
// src/action/github/deployment-place.ts
const nameTarget = ({ image, environment }) => `${image} in ${environment}`;
const nameOpen = ({ target }) => nameTarget(target);
const CREATING$1 = {
	verb: "create",
	noun: "deployment",
	nameOf: nameTarget
};
const CLOSING = {
	verb: "set the status of",
	noun: "deployment",
	nameOf: nameOpen
};
const RETIRING = {
	verb: "retire what came before",
	noun: "deployment",
	nameOf: nameOpen
};
function completeTargets(open, items) {
	const done = new Map(groupTargets(items).map((target) => [targetKey(target.image, target.environment), target]));
	return open.map(({ id, target }) => ({
		id,
		target: done.get(targetKey(target.image, target.environment)) ?? target
	}));
}
function openDeploymentPlace({ client, ref, logUrl, isRequired, warn }) {
	let open = [];
	function takeOpen() {
		const taken = open;
		open = [];
		return taken;
	}
	async function fail(reason) {
		const describe = () => describeFailure(reason);
		return troubleOf(await closeDeployments(client, {
			open: takeOpen(),
			state: "failure",
			describe,
			logUrl
		}), CLOSING);
	}
	return {
		async begin(items) {
			const targets = groupTargets(items);
			if (ref === void 0) {
				const failure = {
					reason: "GITHUB_SHA names no commit",
					cure: "run the step on GitHub"
				};
				return {
					...CREATING$1,
					count: targets.length,
					missing: targets.map(nameTarget),
					failure
				};
			}
			const opened = await openDeployments(client, {
				targets,
				ref,
				logUrl
			});
			open = opened.open;
			const trouble = troubleOf(opened.attempts, CREATING$1);
			if (trouble !== void 0 && isRequired) await fail("another deployment could not be created");
			return trouble;
		},
		async succeed(items) {
			const done = completeTargets(takeOpen(), items);
			const describe = ({ target }) => describeSuccess(target);
			const trouble = troubleOf(await closeDeployments(client, {
				open: done,
				state: "success",
				describe,
				logUrl
			}), CLOSING);
			if (trouble !== void 0) return trouble;
			const late = troubleOf(await retireEarlier(client, {
				open: done,
				logUrl
			}), RETIRING);
			if (late !== void 0) warn(late);
		},
		fail
	};
}
// src/action/github/place-words.ts
const NAMED = 3;
function nameObject({ verb, noun, count, missing }) {
	return `Cannot ${verb} ${missing.length < count ? `${missing.length} of ${formatCount(count, noun)}` : formatCount(count, noun)} at GitHub`;
}
function nameMissing({ missing }) {
	const names = missing.slice(0, NAMED).map((name) => safeText(name, 200));
	return formatList(missing.length > NAMED ? [...names, `${missing.length - NAMED} more`] : names);
}
function warnOfPlace(trouble) {
	return `${nameObject(trouble)}: ${trouble.failure.reason}; ${trouble.failure.cure}`;
}
function refuseBefore(trouble) {
	const { reason, cure } = trouble.failure;
	return `${nameObject(trouble)}: the pipeline file requires that, and ${reason}, so nothing was promoted; ${cure}`;
}
function refuseAfter(trouble) {
	const { reason, cure } = trouble.failure;
	return `${nameObject(trouble)}: the promotion itself is complete, but what the pipeline file requires is missing for ${nameMissing(trouble)}, because ${reason}; ${cure}`;
}
// src/action/github/storage-records.ts
const STORAGE_RECORDS_PERMISSION = "artifact-metadata: write";
const LONGEST_URL = 152;
function storageRecordBody({ digest, version, destination }, gitHubRepository) {
	const { uri, registry } = destination;
	const artifactUrl = `https://${uri}@${digest}`;
	return {
		name: uri,
		digest,
		...version === void 0 ? {} : { version },
		registry_url: `https://${registry}`,
		repository: uri.startsWith(`${registry}/`) ? uri.slice(registry.length + 1) : uri,
		...artifactUrl.length > LONGEST_URL ? {} : { artifact_url: artifactUrl },
		status: "active",
		github_repository: gitHubRepository
	};
}
async function createStorageRecord(client, item) {
	const path = `/orgs/${encodeURIComponent(client.owner)}/artifacts/metadata/storage-record`;
	await client.send({
		method: "POST",
		path,
		body: storageRecordBody(item, client.repo)
	});
}
async function isOwnedByOrganization(client) {
	const repository = readObject(await client.send({
		method: "GET",
		path: client.home
	}));
	return stringProperty(objectProperty(repository, "owner") ?? {}, "type") === "Organization";
}
// src/action/github/storage-place.ts
const nameOf = ({ destination }) => destination.uri;
const CREATING = {
	verb: "create",
	noun: "storage record",
	nameOf
};
const OWNED_BY_A_PERSON = "the repository belongs to a person, and GitHub keeps storage records only for organisations";
function openStoragePlace({ client, isRequired, note }) {
	let isKept = true;
	return {
		async begin(items) {
			function trouble(failure) {
				isKept = false;
				return {
					...CREATING,
					count: items.length,
					missing: items.map(nameOf),
					failure
				};
			}
			try {
				if (await isOwnedByOrganization(client)) return void 0;
			} catch (error) {
				return trouble(explainFailure(error, "metadata: read"));
			}
			if (isRequired) return trouble({
				reason: OWNED_BY_A_PERSON,
				cure: "do without them in the pipeline file"
			});
			isKept = false;
			note(`No storage records are created: ${OWNED_BY_A_PERSON}`);
		},
		async succeed(items) {
			if (!isKept) return void 0;
			const work = (item) => createStorageRecord(client, item);
			return troubleOf(await attemptEach(items, {
				work,
				permission: STORAGE_RECORDS_PERMISSION
			}), CREATING);
		},
		fail: async () => void 0
	};
}
// src/action/github/places.ts
const KINDS = [
	{
		key: "storageRecords",
		noun: "storage record",
		open: openStoragePlace
	},
	{
		key: "attestations",
		noun: "attestation",
		open: openAttestationPlace
	},
	{
		key: "deployments",
		noun: "deployment",
		open: openDeploymentPlace
	}
];
function openPlaces(options) {
	const { use, event, environment, token, warn, note = () => {} } = options;
	const kinds = KINDS.filter(({ key }) => use[key] !== "off").map((kind) => ({
		...kind,
		isRequired: use[kind.key] === "required"
	}));
	let places = [];
	function openWith(client) {
		const context = {
			client,
			note,
			ref: environment["GITHUB_SHA"] || environment["GITHUB_REF"] || void 0,
			logUrl: event.run.invocationId,
			warn: (trouble) => warn(warnOfPlace(trouble))
		};
		return kinds.map(({ open, isRequired }) => ({
			place: open({
				...context,
				isRequired
			}),
			isRequired
		}));
	}
	function judge(trouble, isRequired) {
		if (trouble === void 0) return;
		if (isRequired) throw new PolicyError(refuseBefore(trouble));
		warn(warnOfPlace(trouble));
	}
	return {
		async begin(items) {
			if (kinds.length === 0 || items.length === 0) return;
			const client = await openGitHubClient(event, token, options);
			if (client === void 0) {
				const failure = token ? {
					reason: "GITHUB_REPOSITORY names no repository",
					cure: "run the step on GitHub"
				} : {
					reason: "there is no token",
					cure: "give the input \"github-token\""
				};
				const missing = items.map(({ destination }) => destination.uri);
				for (const { noun, isRequired } of kinds) judge({
					verb: "create",
					noun,
					count: items.length,
					missing,
					failure
				}, isRequired);
				return;
			}
			places = openWith(client);
			for (const { place, isRequired } of places) judge(await place.begin(items), isRequired);
		},
		async succeed(items) {
			const errors = [];
			for (const { place, isRequired } of places) {
				const trouble = await place.succeed(items);
				if (trouble === void 0) continue;
				if (isRequired) errors.push(refuseAfter(trouble));
				else warn(warnOfPlace(trouble));
			}
			const [first, ...others] = errors;
			for (const other of others) warn(other);
			if (first !== void 0) throw new PolicyError(first);
		},
		async fail(reason) {
			for (const { place } of places) {
				const trouble = await place.fail(reason);
				if (trouble !== void 0) warn(warnOfPlace(trouble));
			}
		}
	};
}
// src/commands/announce-places.ts
const BUNDLES_AT_ONCE = 16;
function keyOf(repository, subject) {
	return `${formatRepository(repository)}@${subject}`;
}
function listAnnounced(items, insists) {
	return items.flatMap((item, image) => item.plan.destinations.flatMap((destination, index) => {
		const passage = item.plan.grants?.get(formatRepository(destination.repository))?.passage;
		const isNews = destination.tags.tags.some(isChange) || destination.copy.manifests.length > 0;
		return passage === void 0 || !(isNews || insists) ? [] : [{
			item,
			destination,
			passage,
			at: [image, index]
		}];
	}));
}
function describeItem({ item, destination, passage }, { result, bundle } = {}) {
	const { source, image } = item.plan;
	const { repository } = destination;
	const tags = (result?.tags ?? destination.tags.tags).filter(({ action }) => action !== "skip");
	return {
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
		bundle
	};
}
async function readBundle({ item, destination }, record) {
	if (record === void 0 || destination.record !== "signed") return void 0;
	const { repository } = destination;
	const query = {
		repository,
		subject: item.plan.image.digest
	};
	const stored = await readRecord(item.clients.destination(repository), query, record);
	return stored?.form === "bundle" ? stored.bytes : void 0;
}
function requireSigned(announced) {
	const unsigned = announced.find(({ destination }) => destination.record !== "signed");
	if (unsigned === void 0) return;
	throw new PolicyError(`Cannot promote ${unsigned.item.plan.source.reference} to ${unsigned.passage.destination.name}: the pipeline file requires an attestation of it at GitHub, and its record will not be signed; give the job "permissions: id-token: write", or set "attestations: on"`);
}
function announceTo(use, items, { event, environment, logger, token, warn }) {
	const announced = listAnnounced(items, Object.values(use).includes("required"));
	if (announced.length === 0) return void 0;
	if (use.attestations === "required") requireSigned(announced);
	const places = openPlaces({
		use,
		event,
		environment,
		token,
		warn,
		note: logger.info
	});
	const bundles = /* @__PURE__ */ new Map();
	async function complete(each, results) {
		const [image, index] = each.at;
		const result = results[image]?.[index];
		const known = bundles.get(keyOf(each.destination.repository, each.item.plan.image.digest));
		return describeItem(each, {
			result,
			bundle: use.attestations === "off" ? void 0 : known ?? await readBundle(each, result?.record)
		});
	}
	return {
		listen(happened) {
			if (happened.kind !== "record" || happened.signed === void 0) return;
			bundles.set(keyOf(happened.to, happened.subject), happened.signed.bundle);
		},
		begin: () => places.begin(announced.map((each) => describeItem(each))),
		async succeed(results) {
			try {
				await places.succeed(await eachAtMost(BUNDLES_AT_ONCE, announced, (each) => complete(each, results)));
				return;
			} catch (error) {
				return error;
			}
		},
		fail: () => places.fail("the log of the run says why")
	};
}
export { announceTo };
