import { t as openServiceClient } from "./service-client.js";
import { qt as quote, zt as USER_AGENT } from "./common.js";
// src/action/git/github-api.ts
const TIME_LIMIT = 2e4;
const MAX_ANSWER = 33554432;
const MOST_REDIRECTS = 3;
const EMPTY = /* @__PURE__ */ new Set([
	204,
	205,
	304
]);
const GITHUB_API = "https://api.github.com";
function canAskGitHub(event, token) {
	return token !== void 0 && token !== "" && event.apiUrl !== void 0 && event.repository !== void 0;
}
function openFetch(apiUrl, environment) {
	const client = openServiceClient(environment);
	const { origin } = new URL(apiUrl);
	function requireOwn(url) {
		if (url.origin === origin) return;
		throw new Error(`an answer names an address of ${url.host}, where the token is not sent`);
	}
	return async (address, { method = "GET", headers = {}, body, signal } = {}) => {
		let url = new URL(address);
		for (let redirects = 0;; redirects += 1) {
			requireOwn(url);
			const content = body === void 0 ? {} : { body };
			const answer = await client.send({
				url,
				method,
				headers,
				...content,
				maxAnswer: MAX_ANSWER,
				signal
			});
			const { status, statusText } = answer;
			const location = answer.header("location");
			if (status >= 300 && status < 400 && status !== 304) {
				const target = URL.parse(location ?? "", url.href);
				if (target === null) throw new Error(`GitHub answered ${status} without an address`);
				requireOwn(target);
				if (method !== "GET" || redirects === MOST_REDIRECTS) throw new Error(`GitHub answered ${status} to ${method}`);
				url = target;
				continue;
			}
			const init = {
				status,
				statusText,
				headers: answer.headers.map(([name, value]) => [name, value])
			};
			return new Response(EMPTY.has(status) ? null : answer.body, init);
		}
	};
}
async function openGitHub(event, token, { timeLimit = TIME_LIMIT, environment = process.env } = {}) {
	const [owner, repo] = event.repository?.fullName.split("/") ?? [];
	if (!token || !owner || !repo) return void 0;
	const { getOctokit } = await import("./github.js");
	const octokit = getOctokit(token, {
		userAgent: USER_AGENT,
		log: {
			debug() {},
			info() {},
			warn() {},
			error() {}
		},
		baseUrl: event.apiUrl ?? GITHUB_API,
		request: { fetch: openFetch(event.apiUrl ?? GITHUB_API, environment) }
	});
	octokit.hook.before("request", ({ request }) => {
		if (request !== void 0) request.signal = AbortSignal.timeout(timeLimit);
	});
	return {
		octokit,
		owner,
		repo
	};
}
function explainGitHubFailure(error, permission) {
	const message = quote(error instanceof Error ? error.message : String(error));
	const status = error instanceof Error && "response" in error && error.response !== void 0 && "status" in error && typeof error.status === "number" ? error.status : void 0;
	if (status === void 0) return {
		status,
		reason: `GitHub could not be reached (${message})`,
		cure: "run the step again"
	};
	const reason = `GitHub answered ${status} (${message})`;
	if (status === 429 || /rate limit/i.test(message)) return {
		status,
		reason,
		cure: "wait for the limit to pass, or give a github-token of the job's own"
	};
	if (status === 401) return {
		status,
		reason,
		cure: "give a github-token that is valid"
	};
	if (status === 403 || status === 404) return {
		status,
		reason,
		cure: `give the job "${permission}"`
	};
	return {
		status,
		reason,
		cure: "run the step again"
	};
}
export { explainGitHubFailure as n, openGitHub as r, canAskGitHub as t };
