import { n as __exportAll } from "./rolldown-runtime.js";
import { Tn as formatRepository, Xt as objectProperty, Yn as RegistryError, Yt as isJsonObject, en as property, in as stringProperty } from "./start.js";
import { At as OCI_LABEL, Ct as toNode, Dt as readImageLabels, St as readGraph, Un as compareBuilds, _n as nameReplacement, _r as getManifest, dt as AnswerError, lt as openGitHubClient, mt as explainGitHubFailure } from "./common.js";
import { P as eachAtMost } from "./registry.js";
// src/github/commits.ts
const MAX_SUBJECT = 200;
function readCount(data, name) {
	const count = property(data, name);
	if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 0) throw new AnswerError(`GitHub's answer has no number "${name}"`);
	return count;
}
function readCommit(entry) {
	const sha = isJsonObject(entry) ? stringProperty(entry, "sha") : void 0;
	if (!isJsonObject(entry) || sha === void 0 || !/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(sha)) throw new AnswerError("GitHub's answer has a commit without SHA");
	const commit = objectProperty(entry, "commit") ?? {};
	const [subject = ""] = (stringProperty(commit, "message") ?? "").trimStart().split(/[\r\n]/, 1);
	const author = stringProperty(objectProperty(entry, "author") ?? {}, "login") ?? null;
	const name = stringProperty(objectProperty(commit, "author") ?? {}, "name") ?? "";
	return {
		sha,
		subject: subject.slice(0, MAX_SUBJECT),
		author,
		writer: author ?? name
	};
}
async function readCommits(client, apiUrl, { owner, repo, before, after }) {
	const home = `${apiUrl}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}`;
	const { data } = await client.readOnce(new URL(`${home}/compare/${before}...${after}`));
	const commits = isJsonObject(data) ? property(data, "commits") : void 0;
	if (!isJsonObject(data) || !Array.isArray(commits)) throw new AnswerError("GitHub's answer is not a comparison of commits");
	const listed = commits.map(readCommit);
	const newest = listed.slice(-20).reverse();
	return {
		total: readCount(data, "total_commits"),
		lost: readCount(data, "behind_by"),
		people: new Set(listed.map(({ writer }) => writer)).size,
		newest: newest.map(({ sha, subject, author }) => ({
			sha,
			subject,
			author
		}))
	};
}
// src/commands/compare-images.ts
var compare_images_exports = /* @__PURE__ */ __exportAll({ compareImages: () => compareImages });
const MOST_COMPARED = 20;
const MOST_ASKED = 10;
const AT_ONCE = 4;
const TIME_LIMIT = 1e4;
function builtFrom(labels) {
	return {
		source: labels.get(`${OCI_LABEL}source`),
		revision: labels.get(`${OCI_LABEL}revision`)
	};
}
function isComparable({ item: { plan } }, run) {
	const own = builtFrom(plan.labels);
	return compareBuilds({
		...own,
		revision: "0".repeat(40)
	}, own, run) !== void 0;
}
async function readLabels(client, repository, digest) {
	const stored = await getManifest(client, repository, digest);
	if (stored === void 0) return void 0;
	const { annotations } = toNode(repository, stored).manifest;
	return [
		"source",
		"revision",
		"version"
	].every((name) => annotations.has(`org.opencontainers.image.${name}`)) ? annotations : readImageLabels(client, repository, { graph: await readGraph(client, repository, stored) });
}
async function compareLabels({ item, repository, before }, run) {
	try {
		const labels = await readLabels(item.clients.destination(repository), repository, before);
		const link = labels && compareBuilds(builtFrom(labels), builtFrom(item.plan.labels), run);
		return link && {
			link,
			version: labels.get(`org.opencontainers.image.version`) ?? null
		};
	} catch (error) {
		if (error instanceof RegistryError) return void 0;
		throw error;
	}
}
function openCommits({ event, environment, token, logger }) {
	const client = openGitHubClient(event, token, {
		environment,
		timeLimit: TIME_LIMIT
	});
	const { apiUrl } = event;
	const asked = /* @__PURE__ */ new Map();
	async function ask(link) {
		if (client === void 0 || apiUrl === void 0 || link.owner.toLowerCase() !== client.owner.toLowerCase()) return null;
		try {
			return await readCommits(client, apiUrl, link);
		} catch (error) {
			logger.debug(`The commits are not known: ${explainGitHubFailure(error, "contents: read").reason}`);
			return null;
		}
	}
	return (link) => {
		const known = asked.get(link.address);
		if (known !== void 0) return known;
		if (asked.size >= MOST_ASKED) return Promise.resolve(null);
		const answer = ask(link);
		asked.set(link.address, answer);
		return answer;
	};
}
async function compareImages(replacements, options) {
	const found = /* @__PURE__ */ new Map();
	const readOnce = openCommits(options);
	const comparable = replacements.filter((each) => isComparable(each, options.run));
	const work = eachAtMost(AT_ONCE, comparable.slice(0, MOST_COMPARED), async (replacement) => {
		const compared = await compareLabels(replacement, options.run);
		if (compared === void 0) return;
		const { link, version } = compared;
		const { repository, before, item } = replacement;
		found.set(nameReplacement(formatRepository(repository), before, item.plan.image.digest), {
			address: link.address,
			before: {
				digest: before,
				version,
				revision: link.before
			},
			revision: link.after,
			commits: await readOnce(link)
		});
	});
	work.catch((error) => options.logger.debug(`Images cannot be compared: ${String(error)}`));
	const { promise: late, resolve } = Promise.withResolvers();
	const timer = setTimeout(resolve, TIME_LIMIT);
	await Promise.race([work.catch(() => void 0), late]);
	clearTimeout(timer);
	return new Map(found);
}
export { compare_images_exports as t };
