import { t as isChange } from "./tag-plan.js";
import { St as formatBytes, wt as formatDuration } from "./start.js";
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
		const parts = [`${this.doneBlobs} of ${this.blobs} blobs`, `${formatBytes(this.streamed)} streamed`];
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
export { PROGRESS_EVERY as n, Progress as r, startHeartbeat as t };
