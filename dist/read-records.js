import { r as listReferrers, u as eachAtMost } from "./referrers.js";
import { $t as RegistryError, Ht as formatRepository, St as FormatError, pt as formatBytes } from "./common.js";
import { r as readBlob, u as parseManifest } from "./list-budget.js";
import { n as getManifest, u as OCI_EMPTY } from "./manifests.js";
import { r as SIGSTORE_BUNDLE } from "./record.js";
import { t as IN_TOTO } from "./statement.js";
// src/chain/read-records.ts
const BUNDLE = "application/vnd.dev.sigstore.bundle";
const MAX_RECORD = 4194304;
const MAX_RECORDS = 200;
const MAX_OTHERS = 50;
const MAX_SILENT = 67108864;
const AT_ONCE = 16;
function announcedPredicate({ annotations }) {
	return annotations.get("dev.sigstore.bundle.predicateType") ?? annotations.get("in-toto.io/predicate-type");
}
function formOf(mediaType) {
	if (mediaType === void 0) return void 0;
	if (mediaType.startsWith(BUNDLE)) return "bundle";
	return mediaType === "application/vnd.in-toto+json" ? "statement" : void 0;
}
function mayHoldStatement(artifactType) {
	return artifactType === void 0 || artifactType === "application/vnd.oci.empty.v1+json" || formOf(artifactType) !== void 0;
}
function parse(bytes, mediaType) {
	try {
		return parseManifest(bytes, mediaType);
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
async function readManifest(client, { repository, subject }, digest) {
	const stored = await getManifest(client, repository, digest);
	const manifest = stored && parse(stored.bytes, stored.mediaType);
	if (manifest?.kind !== "manifest" || manifest.subject?.digest !== subject) return void 0;
	const [layer, ...others] = manifest.layers;
	const form = formOf(layer?.mediaType);
	if (layer === void 0 || others.length > 0 || form === void 0) return void 0;
	return {
		digest,
		layer,
		form,
		announced: announcedPredicate(manifest),
		annotations: manifest.annotations
	};
}
async function readStatement(client, { repository, subject }, { digest, layer, form }) {
	const bytes = await readBlob(client, repository, {
		...layer,
		limit: MAX_RECORD
	});
	return bytes && {
		digest,
		repository,
		subject,
		form,
		bytes
	};
}
async function readRecord(client, query, digest) {
	const manifest = await readManifest(client, query, digest);
	return manifest && readStatement(client, query, manifest);
}
const ATTESTATIONS = {
	keep: ({ artifactType }) => mayHoldStatement(artifactType),
	types: [
		SIGSTORE_BUNDLE,
		IN_TOTO,
		OCI_EMPTY
	]
};
async function list(client, { repository, subject }) {
	const attestations = await listReferrers(client, repository, subject, ATTESTATIONS);
	const groups = Map.groupBy(attestations, (listed) => {
		const announced = announcedPredicate(listed);
		return announced === void 0 ? "unknown" : announced === "https://sealift.github.io/promotion/v1" ? "records" : "others";
	});
	const [records = [], unknown = [], others = []] = [
		"records",
		"unknown",
		"others"
	].map((kind) => groups.get(kind));
	return {
		records,
		unknown,
		others
	};
}
async function sortOut(client, query, { records, unknown }) {
	const found = (await eachAtMost(AT_ONCE, [...records, ...unknown], ({ digest }) => readManifest(client, query, digest))).filter((manifest) => manifest !== void 0);
	const mayBe = found.filter(({ announced }) => announced === void 0 || announced === "https://sealift.github.io/promotion/v1");
	const distinct = /* @__PURE__ */ new Map();
	for (const manifest of mayBe) if (!distinct.has(manifest.layer.digest)) distinct.set(manifest.layer.digest, manifest);
	const listed = new Set(records.map(({ digest }) => digest));
	const sorted = [...distinct.values()];
	const isRecord = ({ announced, digest }) => announced !== void 0 || listed.has(digest);
	const silent = sorted.filter((manifest) => !isRecord(manifest));
	requireFew(sorted.length - silent.length, query);
	requireSmall(silent, query);
	return {
		records: [...sorted.filter(isRecord), ...silent],
		others: found.filter((manifest) => !mayBe.includes(manifest))
	};
}
async function readAll(client, manifests, query) {
	return (await eachAtMost(AT_ONCE, manifests, (manifest) => readStatement(client, query, manifest))).filter((record) => record !== void 0);
}
function requireFew(count, { repository, subject }) {
	if (count <= MAX_RECORDS) return;
	throw new RegistryError(`Cannot read the records of ${formatRepository(repository)}@${subject}: there are ${count}, and no more than ${MAX_RECORDS} are read; remove those that nobody needs`, {
		code: "too-large",
		registry: repository.registry
	});
}
async function readRecords(client, query) {
	const { records } = await sortOut(client, query, await list(client, query));
	return readAll(client, records, query);
}
function requireSmall(silent, { repository, subject }) {
	if (silent.reduce((sum, { layer }) => sum + layer.size, 0) <= MAX_SILENT) return;
	throw new RegistryError(`Cannot read the records of ${formatRepository(repository)}@${subject}: ${silent.length} attestations do not say what they are about, and of these no more than ${formatBytes(MAX_SILENT)} are read; remove those that nobody needs`, {
		code: "too-large",
		registry: repository.registry
	});
}
async function readAttestations(client, query) {
	const listed = await list(client, query);
	const sorted = await sortOut(client, query, listed);
	const created = ({ annotations }) => annotations.get("org.opencontainers.image.created") ?? "";
	const newest = [...listed.others, ...sorted.others].toSorted((left, right) => created(left) < created(right) ? 1 : -1);
	const [records, others] = await Promise.all([readAll(client, sorted.records, query), eachAtMost(AT_ONCE, newest.slice(0, MAX_OTHERS), (each) => "layer" in each ? readStatement(client, query, each) : readRecord(client, query, each.digest))]);
	const leftOut = Math.max(newest.length - MAX_OTHERS, 0);
	return {
		records,
		others: others.filter((other) => other !== void 0),
		leftOut
	};
}
export { readRecord as a, readAttestations as i, announcedPredicate as n, readRecords as o, mayHoldStatement as r, ATTESTATIONS as t };
