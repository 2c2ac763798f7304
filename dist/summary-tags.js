import { Ct as formatCount, a as markdownTable, i as markdownDetails, o as markdownText, pt as shortDigest, r as markdownCode } from "./start.js";
// src/action/summary/summary-tags.ts
const DONE = {
	create: "🆕 created",
	move: "⏩ moved",
	keep: "✅ kept",
	skip: "⏸️ skipped"
};
const PLANNED = {
	create: "🆕 create",
	move: "⏩ move",
	keep: "✅ keep",
	skip: "⏸️ skip"
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
		const cells = [
			`**${markdownCode(item.tag)}**`,
			words[item.action],
			markdownText(item.reason)
		];
		return hasMoves ? [...cells, moves[index] ?? ""] : cells;
	});
	return markdownTable(header, rows);
}
function renderIdleRules(rules) {
	const lines = rules.map(({ line, rule, reason }) => `- line ${line}, ${markdownCode(rule)}: ${markdownText(reason)}`);
	return markdownDetails(`${formatCount(rules.length, "rule")} gave no tag`, lines.join("\n"));
}
export { renderTags as n, renderIdleRules as t };
