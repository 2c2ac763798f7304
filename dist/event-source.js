import { i as objectProperty, l as stringProperty, s as property } from "./json.js";
// src/action/event/event-source.ts
function readEventSource(environment, payload) {
	return {
		environment,
		payload,
		name: environment["GITHUB_EVENT_NAME"] ?? "",
		action: stringProperty(payload, "action"),
		ref: environment["GITHUB_REF"] ?? ""
	};
}
const PULL_REQUEST_EVENTS = /* @__PURE__ */ new Set([
	"pull_request",
	"pull_request_target",
	"pull_request_review",
	"pull_request_review_comment"
]);
function isPullRequestEvent(name) {
	return PULL_REQUEST_EVENTS.has(name);
}
function objectAt(object, ...path) {
	return path.reduce((inner, key) => objectProperty(inner, key) ?? {}, object);
}
function numberProperty(object, key) {
	const value = property(object, key);
	return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : void 0;
}
export { readEventSource as i, numberProperty as n, objectAt as r, isPullRequestEvent as t };
