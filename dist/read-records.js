import { d as eachAtMost, o as listReferrers } from "./referrers.js";
import { At as RegistryError, Pt as FormatError, at as formatRepository } from "./start.js";
import { c as readBlob, f as parseManifest } from "./tag-list.js";
import "./statement.js";
import { n as getManifest } from "./manifests.js";
// src/chain/read-records.ts
const BUNDLE = "application/vnd.dev.sigstore.bundle";
const MAX_RECORD = 4194304;
const MAX_RECORDS = 200;
const MAX_OTHERS = 50;
const AT_ONCE = 16;
function announcedPredicate({ annotations }) {
	return annotations.get("dev.sigstore.bundle.predicateType") ?? annotations.get("in-toto.io/predicate-type");
}
function formOf(mediaType) {
	if (mediaType === void 0) return void 0;
	if (mediaType.startsWith(BUNDLE)) return "bundle";
	return mediaType === "application/vnd.in-toto+json" ? "statement" : void 0;
}
function parse(bytes, mediaType) {
	try {
		return parseManifest(bytes, mediaType);
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
async function readRecord(client, { repository, subject }, digest) {
	const stored = await getManifest(client, repository, digest);
	const manifest = stored && parse(stored.bytes, stored.mediaType);
	if (manifest?.kind !== "manifest" || manifest.subject?.digest !== subject) return void 0;
	const [layer, ...others] = manifest.layers;
	const form = formOf(layer?.mediaType);
	if (layer === void 0 || others.length > 0 || form === void 0) return void 0;
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
async function list(client, { repository, subject }) {
	const attestations = (await listReferrers(client, repository, subject)).filter(({ artifactType }) => artifactType === void 0 || formOf(artifactType) !== void 0);
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
async function readAll(client, listed, query) {
	return (await eachAtMost(AT_ONCE, listed, ({ digest }) => readRecord(client, query, digest))).filter((record) => record !== void 0);
}
function requireFew(records, { repository, subject }) {
	if (records.length <= MAX_RECORDS) return;
	throw new RegistryError(`Cannot read the records of ${formatRepository(repository)}@${subject}: there are ${records.length}, and no more than ${MAX_RECORDS} are read; remove those that nobody needs`, {
		code: "too-large",
		registry: repository.registry
	});
}
async function readRecords(client, query) {
	const { records, unknown } = await list(client, query);
	requireFew(records, query);
	return readAll(client, [...records, ...unknown.slice(-50)], query);
}
async function readAttestations(client, query) {
	const listed = await list(client, query);
	requireFew(listed.records, query);
	const created = ({ annotations }) => annotations.get("org.opencontainers.image.created") ?? "";
	const newest = listed.others.toSorted((left, right) => created(left) < created(right) ? 1 : -1);
	const [records, others] = await Promise.all([readAll(client, [...listed.records, ...listed.unknown.slice(-50)], query), readAll(client, newest.slice(0, MAX_OTHERS), query)]);
	const [leftOut, leftUnknown] = [newest, listed.unknown].map(({ length }) => Math.max(length - MAX_OTHERS, 0));
	return {
		records,
		others,
		leftOut: (leftOut ?? 0) + (leftUnknown ?? 0)
	};
}
export { readRecord as n, readRecords as r, readAttestations as t };
