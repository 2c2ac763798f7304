import { Jt as USER_AGENT, Xt as safeText } from "./start.js";
// src/action/git/github-api.ts
const TIME_LIMIT = 2e4;
function canAskGitHub(event, token) {
	return token !== void 0 && token !== "" && event.apiUrl !== void 0 && event.repository !== void 0;
}
async function openGitHub(event, token, { timeLimit = TIME_LIMIT } = {}) {
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
		...event.apiUrl === void 0 ? {} : { baseUrl: event.apiUrl }
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
	const message = safeText(error instanceof Error ? error.message : String(error), 200);
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
