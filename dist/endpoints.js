import { Ot as InputError, Yt as quote, _t as isLoopback } from "./start.js";
// src/provenance/signing/endpoints.ts
const PUBLIC_GOOD = {
	fulcioUrl: "https://fulcio.sigstore.dev",
	rekorUrl: "https://rekor.sigstore.dev",
	timestampUrl: void 0
};
const GITHUB = {
	fulcioUrl: "https://fulcio.githubapp.com",
	rekorUrl: void 0,
	timestampUrl: "https://timestamp.githubapp.com"
};
function gitHubInstance(serverUrl) {
	const host = URL.parse(serverUrl ?? "")?.hostname ?? "";
	if (host === "github.com") return GITHUB;
	if (!host.endsWith(".ghe.com")) return void 0;
	return {
		fulcioUrl: `https://fulcio.${host}`,
		rekorUrl: void 0,
		timestampUrl: `https://timestamp.${host}`
	};
}
function checkServiceUrl(address, name) {
	const url = URL.parse(address);
	const isSafe = url?.protocol === "https:" || url?.protocol === "http:" && isLoopback(url.hostname);
	if (url === null || !isSafe || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") throw new InputError(`Cannot sign with the Sigstore at ${quote(address)}: ${name} is no address that begins with "https://" and has neither password nor query; correct it in the pipeline file`);
	return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}
function customInstance(choice) {
	const { fulcioUrl, rekorUrl, timestampUrl } = choice;
	if (rekorUrl === void 0 && timestampUrl === void 0) throw new InputError(`Cannot sign with the Sigstore at ${quote(fulcioUrl)}: nobody would witness when it signed, and its certificates end within minutes; name its "rekor-url", its "timestamp-url" or both in the pipeline file`);
	return {
		fulcioUrl: checkServiceUrl(fulcioUrl, "fulcio-url"),
		rekorUrl: rekorUrl === void 0 ? void 0 : checkServiceUrl(rekorUrl, "rekor-url"),
		timestampUrl: timestampUrl === void 0 ? void 0 : checkServiceUrl(timestampUrl, "timestamp-url")
	};
}
function chooseEndpoints(choice, place) {
	switch (choice.kind) {
		case "custom": return customInstance(choice);
		case "public-good": return PUBLIC_GOOD;
		case "github": return gitHubInstance(place.serverUrl);
		case "auto": {
			const own = gitHubInstance(place.serverUrl);
			return own === GITHUB && place.visibility === "public" ? PUBLIC_GOOD : own;
		}
		default: return choice;
	}
}
export { checkServiceUrl as n, chooseEndpoints as r, PUBLIC_GOOD as t };
