import { t as canonicalRegistry } from "./registry-name.js";
import { r as parseRepository, t as formatRepository } from "./repository.js";
// src/config/repository-template.ts
const IMAGE_PLACEHOLDER = "{image}";
function expandTemplate({ text }, image) {
	return parseRepository(text.replaceAll(IMAGE_PLACEHOLDER, () => image));
}
// src/config/templates/template-patterns.ts
const DOCKER_HUB = "docker.io";
function isImageName(text) {
	try {
		return parseRepository(`localhost/${text}`).name === text;
	} catch {
		return false;
	}
}
function canonicalTemplate({ text, hasPlaceholder }) {
	if (!hasPlaceholder) return formatRepository(parseRepository(text));
	const slash = text.indexOf("/");
	return `${canonicalRegistry(text.slice(0, slash))}${text.slice(slash)}`;
}
function patternsOf(template) {
	const text = canonicalTemplate(template);
	if (!template.hasPlaceholder) return [{
		kind: "exact",
		repository: text
	}];
	const at = text.indexOf(IMAGE_PLACEHOLDER);
	const [prefix, suffix] = [text.slice(0, at), text.slice(at + 7)];
	const host = text.slice(0, text.indexOf("/") + 1);
	const around = {
		kind: "around",
		prefix,
		suffix
	};
	const isOneWord = !`${prefix.slice(host.length)}${suffix}`.includes("/");
	if (host !== `${DOCKER_HUB}/` || !isOneWord) return [around];
	return [{
		kind: "around",
		prefix: `${host}library/${prefix.slice(host.length)}`,
		suffix
	}, around];
}
function imageIn(pattern, repository) {
	if (pattern.kind === "exact") return pattern.repository === repository ? repository.slice(repository.lastIndexOf("/") + 1) : void 0;
	const { prefix, suffix } = pattern;
	if (!repository.startsWith(prefix) || !repository.endsWith(suffix)) return void 0;
	const image = repository.slice(prefix.length, Math.max(prefix.length, repository.length - suffix.length));
	return isImageName(image) ? image : void 0;
}
export { IMAGE_PLACEHOLDER as a, patternsOf as i, imageIn as n, expandTemplate as o, isImageName as r, canonicalTemplate as t };
