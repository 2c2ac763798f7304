import "./rolldown-runtime.js";
import { r as openGitHub } from "./github-api.js";
import { At as property, Et as objectProperty, Mt as stringProperty, Tt as isJsonObject } from "./common.js";
import { n as tryParseRetryAfter } from "./retry-after.js";
import { setTimeout } from "node:timers/promises";
// src/action/github/rate-limit.ts
const UNNAMED_PAUSE = 6e4;
const SHORTEST_PAUSE = 1e3;
function untilReset(headers, now) {
	if (stringProperty(headers, "x-ratelimit-remaining") !== "0") return void 0;
	const reset = Number(stringProperty(headers, "x-ratelimit-reset") ?? NaN);
	return Number.isSafeInteger(reset) ? reset * 1e3 - now : UNNAMED_PAUSE;
}
function pauseOfLimit(error, now) {
	if (!isJsonObject(error)) return void 0;
	const status = property(error, "status");
	const response = objectProperty(error, "response");
	if (response === void 0 || status !== 403 && status !== 429) return void 0;
	const headers = objectProperty(response, "headers") ?? {};
	const isNamed = /secondary rate limit|abuse detection/i.test(stringProperty(error, "message") ?? "");
	const pause = tryParseRetryAfter(stringProperty(headers, "retry-after"), now) ?? untilReset(headers, now) ?? (status === 429 || isNamed ? UNNAMED_PAUSE : void 0);
	return pause === void 0 ? void 0 : Math.max(SHORTEST_PAUSE, pause);
}
// src/action/github/github-client.ts
const API_VERSION = "2022-11-28";
const TRIES = 4;
const PATIENCE = 15e4;
const REAL_CLOCK = {
	now: () => Date.now(),
	sleep: (milliseconds) => setTimeout(milliseconds)
};
function createPause(clock) {
	let until = 0;
	let left = PATIENCE;
	return {
		async wait() {
			for (let rest = until - clock.now(); rest > 0; rest = until - clock.now()) await clock.sleep(rest);
		},
		extend(milliseconds) {
			const now = clock.now();
			const more = Math.max(0, now + milliseconds - Math.max(now, until));
			if (more > left) return false;
			left -= more;
			until = Math.max(until, now + milliseconds);
			return true;
		}
	};
}
async function openGitHubClient(event, token, { clock = REAL_CLOCK, timeLimit } = {}) {
	const api = await openGitHub(event, token, timeLimit === void 0 ? {} : { timeLimit });
	if (api === void 0) return void 0;
	const { octokit, owner, repo } = api;
	const pause = createPause(clock);
	async function send({ method, path, body }) {
		const headers = { "x-github-api-version": API_VERSION };
		const parameters = body === void 0 ? { headers } : {
			headers,
			data: body
		};
		for (let tries = 1;; tries++) {
			await pause.wait();
			try {
				const { data } = await octokit.request(`${method} ${path}`, parameters);
				return data;
			} catch (error) {
				const asked = pauseOfLimit(error, clock.now());
				if (asked === void 0 || tries === TRIES || !pause.extend(asked)) throw error;
			}
		}
	}
	return {
		owner,
		repo,
		home: `/repos/${encodeURIComponent(owner.toWellFormed())}/${encodeURIComponent(repo.toWellFormed())}`,
		send
	};
}
export { openGitHubClient as t };
