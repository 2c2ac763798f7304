import "./rolldown-runtime.js";
import { t as invalidAnswer } from "./answer.js";
// src/registry/answers/next-page.ts
const MAX_LENGTH = 8192;
function find(text, character, from) {
	const at = text.indexOf(character, from);
	return at < 0 ? text.length : at;
}
function endOfLink(header, start) {
	let end = start;
	while (end < header.length && header[end] !== ",") end = header[end] === "\"" ? find(header, "\"", end + 1) + 1 : end + 1;
	return end;
}
function isNext(parameters) {
	return (parameters.match(/(?:[^;"]|"[^"]*"?)+/g) ?? []).some((parameter) => {
		const equals = find(parameter, "=", 0);
		const types = parameter.slice(equals + 1).trim().replace(/^["']|["']$/g, "").toLowerCase().split(/\s+/);
		return parameter.slice(0, equals).trim().toLowerCase() === "rel" && types.includes("next");
	});
}
const NO_NEXT = { kind: "none" };
const UNREADABLE = { kind: "unreadable" };
function parseNextLink(header) {
	const text = header.slice(0, MAX_LENGTH);
	for (let position = 0; position < text.length;) {
		const end = endOfLink(text, position);
		const open = find(text, "<", position);
		if (open >= end) {
			if (isNext(text.slice(position, end))) return UNREADABLE;
			position = end + 1;
			continue;
		}
		const close = find(text, ">", open);
		const last = endOfLink(text, close + 1);
		if (close === text.length) return isNext(text.slice(open)) ? UNREADABLE : endOfHeader(header);
		if (isNext(text.slice(close + 1, last))) {
			const target = text.slice(open + 1, close).trim();
			return target === "" ? UNREADABLE : {
				kind: "target",
				target
			};
		}
		position = last + 1;
	}
	return endOfHeader(header);
}
function endOfHeader(header) {
	return header.length > MAX_LENGTH ? UNREADABLE : NO_NEXT;
}
function isSameHost(link, current) {
	return link.hostname === current.hostname && /^https?:$/.test(link.protocol);
}
function nextPage(response, current, attempt) {
	const next = parseNextLink(response.headers("link").join(", "));
	if (next.kind === "none") return void 0;
	if (next.kind !== "target") throw invalidAnswer(attempt, "the list goes on at an address that cannot be read (header \"Link\")");
	const link = URL.parse(next.target, current.href);
	if (link === null || !isSameHost(link, current)) throw invalidAnswer(attempt, "the next page of the list is on another host");
	const address = new URL(current);
	address.search = link.search;
	return address;
}
export { parseNextLink as n, nextPage as t };
