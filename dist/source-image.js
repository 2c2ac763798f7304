import { Mt as stringProperty, Qt as PolicyError, gt as formatList, h as formatReference } from "./common.js";
import { E as rootGraph, a as joinImageLabels, n as readGraph, r as toNode, x as graphPlatforms } from "./read-graph.js";
import { n as passageTo } from "./promotion-request.js";
import { r as readConfig, t as findLabels } from "./read-labels.js";
// src/promotion/passage/require-platforms.ts
const USUAL = /^([a-z0-9]+)\/(?:(amd64)\/v1|(arm64)\/v8|(arm)\/v7)$/;
function spell(platform) {
	return platform.replace(USUAL, (_, os, ...names) => {
		return `${os}/${names.slice(0, 3).join("")}`;
	});
}
function lackingPlatforms({ name, platforms: required }, platforms) {
	const spelt = new Set(platforms.map(spell));
	const missing = required.filter((each) => !spelt.has(spell(each)));
	if (missing.length === 0) return void 0;
	const has = platforms.length === 0 ? "names no platform" : `is only for ${formatList(platforms)}`;
	return {
		reason: `it must be there for ${formatList(missing)}, and it ${has}`,
		cure: `build it for all of them, or change "platforms" of ${name}`
	};
}
async function requirePlatforms(request, image) {
	for (const repository of request.to) {
		const environment = passageTo(request, repository)?.destination;
		if (environment === void 0 || environment.platforms.length === 0) continue;
		const lacking = lackingPlatforms(environment, await image.platforms());
		if (lacking === void 0) continue;
		const { reason, cure } = lacking;
		throw new PolicyError(`Cannot promote ${formatReference(request.from)} to ${environment.name}: ${reason}; ${cure}`);
	}
}
// src/promotion/source/find-platforms.ts
function findPlatforms(graph, { config }) {
	const listed = graphPlatforms(graph).map(({ platform }) => platform);
	if (listed.length > 0 || config === void 0) return listed;
	const parts = [
		"os",
		"architecture",
		"variant"
	].map((name) => stringProperty(config, name) ?? "");
	const [os, architecture] = parts;
	return os === "" || architecture === "" ? [] : [parts.filter((part) => part !== "").join("/")];
}
// src/promotion/source/source-image.ts
function quiet(promise) {
	promise.catch(() => void 0);
	return promise;
}
var SourceImage = class {
	root;
	client;
	ledger;
	repository;
	stored;
	reading;
	configuring;
	labelling;
	constructor(clients, repository, stored) {
		this.client = clients.source;
		this.ledger = clients.ledger;
		this.repository = repository;
		this.stored = stored;
		this.root = quiet(stored.then((root) => toNode(clients.source, repository, root)));
	}
	graph() {
		this.reading ??= quiet(this.stored.then((root) => readGraph(this.client, this.repository, root)));
		return this.reading;
	}
	labels() {
		this.labelling ??= quiet(Promise.all([this.graph(), this.config()]).then(([graph, config]) => findLabels(graph, config)));
		return this.labelling;
	}
	async platforms() {
		return findPlatforms(await this.graph(), await this.config());
	}
	config() {
		this.configuring ??= quiet(this.graph().then((graph) => readConfig(this.client, this.repository, {
			graph,
			ledger: this.ledger
		})));
		return this.configuring;
	}
	async graphSoFar() {
		return this.reading ?? rootGraph(await this.root);
	}
	async labelsSoFar() {
		const { manifest } = await this.root;
		return this.labelling ?? joinImageLabels(manifest.annotations, void 0, /* @__PURE__ */ new Map());
	}
};
export { lackingPlatforms as n, requirePlatforms as r, SourceImage as t };
