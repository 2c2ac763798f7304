import { Kt as isLoopback, Zt as InputError, qt as quote } from "./common.js";
// src/provenance/signing/endpoints.ts
const PUBLIC_GOOD = {
	fulcioUrl: "https://fulcio.sigstore.dev",
	rekorUrl: "https://rekor.sigstore.dev",
	timestampUrl: "https://timestamp.sigstore.dev/api/v1/timestamp"
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
const RESIDENT = /^https:\/\/fulcio\.[a-z0-9-]+\.ghe\.com$/;
function isBuiltIn(fulcioUrl) {
	return fulcioUrl === PUBLIC_GOOD.fulcioUrl || fulcioUrl === GITHUB.fulcioUrl || RESIDENT.test(fulcioUrl);
}
function checkServiceUrl(address, name) {
	const url = URL.parse(address);
	const isSafe = url?.protocol === "https:" || url?.protocol === "http:" && isLoopback(url.hostname);
	if (url === null || !isSafe || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") throw new InputError(`Cannot sign with the Sigstore at ${quote(address)}: ${name} is no address that begins with "https://" and has neither password nor query; correct it in the pipeline file`);
	return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}
function checkEndpoints(endpoints) {
	const { fulcioUrl, rekorUrl, rekorVersion, timestampUrl } = endpoints;
	if (timestampUrl === void 0 && (rekorUrl === void 0 || rekorVersion === 2)) {
		const why = rekorUrl === void 0 ? "" : " (its log is of the second version of Rekor, which witnesses no time)";
		throw new InputError(`Cannot sign with the Sigstore at ${quote(fulcioUrl)}: nobody would witness when it signed, and its certificates end within minutes${why}; name its ${rekorUrl === void 0 ? "\"rekor-url\", its \"timestamp-url\" or both" : "time-stamping authority"} in the pipeline file`);
	}
	return {
		fulcioUrl: checkServiceUrl(fulcioUrl, "fulcio-url"),
		rekorUrl: rekorUrl === void 0 ? void 0 : checkServiceUrl(rekorUrl, "rekor-url"),
		...rekorVersion === void 0 ? {} : { rekorVersion },
		timestampUrl: timestampUrl === void 0 ? void 0 : checkServiceUrl(timestampUrl, "timestamp-url")
	};
}
function chooseEndpoints(choice, place) {
	switch (choice.kind) {
		case "custom": return checkEndpoints({
			fulcioUrl: choice.fulcioUrl,
			rekorUrl: choice.rekorUrl,
			timestampUrl: choice.timestampUrl
		});
		case "public-good": return PUBLIC_GOOD;
		case "github": return gitHubInstance(place.serverUrl);
		case "auto": {
			const own = gitHubInstance(place.serverUrl);
			return own === GITHUB && place.visibility === "public" ? PUBLIC_GOOD : own;
		}
		default: return choice;
	}
}
export { isBuiltIn as a, chooseEndpoints as i, checkEndpoints as n, checkServiceUrl as r, PUBLIC_GOOD as t };
