import { t as InputError } from "./errors.js";
import { a as isDigest, n as digestHex, r as digestOf } from "./digest.js";
import { a as parseJsonObject, r as isJsonObject, s as property, t as FormatError } from "./json.js";
import { n as parseReference, t as formatReference } from "./reference.js";
import { r as parseRepository, t as formatRepository } from "./repository.js";
import { t as quote } from "./safe-text.js";
const ID_LENGTH = 32;
function shardTitle(name) {
	return name.kind === "tags" ? "tags" : `${name.index}-of-${name.count}`;
}
function formatShardName(shard, id) {
	return `${shard.index}-of-${shard.count}@${digestHex(id).slice(0, ID_LENGTH)}`;
}
function parseShardName(text) {
	const [, whole = "", id] = /^([^@]*)(?:@(?:sha256:)?([a-f0-9]{12,64}))?$/.exec(text) ?? [];
	const [, index, count] = /^([1-9][0-9]{0,2})-of-([1-9][0-9]{0,2})$/.exec(whole) ?? [];
	const isShard = Number(index) <= Number(count) && Number(count) <= 256;
	if (whole !== "tags" && !isShard) throw new InputError(`Cannot use shard ${quote(text)}: it is neither like "3-of-8@…" nor like "tags@…"; take it from the plan's outputs, as \${{ matrix.shard }} or tags@\${{ needs.plan.outputs.plan-id }}`);
	if (id === void 0) throw new InputError(`Cannot use shard ${quote(text)}: it does not say of which plan it is; take it from the plan's outputs, as \${{ matrix.shard }} or tags@\${{ needs.plan.outputs.plan-id }}`);
	if (whole === "tags") return {
		kind: "tags",
		id
	};
	return {
		kind: "shard",
		index: Number(index),
		count: Number(count),
		id
	};
}
// src/promotion/shards/plan-file.ts
const FORMAT = 1;
const MAX_PLAN_FILE = 67108864;
const SETTINGS = [
	"tags",
	"flavor",
	"version",
	"revision",
	"tag-prefix",
	"existing-tags",
	"time-zone",
	"if-tag-exists",
	"referrers",
	"record",
	"reason"
];
function collectSettings(read) {
	return {
		tags: read("tags"),
		flavor: read("flavor"),
		version: read("version"),
		revision: read("revision"),
		"tag-prefix": read("tag-prefix"),
		"existing-tags": read("existing-tags"),
		"time-zone": read("time-zone"),
		"if-tag-exists": read("if-tag-exists"),
		referrers: read("referrers"),
		record: read("record"),
		reason: read("reason")
	};
}
function renderPlanFile({ settings, at, policy, shards, images }) {
	const head = JSON.stringify({
		version: FORMAT,
		at: at.toISOString(),
		policy,
		shards,
		settings
	});
	const lines = images.map(({ from, to, shard, bytes }) => JSON.stringify({
		from: formatReference(from),
		to: to.map(formatRepository),
		shard,
		bytes
	}));
	return `${head.slice(0, -1)},"images":[\n${lines.join(",\n")}\n]}\n`;
}
function planId(file) {
	return digestOf(file);
}
function count(value, most) {
	return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most ? Number(value) : void 0;
}
function readSettings(body) {
	const value = property(body, "settings");
	const given = isJsonObject(value) ? value : {};
	return collectSettings((name) => {
		const text = property(given, name);
		if (typeof text !== "string") throw new FormatError(`it does not say what the input "${name}" was`);
		return text;
	});
}
function readImage(value, shards) {
	if (!isJsonObject(value)) throw new FormatError("one of its images is no JSON object");
	const from = parseReference(String(property(value, "from")));
	if (from.kind !== "digest") throw new FormatError(`its image ${quote(formatReference(from))} has no digest`);
	const to = property(value, "to");
	const [first, ...rest] = Array.isArray(to) ? to.map((each) => parseRepository(String(each))) : [];
	const shard = count(property(value, "shard"), shards);
	const bytes = count(property(value, "bytes"), Number.MAX_SAFE_INTEGER);
	if (first === void 0 || shard === void 0 || shard === 0 || bytes === void 0) throw new FormatError(`its image ${quote(formatReference(from))} lacks destination, shard or size`);
	return {
		from,
		to: [first, ...rest],
		shard,
		bytes
	};
}
function readPlan(file) {
	const body = parseJsonObject(file);
	if (property(body, "version") !== FORMAT) throw new FormatError(`it is of version ${quote(String(property(body, "version")))} and not of ${FORMAT}`);
	const shards = count(property(body, "shards"), 256);
	const at = new Date(String(property(body, "at")));
	const images = property(body, "images");
	if (shards === void 0 || shards === 0 || Number.isNaN(at.getTime()) || !Array.isArray(images)) throw new FormatError("it lacks shards, instant or images");
	const policy = property(body, "policy");
	if (policy !== void 0 && (typeof policy !== "string" || !isDigest(policy))) throw new FormatError("it does not say by which pipeline file it was made");
	const plan = {
		settings: readSettings(body),
		at,
		shards,
		images: images.map((image) => readImage(image, shards))
	};
	return policy === void 0 ? plan : {
		...plan,
		policy
	};
}
function parsePlanFile(file, name) {
	try {
		return readPlan(file);
	} catch (error) {
		if (!(error instanceof FormatError) && !(error instanceof InputError)) throw error;
		throw new InputError(`Cannot read the plan file ${quote(name)}: ${error.message.split(";")[0]}; take it as "command: plan" of the same run wrote it`, { cause: error });
	}
}
export { planId as a, parseShardName as c, parsePlanFile as i, shardTitle as l, SETTINGS as n, renderPlanFile as o, collectSettings as r, formatShardName as s, MAX_PLAN_FILE as t };
