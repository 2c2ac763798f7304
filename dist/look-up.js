import { $ as isTag } from "./common.js";
import { r as headManifest } from "./manifests.js";
import { v as childManifests } from "./read-graph.js";
// src/promotion/destination/look-up.ts
const FEW_CHILDREN = 4;
async function lookUpTags(client, repository, names, algorithm) {
	const tags = names.filter(isTag);
	const digests = await Promise.all(tags.map((tag) => headManifest(client, repository, tag, algorithm)));
	const found = /* @__PURE__ */ new Map();
	for (const [index, tag] of tags.entries()) {
		const digest = digests[index];
		if (digest !== void 0) found.set(tag, digest);
	}
	return found;
}
async function findThose(client, repository, digests) {
	const found = await Promise.all(digests.map((digest) => headManifest(client, repository, digest)));
	return digests.filter((_, index) => found[index] !== void 0);
}
async function findPresent(client, repository, root) {
	const { digest } = root.descriptor;
	const children = [...new Set(childManifests(root.manifest).map((child) => child.digest))];
	if (children.length <= FEW_CHILDREN) return keepUnderRoot(digest, await findThose(client, repository, [digest, ...children]));
	if ((await findThose(client, repository, [digest])).length === 0) return /* @__PURE__ */ new Set();
	return /* @__PURE__ */ new Set([digest, ...await findThose(client, repository, children)]);
}
function keepUnderRoot(root, found) {
	return new Set(found.includes(root) ? found : []);
}
async function findPresentBelow(client, repository, graph, present) {
	const root = graph.nodes.get(graph.root);
	if (root === void 0 || !present.has(graph.root)) return present;
	const asked = /* @__PURE__ */ new Set([graph.root, ...childManifests(root.manifest).map(({ digest }) => digest)]);
	const deeper = [...graph.nodes.keys()].filter((digest) => !asked.has(digest));
	return /* @__PURE__ */ new Set([...present, ...await findThose(client, repository, deeper)]);
}
export { findPresentBelow as n, lookUpTags as r, findPresent as t };
