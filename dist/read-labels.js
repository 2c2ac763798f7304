import { At as property, Et as objectProperty, Ot as parseJsonObject, jt as stringMap } from "./common.js";
import { T as representativeManifest, a as joinImageLabels } from "./read-graph.js";
import { r as readBlob } from "./list-budget.js";
// src/promotion/source/read-config.ts
const MAX_CONFIG = 4194304;
function parse(bytes) {
	if (bytes === void 0) return void 0;
	try {
		return parseJsonObject(bytes);
	} catch {
		return;
	}
}
async function readConfig(client, repository, image) {
	const manifest = representativeManifest(image.graph)?.manifest;
	if (manifest?.kind !== "manifest") return {
		manifest: void 0,
		config: void 0
	};
	const bytes = /\.(?:image\.v1\.config|image\.config\.v1|container\.image\.v1)\+json$/.test(manifest.config.mediaType) ? await readBlob(client, repository, {
		...manifest.config,
		limit: MAX_CONFIG
	}) : void 0;
	if (bytes !== void 0) image.ledger?.give(manifest.config.digest, bytes);
	return {
		manifest,
		config: parse(bytes)
	};
}
// src/promotion/source/read-labels.ts
function findLabels({ nodes, root }, { manifest, config }) {
	const inner = config && objectProperty(config, "config");
	const labels = stringMap(inner && property(inner, "Labels"));
	return joinImageLabels(nodes.get(root)?.manifest.annotations ?? /* @__PURE__ */ new Map(), manifest, labels);
}
async function readImageLabels(client, repository, image) {
	return findLabels(image.graph, await readConfig(client, repository, image));
}
export { readImageLabels as n, readConfig as r, findLabels as t };
