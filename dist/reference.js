import { t as InputError } from "./errors.js";
import { t as quote } from "./safe-text.js";
import { o as parseDigest } from "./digest.js";
import { r as parseRepository, t as formatRepository } from "./repository.js";
import { r as parseTag } from "./tag.js";
// src/oci/reference.ts
function parseReference(text) {
	const at = text.indexOf("@");
	const digest = at < 0 ? void 0 : parseDigest(text.slice(at + 1));
	const rest = at < 0 ? text : text.slice(0, at);
	const colon = rest.lastIndexOf(":");
	const hasTag = colon > rest.lastIndexOf("/");
	if (hasTag && !rest.includes("/")) throw new InputError(`Cannot read reference ${quote(text)}: it does not begin with a registry; write registry/repository:tag, such as "ghcr.io/shop/app:1.2.3"`);
	const tag = hasTag ? parseTag(rest.slice(colon + 1)) : void 0;
	const repository = parseRepository(hasTag ? rest.slice(0, colon) : rest);
	if (digest !== void 0) return {
		kind: "digest",
		repository,
		digest,
		...tag === void 0 ? {} : { tag }
	};
	if (tag !== void 0) return {
		kind: "tag",
		repository,
		tag
	};
	throw new InputError(`Cannot read reference ${quote(text)}: it has neither tag nor digest; add one, such as "${formatRepository(repository)}:1.2.3"`);
}
function formatReference(reference) {
	const repository = formatRepository(reference.repository);
	if (reference.kind === "tag") return `${repository}:${reference.tag}`;
	return `${repository}${reference.tag === void 0 ? "" : `:${reference.tag}`}@${reference.digest}`;
}
export { parseReference as n, formatReference as t };
