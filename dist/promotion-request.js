import { E as parseTagRules, Ht as formatRepository } from "./common.js";
// src/promotion/promotion-request.ts
function passageTo({ governance }, repository) {
	return governance?.passages.get(formatRepository(repository));
}
function recordFormOf({ governance, record }, repository) {
	return governance?.records.get(formatRepository(repository)) ?? record;
}
function isRecorded(request) {
	return request.to.some((repository) => recordFormOf(request, repository) !== "off");
}
function requestFor(request, repository) {
	const environment = passageTo(request, repository)?.destination;
	return environment === void 0 ? request : {
		...request,
		rules: rulesOf(environment, request.rules)
	};
}
function rulesOf({ rules, tag }, given) {
	const own = rules ?? given;
	return tag === void 0 ? own : [...own, ...parseTagRules(`type=raw,value=${tag},immutable=false`)];
}
export { requestFor as i, passageTo as n, recordFormOf as r, isRecorded as t };
