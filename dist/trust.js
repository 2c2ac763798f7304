import "./rolldown-runtime.js";
import { t as require_dist } from "./dist.js";
import { t as require_dist$1 } from "./dist3.js";
import { At as property, Ct as decodeJson, Jt as safeText, St as FormatError, Tt as isJsonObject, Zt as InputError, kt as parseJsonText, qt as quote } from "./common.js";
// src/provenance/verification/trust.ts
var import_dist = require_dist();
var import_dist$1 = require_dist$1();
const MAX_BYTES = 4194304;
const CURE = "get a new one, with \"gh attestation trusted-root\" for the public Sigstore and for GitHub's, or from whoever runs yours";
function toMaterial(root) {
	return (0, import_dist$1.toTrustMaterial)(root, {});
}
function readTrustedRoots(files, now, warn = () => void 0) {
	const read = files.map(({ path, bytes, place }) => {
		let roots;
		try {
			roots = readDocuments(bytes).map(readRoot);
		} catch (error) {
			const reason = error instanceof FormatError ? error.message : "a key or a certificate in it does not parse";
			throw new InputError(`Cannot read the trusted root ${nameFile(path, place)}: ${reason}; ${CURE}`, inPlace(place));
		}
		return {
			path,
			place,
			roots,
			last: lastEnd(roots)
		};
	});
	requireValidAuthority(read, now, warn);
	return read.flatMap(({ roots }) => roots);
}
function nameFile(path, place) {
	if (place === void 0) return quote(path);
	return `${quote(path)} (${safeText(place.file, 200)}, line ${place.line}, column ${place.column})`;
}
function inPlace(place) {
	return place === void 0 ? {} : { place };
}
function readDocuments(bytes) {
	if (bytes.byteLength > MAX_BYTES) throw new FormatError("it is larger than 4 MiB");
	const text = decodeJson(bytes);
	const lines = text.split("\n").filter((line) => line.trim() !== "");
	if (lines.length === 0) throw new FormatError("it is empty");
	try {
		return lines.map(parseJsonText);
	} catch {
		return [parseJsonText(text)];
	}
}
function requireStart({ tlogs, ctlogs, certificateAuthorities, timestampAuthorities }) {
	if ([...[...tlogs, ...ctlogs].map(({ publicKey }) => publicKey?.validFor?.start), ...[...certificateAuthorities, ...timestampAuthorities].map(({ validFor }) => validFor?.start)].every((start) => start !== void 0 && !Number.isNaN(start.getTime()))) return;
	throw new FormatError("it has a log or an authority that does not say from when on it is trusted (\"validFor.start\")");
}
function readRoot(document) {
	if (isJsonObject(property(document, "signed"))) throw new FormatError("it is the root of a TUF repository");
	const parsed = import_dist.TrustedRoot.fromJSON(document);
	const root = toMaterial(parsed);
	requireStart(parsed);
	if (root.certificateAuthorities.length + root.tlogs.length + root.timestampAuthorities.length === 0) throw new FormatError("it names no authority and no log");
	for (const { certChain } of [...root.certificateAuthorities, ...root.timestampAuthorities]) if (certChain.length === 0) throw new FormatError("it has an authority without a certificate");
	return root;
}
function lastEnd(roots) {
	const ends = roots.flatMap((root) => root.certificateAuthorities).map(({ certChain, validFor }) => Math.min(validFor.end.getTime(), ...certChain.map((each) => each.notAfter.getTime())));
	return ends.length === 0 ? void 0 : Math.max(...ends);
}
function requireValidAuthority(files, now, warn) {
	const expired = files.flatMap((file) => {
		const { last, path, place } = file;
		if (last === void 0 || last >= now.getTime()) return [];
		const day = new Date(last).toISOString().slice(0, 10);
		return [{
			place,
			what: `${nameFile(path, place)}: every certificate authority in it has expired, the last one on ${day}`
		}];
	});
	const [first] = expired;
	if (first === void 0) return;
	if (!files.some(({ last }) => last !== void 0 && last >= now.getTime())) throw new InputError(`Cannot trust by ${first.what}; ${CURE}`, inPlace(first.place));
	for (const { what } of expired) warn(`Only older records are checked by ${what}; leave it out once no image needs it any more`);
}
export { readTrustedRoots, toMaterial };
