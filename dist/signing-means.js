import { Qt as PolicyError, Zt as InputError } from "./common.js";
// src/action/governance/record-forms.ts
const MEANS = "give the job \"permissions: id-token: write\", or a key in the input \"signing-key\"";
function decideRecordForm(input, environment, state) {
	const { canSign } = state;
	if (environment === void 0) {
		if (input === "off" || input === "unsigned") return input;
		if (input === "signed") return requireMeans("the input \"record\" asks for it", state);
		return canSign ? "signed" : "unsigned";
	}
	const { name, record, signers } = environment;
	const isSigned = record === "signed" || signers.length > 0;
	if (input === "off" || input === "unsigned" && isSigned) throw new PolicyError(`Cannot promote to ${name} with "record: ${input}": the pipeline file ${record !== "signed" && isSigned ? "names who signs records" : `asks for a ${isSigned ? "signed " : ""}record`} of what enters it; leave "record" out`);
	if (isSigned) return requireMeans(record === "signed" ? `${name} accepts only signed records` : `the pipeline file names the signers of ${name}`, state);
	if (input === "signed") return requireMeans("the input \"record\" asks for it", state);
	if (input === "unsigned" || record === "unsigned") return "unsigned";
	return canSign ? "signed" : "unsigned";
}
function requireMeans(why, { canSign, writes }) {
	if (canSign || !writes) return "signed";
	throw new InputError(`Cannot sign the record: ${why}, and there is neither an identity token nor a key; ${MEANS}`);
}
// src/action/governance/signing-means.ts
function canAskForToken(environment) {
	return Boolean(environment["ACTIONS_ID_TOKEN_REQUEST_URL"] && environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]);
}
function findSigningMeans({ signingKey, signingKeyPassphrase }, environment, hasSigstore) {
	if (signingKey !== void 0) return {
		kind: "key",
		pem: signingKey,
		passphrase: signingKeyPassphrase
	};
	return hasSigstore && canAskForToken(environment) ? { kind: "token" } : void 0;
}
export { findSigningMeans as n, decideRecordForm as r, canAskForToken as t };
