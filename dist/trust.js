import "./rolldown-runtime.js";
import { t as require_dist } from "./dist.js";
import { t as require_dist$1 } from "./dist3.js";
import { Bt as property, Ft as decodeJson, It as isJsonObject, Ot as InputError, Pt as FormatError, Xt as safeText, Yt as quote, zt as parseJsonText } from "./start.js";
// src/provenance/verification/trust.ts
var import_dist = require_dist();
var import_dist$1 = require_dist$1();
const MAX_BYTES = 4194304;
const CURE = "get a new one, with \"gh attestation trusted-root\" for the public Sigstore and for GitHub's, or from whoever runs yours";
function toMaterial(root) {
	return (0, import_dist$1.toTrustMaterial)(root, {});
}
function readTrustedRoots(files, now) {
	return files.flatMap(({ path, bytes, place }) => {
		let roots;
		try {
			roots = readDocuments(bytes).map(readRoot);
		} catch (error) {
			const reason = error instanceof FormatError ? error.message : "a key or a certificate in it does not parse";
			throw new InputError(`Cannot read the trusted root ${nameFile(path, place)}: ${reason}; ${CURE}`, inPlace(place));
		}
		requireValidAuthority({
			path,
			place
		}, {
			roots,
			now
		});
		return roots;
	});
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
function readRoot(document) {
	if (isJsonObject(property(document, "signed"))) throw new FormatError("it is the root of a TUF repository");
	const root = toMaterial(import_dist.TrustedRoot.fromJSON(document));
	if (root.certificateAuthorities.length + root.tlogs.length + root.timestampAuthorities.length === 0) throw new FormatError("it names no authority and no log");
	for (const { certChain } of [...root.certificateAuthorities, ...root.timestampAuthorities]) if (certChain.length === 0) throw new FormatError("it has an authority without a certificate");
	return root;
}
function requireValidAuthority({ path, place }, { roots, now }) {
	const ends = roots.flatMap((root) => root.certificateAuthorities).map(({ certChain, validFor }) => Math.min(validFor.end.getTime(), ...certChain.map((each) => each.notAfter.getTime())));
	const last = Math.max(...ends);
	if (ends.length === 0 || last >= now.getTime()) return;
	const day = new Date(last).toISOString().slice(0, 10);
	throw new InputError(`Cannot trust by ${nameFile(path, place)}: every certificate authority in it has expired, the last one on ${day}; ${CURE}`, inPlace(place));
}
export { readTrustedRoots, toMaterial };
