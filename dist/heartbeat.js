import { $ as isTag, C as tryParseVersion, _ as formatVersionTag, ht as formatDuration, pt as formatBytes } from "./common.js";
import { t as isChange } from "./tag-plan.js";
// src/promotion/destination/tag-case.ts
function listsTag(names, tag) {
	return names.has(tag) || names.has(tag.toLowerCase());
}
function familiesOf(wanted) {
	return wanted.flatMap(({ sequence, family, version }) => {
		if (sequence !== void 0) return [{
			prefix: sequence.stem,
			suffix: sequence.suffix
		}];
		const parsed = version === void 0 ? void 0 : tryParseVersion(version);
		if (family === void 0 || parsed === void 0) return [];
		const text = formatVersionTag(parsed);
		const at = family.indexOf(text);
		return at < 0 ? [] : [{
			prefix: family.slice(0, at),
			suffix: family.slice(at + text.length)
		}];
	});
}
function withCaseOf(name, { prefix, suffix }) {
	if (name.length < prefix.length + suffix.length) return void 0;
	if (name.startsWith(prefix) && name.endsWith(suffix)) return void 0;
	const low = name.toLowerCase();
	if (!low.startsWith(prefix.toLowerCase()) || !low.endsWith(suffix.toLowerCase())) return void 0;
	return `${prefix}${name.slice(prefix.length, name.length - suffix.length)}${suffix}`;
}
function tagsInAnotherCase(names, wanted) {
	const unlisted = wanted.filter(({ tag }) => !names.has(tag));
	if (unlisted.length === 0) return [];
	const low = new Set([...names].map((name) => name.toLowerCase()));
	const tags = unlisted.filter(({ tag }) => low.has(tag.toLowerCase())).map(({ tag }) => tag);
	const days = familiesOf(unlisted.filter(({ sequence }) => sequence !== void 0));
	const numbers = [...names].flatMap((name) => days.flatMap((day) => withCaseOf(name, day) ?? []));
	return [.../* @__PURE__ */ new Set([...tags, ...numbers.filter(isTag).filter((tag) => !names.has(tag))])];
}
function inOwnCase(names, found, families) {
	const own = new Map([...found].filter((tag) => !names.has(tag)).map((tag) => [tag.toLowerCase(), tag]));
	const listed = new Set([...names].map((name) => name.toLowerCase()));
	if (![...own.keys()].some((low) => listed.has(low))) return names;
	return new Set([...names].map((name) => {
		return own.get(name.toLowerCase()) ?? families.flatMap((family) => withCaseOf(name, family) ?? [])[0] ?? name;
	}));
}
function standingTags(tags) {
	return tags.filter(({ before, mutable, after }) => before !== void 0 || !mutable && after !== void 0).map(({ tag }) => tag);
}
// src/action/progress.ts
const PROGRESS_EVERY = 1e4;
const WINDOW = 3e4;
var Progress = class {
	blobs;
	bytes;
	manifests;
	tags;
	doneBlobs = 0;
	doneManifests = 0;
	doneTags = 0;
	doneBytes = 0;
	streamed = 0;
	samples;
	constructor(plans, now, phase) {
		const destinations = plans.flatMap((plan) => plan.destinations);
		const steps = destinations.flatMap(({ copy }) => copy.blobs);
		this.manifests = destinations.reduce((sum, { copy }) => sum + copy.manifests.length, 0);
		this.tags = phase === "landing" ? 0 : destinations.flatMap(({ tags }) => tags.tags.filter(isChange)).length;
		this.blobs = steps.length;
		this.bytes = steps.reduce((sum, { blob }) => sum + blob.size, 0);
		this.samples = [{
			at: now,
			bytes: 0
		}];
	}
	add(event) {
		if (event.kind === "bytes") this.streamed += event.bytes;
		if (event.kind === "manifest") this.doneManifests++;
		if (event.kind === "tag") this.doneTags++;
		if (event.kind !== "blob") return;
		this.doneBlobs++;
		this.doneBytes += event.blob.size;
	}
	describe(now) {
		if (this.doneBlobs < this.blobs) return this.describeBlobs(now);
		const left = [this.doneManifests < this.manifests ? `${this.doneManifests} of ${this.manifests} manifests written` : "", this.doneTags < this.tags ? `${this.doneTags} of ${this.tags} tags written` : ""].filter((part) => part !== "");
		return left.length === 0 ? void 0 : `${this.blobs} of ${this.blobs} blobs, ${left.join(", ")}`;
	}
	describeBlobs(now) {
		const last = {
			at: now,
			bytes: this.streamed
		};
		this.samples = [...this.samples.filter(({ at }) => now - at <= WINDOW), last];
		const [first = last] = this.samples;
		const rate = now > first.at ? (last.bytes - first.bytes) * 1e3 / (now - first.at) : 0;
		const parts = [`${this.doneBlobs} of ${this.blobs} blobs`, `${formatBytes(this.streamed)} copied`];
		if (rate > 0) {
			const left = Math.max(0, this.bytes - Math.max(this.doneBytes, this.streamed));
			parts.push(`${formatBytes(Math.round(rate))}/s`, `${formatDuration(left / rate * 1e3)} left`);
		}
		return parts.join(", ");
	}
};
// src/commands/heartbeat.ts
function startHeartbeat(logger, describe) {
	const timer = setInterval(() => logger.info(describe()), PROGRESS_EVERY);
	return { [Symbol.dispose]: () => clearInterval(timer) };
}
export { inOwnCase as a, tagsInAnotherCase as c, familiesOf as i, PROGRESS_EVERY as n, listsTag as o, Progress as r, standingTags as s, startHeartbeat as t };
