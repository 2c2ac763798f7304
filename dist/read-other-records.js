import { l as fallbackTag, n as listFromFallback, o as hasReferrersApi, s as listFromApi, t as joinReferrers, u as eachAtMost } from "./referrers.js";
import { $t as RegistryError, Q as isReservedTag, st as tryParseDigest } from "./common.js";
import { n as PROMOTION_ANNOTATION } from "./record.js";
import "./statement.js";
import { r as headManifest } from "./manifests.js";
import { t as listTags } from "./tag-list.js";
import { a as readRecord, n as announcedPredicate, r as mayHoldStatement, t as ATTESTATIONS } from "./read-records.js";
// src/chain/order-tags.ts
const NUMBERED = /^[vV]?[0-9]/;
const COLLATOR = new Intl.Collator("en", { numeric: true });
function orderNewestFirst(tags) {
	const highest = (lane) => lane.toSorted((left, right) => COLLATOR.compare(right, left));
	const numbered = highest(tags.filter((tag) => NUMBERED.test(tag)));
	const others = highest(tags.filter((tag) => !NUMBERED.test(tag)));
	const longest = Math.max(numbered.length, others.length);
	return Array.from({ length: longest }, (_, index) => [numbered[index], others[index]]).flat().filter((tag) => tag !== void 0);
}
// src/chain/read-other-records.ts
const MOST_TAGS = 1e3;
const MOST_IMAGES = 500;
const MOST_RECORDS = 50;
const AT_ONCE = 16;
const CUT = 1024;
const OF_ONE = /* @__PURE__ */ new Set([
	"denied",
	"refused",
	"invalid-answer",
	"digest-mismatch",
	"too-large"
]);
async function attempt(work, count) {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof RegistryError) || !OF_ONE.has(error.code)) throw error;
		count();
		return;
	}
}
function listedSubjects(names) {
	return [...names].flatMap((name) => {
		const [, hex] = /^sha256-([a-f0-9]{64})$/.exec(name) ?? [];
		return (hex === void 0 ? void 0 : tryParseDigest(`sha256:${hex}`)) ?? [];
	});
}
function isRuledOut(listed, tags) {
	const { annotations, artifactType } = listed;
	if (!mayHoldStatement(artifactType)) return true;
	const predicate = announcedPredicate(listed);
	if (predicate !== void 0 && predicate !== "https://sealift.github.io/promotion/v1") return true;
	const given = annotations.get(`${PROMOTION_ANNOTATION}tags`);
	if (given === void 0 || given.length >= CUT) return false;
	return !given.split(" ").some((tag) => tags.has(tag));
}
var OtherImagesReader = class {
	unread = {
		tags: 0,
		images: 0,
		records: 0
	};
	client;
	query;
	constructor(client, query) {
		this.client = client;
		this.query = query;
	}
	async findImages(names) {
		const { repository, digest } = this.query;
		const subjects = listedSubjects(names);
		const tags = hasReferrersApi(this.client) === false && ![...names].some((name) => name.startsWith("sha512-")) ? [] : orderNewestFirst([...names].filter((name) => !isReservedTag(name)));
		const looked = tags.slice(0, MOST_TAGS);
		this.unread.tags += tags.length - looked.length;
		const held = await eachAtMost(AT_ONCE, looked, (tag) => attempt(() => headManifest(this.client, repository, tag), () => this.unread.tags++));
		const images = [...new Set([...held, ...subjects].filter((each) => each !== void 0 && each !== digest))].filter((each) => each !== void 0);
		this.unread.images += Math.max(images.length - MOST_IMAGES, 0);
		return images.slice(0, MOST_IMAGES);
	}
	async readImage(digest, names) {
		const { repository, tags } = this.query;
		const wanted = (await attempt(async () => {
			const [fromApi = [], fromTag] = await Promise.all([listFromApi(this.client, repository, digest, ATTESTATIONS), names.has(fallbackTag(digest)) ? listFromFallback(this.client, repository, digest) : []]);
			return joinReferrers(fromApi, fromTag);
		}, () => this.unread.images++) ?? []).filter((each) => !isRuledOut(each, tags));
		this.unread.records += Math.max(wanted.length - MOST_RECORDS, 0);
		return {
			digest,
			records: (await eachAtMost(AT_ONCE, wanted.slice(-50), (each) => attempt(() => readRecord(this.client, {
				repository,
				subject: digest
			}, each.digest), () => this.unread.records++))).filter((record) => record !== void 0)
		};
	}
};
async function readOtherRecords(client, query) {
	const reader = new OtherImagesReader(client, query);
	const names = await listTags(client, query.repository);
	const digests = await reader.findImages(names);
	return {
		images: (await eachAtMost(AT_ONCE, digests, (digest) => reader.readImage(digest, names))).filter(({ records }) => records.length > 0),
		unread: reader.unread
	};
}
export { readOtherRecords as t };
