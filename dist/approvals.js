import "./rolldown-runtime.js";
import { At as property, Et as objectProperty, Mt as stringProperty, Tt as isJsonObject } from "./common.js";
import { a as readObjects, n as explainFailure, t as AnswerError } from "./answer2.js";
import { t as openGitHubClient } from "./github-client.js";
// src/action/github/approvals.ts
const STATES = /* @__PURE__ */ new Set([
	"approved",
	"rejected",
	"pending"
]);
function isState(text) {
	return text !== void 0 && STATES.has(text);
}
function readApproval(entry) {
	const state = stringProperty(entry, "state");
	const environments = property(entry, "environments");
	const names = Array.isArray(environments) ? environments.map((item) => isJsonObject(item) ? stringProperty(item, "name") : void 0) : [];
	if (!isState(state)) throw new AnswerError("GitHub's answer has an approval without a known state");
	return {
		login: stringProperty(objectProperty(entry, "user") ?? {}, "login") ?? "ghost",
		state,
		environments: names.filter((name) => name !== void 0),
		comment: stringProperty(entry, "comment") || void 0
	};
}
async function readApprovals(event, { environment, token, tell, runId: certain, ...options }) {
	const runId = certain ?? environment["GITHUB_RUN_ID"];
	if (runId === void 0 || !/^[0-9]{1,20}$/.test(runId)) {
		tell("Cannot read the approvals of the run: GITHUB_RUN_ID names none; run the step on GitHub");
		return;
	}
	try {
		const client = await openGitHubClient(event, token, options);
		if (client === void 0) {
			tell("Cannot read the approvals of the run: there is no token; give the input \"github-token\"");
			return;
		}
		const answer = await client.send({
			method: "GET",
			path: `${client.home}/actions/runs/${runId}/approvals`
		});
		return readObjects(answer).map(readApproval);
	} catch (error) {
		const { reason, cure } = explainFailure(error, "actions: read");
		tell(`Cannot read the approvals of the run: ${reason}; ${cure}`);
		return;
	}
}
export { readApprovals };
