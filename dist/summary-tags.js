import { a as markdownTable, i as markdownDetails, mt as formatCount, o as markdownText, ot as shortDigest, r as markdownCode } from "./common.js";
// src/action/summary/summary-tags.ts
const SIGNS = {
	create: "🆕",
	move: "⏩",
	keep: "✅",
	skip: "⏸️"
};
const DONE = {
	create: "new",
	move: "moved",
	keep: "kept",
	skip: "skipped"
};
const PLANNED = {
	create: "create",
	move: "move",
	keep: "keep",
	skip: "skip"
};
function renderMove({ action, before, after }) {
	if (before === null || action !== "move" && action !== "skip") return "";
	const from = markdownCode(shortDigest(before));
	if (action === "skip") return `stays ${from}`;
	return after === null ? `now ${from}` : `${from} → ${markdownCode(shortDigest(after))}`;
}
function renderTags(tags, isDone) {
	const words = isDone ? DONE : PLANNED;
	const moves = tags.map(renderMove);
	const hasMoves = moves.some((move) => move !== "");
	const header = [
		"Tag",
		isDone ? "Done" : "Plan",
		"Why",
		...hasMoves ? ["Digest"] : []
	];
	const rows = tags.map((item, index) => {
		const word = `${SIGNS[item.action]}&nbsp;${words[item.action]}`;
		const cells = [
			`**${markdownCode(item.tag)}**`,
			word,
			markdownText(item.reason)
		];
		return hasMoves ? [...cells, moves[index] ?? ""] : cells;
	});
	return markdownTable(header, rows);
}
function renderRow(items, isDone) {
	const [first] = items;
	if (first === void 0) return [];
	const { action, before } = first;
	const word = `${SIGNS[action]}&nbsp;${(isDone ? DONE : PLANNED)[action]}`;
	const from = action === "move" && before !== null ? ` from ${markdownCode(shortDigest(before))}` : "";
	const why = action === "skip" ? `: ${[...new Set(items.map(({ reason }) => markdownText(reason)))].join("; ")}` : "";
	return [`${word}${from}`, `${items.map(({ tag }) => markdownCode(tag)).join(" ")}${why}`];
}
function renderTagsByAction(tags, isDone) {
	const groups = /* @__PURE__ */ new Map();
	for (const item of tags) {
		const key = item.action === "move" ? `move ${item.before}` : item.action;
		groups.set(key, [...groups.get(key) ?? [], item]);
	}
	return markdownTable(["", "Tags"], [...groups.values()].map((items) => renderRow(items, isDone)));
}
function renderIdleRules(rules) {
	const lines = rules.map(({ line, rule, reason }) => `- line ${line}, ${markdownCode(rule)}: ${markdownText(reason)}`);
	return markdownDetails(`${formatCount(rules.length, "rule")} gave no tag`, lines.join("\n"));
}
export { renderTags as n, renderTagsByAction as r, renderIdleRules as t };
