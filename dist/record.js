import { rt as digestOf } from "./common.js";
import { f as OCI_MANIFEST, u as OCI_EMPTY } from "./manifests.js";
import { n as PROMOTION_PREDICATE, r as buildStatement, t as IN_TOTO } from "./statement.js";
// src/provenance/record.ts
const PROMOTION_ANNOTATION = "io.github.sealift.promotion.";
const PREDICATE_TYPE = "in-toto.io/predicate-type";
const EMPTY = Buffer.from("{}");
const MAX_ANNOTATION = 1024;
function describe(mediaType, bytes) {
	return {
		mediaType,
		digest: digestOf(bytes),
		size: bytes.byteLength,
		annotations: /* @__PURE__ */ new Map()
	};
}
const SIGSTORE_BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
const BUNDLE_ANNOTATIONS = /* @__PURE__ */ new Map([["dev.sigstore.bundle.content", "dsse-envelope"], ["dev.sigstore.bundle.predicateType", PROMOTION_PREDICATE]]);
function buildAnnotations(promotion, labels) {
	const { run, destination, source } = promotion;
	const own = [
		["from", source.tag === void 0 ? source.uri : `${source.uri}:${source.tag}`],
		["to", destination.uri],
		["tags", destination.tags.join(" ")],
		["by", run.actor?.login],
		["run", run.invocationId],
		["reason", promotion.reason],
		["previous-digest", promotion.previousDigest],
		["source-environment", source.environment],
		["environment", destination.environment],
		["route", promotion.route?.name]
	];
	const annotations = /* @__PURE__ */ new Map([[PREDICATE_TYPE, PROMOTION_PREDICATE], ["org.opencontainers.image.created", promotion.time.toISOString()]]);
	for (const [key, value] of labels) if (!annotations.has(key)) annotations.set(key, value.slice(0, MAX_ANNOTATION));
	for (const [name, value] of own) if (value !== void 0 && value !== "") annotations.set(PROMOTION_ANNOTATION + name, value.slice(0, MAX_ANNOTATION));
	return annotations;
}
function sortByKey(annotations) {
	return new Map(annotations.toSorted(([left], [right]) => left < right ? -1 : 1));
}
function writeDescriptor({ mediaType, digest, size }) {
	return {
		mediaType,
		digest,
		size
	};
}
function assemble({ promotion, labels, subject }, layer) {
	const isBundle = layer.mediaType === SIGSTORE_BUNDLE;
	const config = describe(OCI_EMPTY, EMPTY);
	const content = describe(layer.mediaType, layer.bytes);
	const annotations = sortByKey([...buildAnnotations(promotion, labels), ...isBundle ? BUNDLE_ANNOTATIONS : []]);
	const bytes = Buffer.from(JSON.stringify({
		schemaVersion: 2,
		mediaType: OCI_MANIFEST,
		artifactType: layer.mediaType,
		config: {
			...writeDescriptor(config),
			...isBundle ? {} : { data: EMPTY.toString("base64") }
		},
		layers: [{
			...writeDescriptor(content),
			...isBundle ? {} : { annotations: { [PREDICATE_TYPE]: PROMOTION_PREDICATE } }
		}],
		subject: writeDescriptor(subject),
		annotations: Object.fromEntries(annotations)
	}));
	return {
		manifest: {
			mediaType: OCI_MANIFEST,
			digest: digestOf(bytes),
			bytes
		},
		descriptor: {
			...describe(OCI_MANIFEST, bytes),
			annotations,
			artifactType: layer.mediaType
		},
		subject: {
			mediaType: subject.mediaType,
			digest: subject.digest,
			size: subject.size,
			annotations: /* @__PURE__ */ new Map()
		},
		blobs: [{
			descriptor: config,
			bytes: EMPTY
		}, {
			descriptor: content,
			bytes: layer.bytes
		}]
	};
}
function writeStatement(promotion) {
	return Buffer.from(JSON.stringify(buildStatement(promotion)));
}
function buildRecord(content) {
	return assemble(content, {
		mediaType: IN_TOTO,
		bytes: writeStatement(content.promotion)
	});
}
function buildSignedRecord(content, bundle) {
	return assemble(content, {
		mediaType: SIGSTORE_BUNDLE,
		bytes: bundle
	});
}
export { buildSignedRecord as a, buildRecord as i, PROMOTION_ANNOTATION as n, writeStatement as o, SIGSTORE_BUNDLE as r, PREDICATE_TYPE as t };
