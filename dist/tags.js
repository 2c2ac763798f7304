import "./rolldown-runtime.js";
import { C as renderTags, M as narrateTags, O as mainTag, P as formatCount, S as renderIdleRules, T as toPlanItems, X as openClients, a as notesOnVersion, d as requireNoConflict, f as computeTags, i as needsVersion, k as writeOutputs, l as namesToLookUp, m as listTags, n as lookUpTags, o as OCI_LABEL, r as findVersion, u as planTags } from "./destination.js";
import { B as markdownText, L as markdownCode, N as InputError, R as markdownDetails, b as tryParseRevision, i as printSummary, w as formatRepository, z as markdownTable } from "./tool.js";
// src/action/repository-facts.ts
async function completeRepository(event, token, logger) {
	const { repository, knowsRepository } = event;
	const [owner, repo] = repository?.fullName.split("/") ?? [];
	if (repository === void 0 || knowsRepository || !token || !owner || !repo) return repository;
	try {
		const { getOctokit } = await import("./github.js");
		const { data } = await getOctokit(token).rest.repos.get({
			owner,
			repo
		});
		const license = data.license?.spdx_id;
		return {
			...repository,
			...data.description ? { description: data.description } : {},
			...data.homepage ? { homepage: data.homepage } : {},
			...license && license !== "NOASSERTION" ? { license } : {}
		};
	} catch (error) {
		const status = error instanceof Error && "status" in error ? ` (${error.status})` : "";
		logger.warn(`Cannot read the repository's description and licence from GitHub${status}: the labels go without them; give the job "contents: read"`);
		return repository;
	}
}
// src/action/tags-report.ts
function buildTagsOutputs(report) {
	const given = report.tags.filter(({ action }) => action !== "skip");
	const names = given.map(({ tag }) => tag);
	const tags = report.images.length === 0 ? names : report.images.flatMap((image) => names.map((tag) => `${image}:${tag}`));
	const labels = Object.entries(report.labels).map(([key, value]) => `${key}=${value}`);
	return /* @__PURE__ */ new Map([
		["tags", tags.join("\n")],
		["tag-names", names.join("\n")],
		["version", mainTag(given)],
		["date-seq", given.find(({ kind }) => kind === "date_seq")?.tag ?? ""],
		["labels", labels.join("\n")],
		["json", JSON.stringify({
			tags,
			"tag-names": names,
			labels: report.labels
		})],
		["plan", JSON.stringify(report.tags)],
		["report", JSON.stringify(report)]
	]);
}
// src/action/tags-summary.ts
function renderTagsSummary(report) {
	const given = report.tags.filter(({ action }) => action !== "skip");
	const parts = [`## 🏷️ ${formatCount(given.length, "tag")} for the build`];
	if (report.images.length > 0) parts.push(report.images.map((image) => `- ${markdownCode(image)}`).join("\n"));
	if (report.tags.length > 0) parts.push(renderTags(report.tags, false));
	if (report.idleRules.length > 0) parts.push(renderIdleRules(report.idleRules));
	const labels = Object.entries(report.labels).map(([key, value]) => [markdownCode(key), markdownCode(value)]);
	if (labels.length > 0) parts.push(markdownDetails(formatCount(labels.length, "label"), markdownTable(["Label", "Value"], labels)));
	for (const warning of report.warnings) parts.push(`> [!WARNING]\n> ${markdownText(warning)}`);
	return `${parts.join("\n\n")}\n`;
}
// src/provenance/build-labels.ts
function oneLine(text) {
	return text.replace(/\s+/g, " ").trim();
}
function buildLabels(facts) {
	const values = [
		["created", facts.created.toISOString().replace(/\.000Z$/, "Z")],
		["description", facts.description],
		["licenses", facts.license],
		["revision", facts.revision],
		["source", facts.url],
		["title", facts.repository?.split("/").at(-1)],
		["url", facts.homepage ?? facts.url],
		["version", facts.version]
	];
	const labels = /* @__PURE__ */ new Map();
	for (const [name, value] of values) {
		const text = oneLine(value ?? "");
		if (text !== "") labels.set(OCI_LABEL + name, text);
	}
	return labels;
}
// src/commands/tags.ts
function buildContext(inputs, { event }) {
	const revision = inputs.revision ?? tryParseRevision(event.sha ?? "");
	const sources = {
		input: inputs.version,
		gitTag: needsVersion(inputs.rules) ? event.gitTag : void 0,
		imageRevision: revision,
		sourceTag: void 0,
		label: void 0
	};
	return {
		version: findVersion(sources),
		revision,
		sourceTag: void 0,
		preRelease: event.preRelease,
		timeZone: inputs.timeZone,
		digest: void 0,
		notes: notesOnVersion(sources)
	};
}
async function readExisting(inputs, tagContext, context) {
	const nothing = {
		names: /* @__PURE__ */ new Set(),
		digests: /* @__PURE__ */ new Map()
	};
	if (inputs.existingTags === "none") return nothing;
	const [first] = inputs.images;
	if (first === void 0) throw new InputError("Cannot compute tags: no image says where the existing tags are; list a repository in \"images\", or set existing-tags to \"none\"");
	const { environment, logger, now } = context;
	await using opener = await openClients({
		environment,
		logger,
		insecureRegistries: inputs.insecureRegistries
	});
	const client = opener.open(first.registry, {
		explicit: inputs.destinationCredential,
		push: [],
		pull: [first]
	});
	const names = await listTags(client, first);
	const computed = computeTags(inputs.rules, tagContext, {
		...nothing,
		names
	}, now);
	const wanted = namesToLookUp(computed, {
		...nothing,
		names
	}, { withSequences: false });
	return {
		names,
		digests: await lookUpTags(client, first, wanted)
	};
}
async function runTags(inputs, context) {
	const { environment, event, logger, now } = context;
	const tagContext = buildContext(inputs, context);
	const [existing, repository] = await Promise.all([readExisting(inputs, tagContext, context), completeRepository(event, inputs.githubToken, logger)]);
	const computed = computeTags(inputs.rules, tagContext, existing, now);
	const plan = planTags(computed, existing, void 0, { ifTagExists: inputs.ifTagExists });
	const images = inputs.images.map(formatRepository);
	requireNoConflict(plan, images[0] ?? "the image");
	const epoch = Number(environment["SOURCE_DATE_EPOCH"] || NaN);
	const labels = buildLabels({
		...repository === void 0 ? {} : {
			repository: repository.fullName,
			...repository
		},
		...tagContext.revision === void 0 ? {} : { revision: tagContext.revision },
		...computed.version === void 0 ? {} : { version: tagContext.version?.version.text ?? computed.version },
		created: Number.isSafeInteger(epoch) ? /* @__PURE__ */ new Date(epoch * 1e3) : event.commitDate ?? now
	});
	const report = {
		command: "tags",
		images,
		tags: toPlanItems(images[0] ?? "", plan.tags, existing.names),
		idleRules: computed.idle,
		labels: Object.fromEntries(labels),
		warnings: computed.warnings
	};
	logger.startGroup("Tags");
	narrateTags(report.tags).forEach(logger.info);
	for (const { line, rule, reason } of computed.idle) logger.info(`  no tag  line ${line}, ${rule}: ${reason}`);
	logger.endGroup();
	computed.warnings.forEach(logger.warn);
	writeOutputs(buildTagsOutputs(report), environment, logger);
	printSummary(renderTagsSummary(report), environment, logger);
}
export { runTags };
