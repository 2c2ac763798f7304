import { t as InputError } from "./errors.js";
import { t as quote } from "./safe-text.js";
import { t as canonicalRegistry } from "./registry-name.js";
// src/oci/repository.ts
const MAX_LENGTH = 255;
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[a-f0-9:.]+\])(?::[0-9]{1,5})?$/;
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
function refuse(text, reason, cure) {
	throw new InputError(`Cannot read repository ${quote(text)}: ${reason}; ${cure}`);
}
function tryParseRegistry(text) {
	const host = text.toLowerCase();
	if (!HOST.test(host)) return void 0;
	if (!/[.:]/.test(host) && host !== "localhost") return void 0;
	if (!URL.canParse(`https://${host}`)) return void 0;
	return canonicalRegistry(host);
}
function parseRepository(text) {
	if (/^[a-z]+:\/\//i.test(text)) refuse(text, "it begins with a scheme", "write registry/repository without it");
	const slash = text.indexOf("/");
	const registry = slash > 0 ? tryParseRegistry(text.slice(0, slash)) : void 0;
	if (registry === void 0) refuse(text, "it does not begin with a registry", "write registry/repository, such as \"ghcr.io/shop/app\"");
	const name = text.slice(slash + 1);
	if (name.includes("@") || name.includes(":")) refuse(text, "it has a tag or digest where only a repository goes", "leave out what follows the name");
	if (name !== name.toLowerCase()) refuse(text, "a repository is written in lower case", `write ${quote(`${registry}/${name.toLowerCase()}`)}`);
	if (name.length <= MAX_LENGTH && !NAME.test(name)) refuse(text, "its name is malformed", "use lower-case words joined by \"/\", \".\", \"_\" or \"-\"");
	if (registry.length + 1 + name.length > MAX_LENGTH) refuse(text, `it is longer than ${MAX_LENGTH} characters`, "choose a shorter name");
	return {
		registry,
		name: registry === "docker.io" && !name.includes("/") ? `library/${name}` : name
	};
}
function formatRepository(repository) {
	return `${repository.registry}/${repository.name}`;
}
function isSameRepository(left, right) {
	return left.registry === right.registry && left.name === right.name;
}
export { isSameRepository as n, parseRepository as r, formatRepository as t };
