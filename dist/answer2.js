import { At as property, Tt as isJsonObject } from "./common.js";
import { n as explainGitHubFailure } from "./github-api.js";
// src/action/github/answer.ts
var AnswerError = class extends Error {
	name = "AnswerError";
};
function readObject(answer) {
	if (isJsonObject(answer)) return answer;
	throw new AnswerError("GitHub's answer is not a JSON object");
}
function readObjects(answer) {
	if (Array.isArray(answer) && answer.every(isJsonObject)) return answer;
	throw new AnswerError("GitHub's answer is not a list of JSON objects");
}
function readId(answer) {
	const id = property(readObject(answer), "id");
	if (typeof id === "bigint" || typeof id === "number" && Number.isSafeInteger(id)) return String(id);
	throw new AnswerError("GitHub's answer has no id");
}
function explainFailure(error, permission) {
	if (error instanceof AnswerError) return {
		status: void 0,
		reason: error.message,
		cure: "check that GITHUB_API_URL is the address of GitHub"
	};
	const failure = explainGitHubFailure(error, permission);
	const { status } = failure;
	return status === 400 || status === 409 || status === 422 ? {
		...failure,
		cure: "change what it names, or do without it in the pipeline file"
	} : failure;
}
export { readObjects as a, readObject as i, explainFailure as n, readId as r, AnswerError as t };
