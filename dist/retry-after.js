// src/registry/transport/retry-after.ts
const SHORTEST_HINT = 1e3;
const UNITS = /* @__PURE__ */ new Map([
	["ns", 1e-6],
	["us", .001],
	["µs", .001],
	["μs", .001],
	["ms", 1],
	["s", 1e3],
	["m", 6e4],
	["h", 36e5]
]);
function tryParseRetryAfter(value, now) {
	const text = value?.trim() ?? "";
	if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1e3;
	if (text.length > 40 || !/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return void 0;
	const date = Date.parse(text);
	return Number.isNaN(date) ? void 0 : Math.max(0, date - now);
}
function tryParseGoDuration(text) {
	if (text === "" || text.length > 40 || !/^(?:[0-9]{1,12}(?:\.[0-9]{0,12})?(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return;
	let sum = 0;
	for (const [, number = "", unit = ""] of text.matchAll(/([0-9.]+)([a-zµμ]+)/g)) sum += Number(number) * (UNITS.get(unit) ?? 0);
	return sum;
}
function findRetryHint(body) {
	const duration = /retry-after: {0,4}([0-9a-zµμ.]{1,40})/i.exec(body)?.[1];
	const hint = duration === void 0 ? void 0 : tryParseGoDuration(duration.replace(/\.$/, ""));
	return hint === void 0 ? void 0 : Math.max(SHORTEST_HINT, hint);
}
export { tryParseRetryAfter as n, findRetryHint as t };
