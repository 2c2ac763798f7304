import { n as __exportAll } from "./rolldown-runtime.js";
import { Kn as CancelledError, Zn as isSealiftError } from "./start.js";
import { a as evenAfterStop } from "./promote.js";
import { a as withdrawAdmission, n as describeAdmission, s as writeAdmission } from "./admission.js";
import { P as eachAtMost, s as detachReferrers } from "./registry.js";
// src/rollback/statements.ts
var statements_exports = /* @__PURE__ */ __exportAll({ AdmissionsBack: () => AdmissionsBack });
const AT_ONCE = 8;
var AdmissionsBack = class {
	request;
	means;
	emit;
	written = [];
	constructor(request, means, emit) {
		this.request = request;
		this.means = means;
		this.emit = emit;
	}
	meansOf({ repository }) {
		const { signer, verify } = this.means;
		const { environment, run } = this.request;
		if (!environment.admission || signer === void 0) return void 0;
		return {
			signer,
			verify,
			now: run.now,
			warn: (sentence) => this.emit({
				kind: "warning",
				to: repository,
				sentence
			})
		};
	}
	async write(units) {
		await eachAtMost(AT_ONCE, units, async (unit) => {
			const { place, digest, content } = unit;
			const means = this.meansOf(place);
			if (means === void 0) return;
			const { environment, pipeline, run } = this.request;
			const { client, repository } = place;
			const [newest] = (await place.provenOf(digest)).promotions;
			const admitted = describeAdmission({
				repository,
				environment,
				pipeline,
				time: run.now,
				results: [],
				record: newest && {
					digest: newest.stored.digest,
					repository
				}
			});
			const at = {
				client,
				repository,
				image: content.descriptor,
				environment
			};
			const begin = (written) => void this.written.push({
				unit,
				digest: written
			});
			const digests = await writeAdmission(at, admitted, {
				...means,
				present: "same",
				begin
			});
			if (digests.length === 0) return;
			this.emit({
				kind: "admission",
				to: repository,
				subject: digest,
				environment: environment.name,
				digests
			});
		});
	}
	async takeBack() {
		await eachAtMost(AT_ONCE, this.written.splice(0), async ({ unit: { place, digest: subject }, digest }) => {
			const { client, repository, uri } = place;
			try {
				await evenAfterStop(client, (each) => detachReferrers(each, repository, {
					subject,
					digests: [digest]
				}));
			} catch (error) {
				if (!isSealiftError(error) && !(error instanceof CancelledError)) throw error;
				const sentence = `The rollback of ${uri} failed, and a statement still lets ${subject} run: ${error.message}`;
				this.emit({
					kind: "warning",
					to: repository,
					sentence
				});
			}
		});
	}
	async withdraw({ current, sites }) {
		if (current === void 0) return;
		await eachAtMost(AT_ONCE, sites, async ({ site: { place } }) => {
			const means = this.meansOf(place);
			if (means === void 0) return;
			const { client, repository, uri } = place;
			const { environment, pipeline } = this.request;
			try {
				const content = await place.contentOf(current);
				if ("missing" in content) return;
				await withdrawAdmission({
					client,
					repository,
					image: content.descriptor,
					environment
				}, pipeline, means);
			} catch (error) {
				if (!isSealiftError(error)) throw error;
				const sentence = `The rollback is done, and ${uri}@${current} is still admitted: ${error.message}`;
				this.emit({
					kind: "warning",
					to: repository,
					sentence
				});
			}
		});
	}
};
export { statements_exports as t };
