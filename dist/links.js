import { Jt as safeText, o as markdownText, ot as shortDigest } from "./common.js";
// src/history/describe-trust.ts
function describeTrust(record) {
	switch (record.kind) {
		case "entry": {
			const { trust } = record.entry;
			return trust.kind === "unverified" ? `unverified (${trust.reason})` : trust.kind;
		}
		case "refused": return "refused";
		case "unreadable": return "cannot be read";
		case "built": return "built here";
		case "none": return "no record";
		default: return record;
	}
}
// src/history/format-time.ts
function formatTime(time) {
	return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
function formatDay(time) {
	return time.toISOString().slice(0, 10);
}
// src/history/pipeline-picture.ts
const MAX_TEXT = 5e4;
const MAX_EDGES = 500;
const MAX_LINE = 40;
const COLOURS = [
	"#1a7f37",
	"#0969da",
	"#8250df",
	"#bc4c00",
	"#bf3989",
	"#1b7c83"
];
const GREY = "#57606a";
const STYLES = [
	...COLOURS.map((fill, index) => `classDef c${index} fill:${fill},stroke:${fill},color:#ffffff`),
	`classDef more fill:${GREY},stroke:${GREY},color:#ffffff`,
	`classDef none fill:#eaeef2,stroke:${GREY},color:#24292f,stroke-dasharray:4 3`,
	"classDef unread fill:#ffebe9,stroke:#cf222e,color:#82071e,stroke-dasharray:4 3"
];
function pictureText(text) {
	return safeText(text, MAX_LINE).replace(/[^\p{L}\p{N} .,:_+/-]/gu, (character) => `#${character.codePointAt(0)};`);
}
function isSplit({ repositories }) {
	const running = repositories.filter(({ missing }) => missing === void 0);
	return new Set(running.map(({ current }) => current?.placement.digest)).size > 1;
}
function describeNode(environment) {
	const { name, current } = environment;
	if (isUnread(environment)) return [name, "cannot be read"];
	if (current === void 0) return [name, "nothing yet"];
	const { tags, digest, record } = current.placement;
	return [
		name,
		tags[0] ?? shortDigest(digest),
		...record.kind === "entry" ? [formatDay(record.entry.time)] : [],
		describeTrust(record),
		...isSplit(environment) ? ["repositories differ"] : []
	];
}
function isUnread({ repositories }) {
	return repositories.every(({ missing }) => missing !== void 0);
}
function usedHotfixOf(environment) {
	const record = environment?.current?.placement.record;
	return record?.kind === "entry" && record.entry.route?.kind === "hotfix" ? record.entry.route.name : void 0;
}
function colourImages(environments) {
	const digests = new Set(environments.toReversed().flatMap(({ current }) => current?.placement.digest ?? []));
	return new Map([...digests].map((digest, index) => [digest, index < COLOURS.length ? `c${index}` : "more"]));
}
function classOf(environment, colours) {
	const { current } = environment;
	if (isUnread(environment)) return "unread";
	return current === void 0 ? "none" : colours.get(current.placement.digest) ?? "more";
}
function drawPipeline({ environments }, { hotfixRoutes }) {
	const nodes = new Map(environments.map(({ name }, index) => [name, `e${index}`]));
	const colours = colourImages(environments);
	const boxes = environments.map((environment) => {
		const label = describeNode(environment).map(pictureText).join("<br/>");
		return `${nodes.get(environment.name)}["${label}"]:::${classOf(environment, colours)}`;
	});
	const unread = new Set(environments.filter(isUnread).map(({ name }) => name));
	const routes = environments.flatMap(({ name, from }) => from.flatMap((source) => {
		const isBroken = unread.has(source) || unread.has(name);
		return nodes.has(source) ? [`${nodes.get(source)} ${isBroken ? "-.-x" : "-->"} ${nodes.get(name)}`] : [];
	}));
	const hotfixes = hotfixRoutes.map(({ name, from, to }) => {
		const isUsed = usedHotfixOf(environments.find((each) => each.name === to)) === name;
		return `${nodes.get(from)} ${isUsed ? "==>" : "-.->"}|"${pictureText(name)}${isUsed ? " (used)" : ""}"| ${nodes.get(to)}`;
	});
	const used = STYLES.filter((style) => boxes.some((box) => box.endsWith(`:::${style.split(" ")[1]}`)));
	const text = ["flowchart LR", ...[
		...boxes,
		...routes,
		...hotfixes,
		...used
	].map((line) => `  ${line}`)].join("\n");
	return text.length > MAX_TEXT || routes.length + hotfixes.length > MAX_EDGES ? void 0 : text;
}
// src/action/summary/links.ts
const NAME = "[A-Za-z0-9_.-]+";
const RUN = new RegExp(`^/(${NAME})/(${NAME})/actions/runs/(\\d+)(?:/attempts/(\\d+))?$`);
const REPOSITORY = new RegExp(`^/(${NAME})/(${NAME}?)(?:\\.git)?/?$`);
const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\[bot\])?$/;
const REVISION = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const PACKAGE = new RegExp(`^ghcr\\.io/(${NAME})/((?:${NAME}/)*${NAME})$`);
function originOf(address) {
	const url = URL.parse(address);
	const isPlain = url?.protocol === "https:" && url.username === "" && url.password === "";
	return url !== null && isPlain && /^[a-z0-9.-]+$/.test(url.hostname) ? url : void 0;
}
function link(words, address) {
	return `[${markdownText(words)}](${address})`;
}
function parseRun(address) {
	const url = originOf(address);
	const [, owner, repository, id, attempt] = RUN.exec(url?.pathname ?? "") ?? [];
	if (url === void 0 || owner === void 0 || repository === void 0 || id === void 0) return void 0;
	const path = `${owner}/${repository}/actions/runs/${id}${attempt === void 0 ? "" : `/attempts/${attempt}`}`;
	return {
		server: url.origin,
		owner,
		repository,
		id,
		address: `${url.origin}/${path}`
	};
}
function linkRun(address, own) {
	const [run, home] = [parseRun(address), own === null ? void 0 : parseRun(own)];
	return run === void 0 || run.server !== home?.server ? markdownText(address) : link(`run ${run.id}`, run.address);
}
function linkLogin(login, own) {
	const home = own === null ? void 0 : parseRun(own);
	if (home === void 0 || !LOGIN.test(login)) return markdownText(login, 50);
	return link(login, `${home.server}/${login.endsWith("[bot]") ? `apps/${login.slice(0, -5)}` : login}`);
}
function repositoryOf(source, own) {
	const [url, parsed] = [originOf(source ?? ""), own === null ? void 0 : parseRun(own)];
	const [, owner, name] = REPOSITORY.exec(url?.pathname ?? "") ?? [];
	if (url?.origin !== parsed?.server || parsed === void 0 || owner === void 0 || name === void 0) return void 0;
	return `${parsed.server}/${owner}/${name}`;
}
function linkCommit(source, revision, own) {
	const repository = repositoryOf(source, own);
	if (repository === void 0 || revision === void 0 || !REVISION.test(revision)) return void 0;
	return link(revision.slice(0, 7), `${repository}/commit/${revision}`);
}
function linkComparison(source, [before, after], own) {
	const repository = repositoryOf(source, own);
	const isKnown = [before, after].every((revision) => revision !== void 0 && REVISION.test(revision));
	if (repository === void 0 || !isKnown || before === void 0 || after === void 0 || before === after) return;
	return link(`${before.slice(0, 7)}…${after.slice(0, 7)}`, `${repository}/compare/${before}...${after}`);
}
function linkPackage(repository, own) {
	const parsed = own === null ? void 0 : parseRun(own);
	const [, owner, name] = PACKAGE.exec(repository) ?? [];
	if (parsed?.server !== "https://github.com" || name === void 0 || owner === void 0) return void 0;
	if (owner.toLowerCase() !== parsed.owner.toLowerCase()) return void 0;
	return link("package", `${parsed.server}/${parsed.owner}/${parsed.repository}/pkgs/container/${encodeURIComponent(name)}`);
}
export { linkRun as a, pictureText as c, linkPackage as i, formatTime as l, linkComparison as n, drawPipeline as o, linkLogin as r, isSplit as s, linkCommit as t, describeTrust as u };
