import "./rolldown-runtime.js";
import { At as property, Kt as isLoopback, Mt as stringProperty, Ot as parseJsonObject, St as FormatError, Zt as InputError, qt as quote } from "./common.js";
import { t as openServiceClient } from "./service-client.js";
import { setTimeout } from "node:timers/promises";
// src/provenance/signing/identity-claims.ts
const MAX_TOKEN = 16384;
const MAX_CLAIM = 2048;
const COMPACT = /^[\w-]+\.([\w-]+)\.[\w-]+$/;
const CONTROL = /\p{Cc}/u;
function unreadable(reason) {
	return new InputError(`Cannot read GitHub's identity token: ${reason}; run the step again`);
}
function decode(token) {
	const [, payload] = token.length > MAX_TOKEN ? [] : COMPACT.exec(token) ?? [];
	if (payload === void 0) throw unreadable("it is not a JSON Web Token");
	try {
		return parseJsonObject(Buffer.from(payload, "base64url"));
	} catch (error) {
		if (error instanceof FormatError) throw unreadable(`of its claims, ${error.message}`);
		throw error;
	}
}
function readText(claims, name) {
	const value = property(claims, name);
	if (value === void 0 || value === null || value === "") return void 0;
	const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
	if (typeof text !== "string" || text.length > MAX_CLAIM || CONTROL.test(text)) throw unreadable(`its claim "${name}" is no text that such a claim can be`);
	return text;
}
function requireText(claims, name) {
	const text = readText(claims, name);
	if (text === void 0) throw unreadable(`it has no claim "${name}"`);
	return text;
}
function parseClaims(token) {
	const claims = decode(token);
	const expires = property(claims, "exp");
	if (typeof expires !== "number" || !Number.isFinite((/* @__PURE__ */ new Date(expires * 1e3)).getTime())) throw unreadable("its claim \"exp\" is no time");
	return {
		issuer: requireText(claims, "iss"),
		subject: requireText(claims, "sub"),
		expires: /* @__PURE__ */ new Date(expires * 1e3),
		repository: readText(claims, "repository"),
		visibility: readText(claims, "repository_visibility"),
		ref: readText(claims, "ref"),
		sha: readText(claims, "sha"),
		workflowRef: readText(claims, "workflow_ref"),
		jobWorkflowRef: readText(claims, "job_workflow_ref"),
		event: readText(claims, "event_name"),
		environment: readText(claims, "environment"),
		runId: readText(claims, "run_id"),
		runAttempt: readText(claims, "run_attempt"),
		actor: readText(claims, "actor"),
		actorId: readText(claims, "actor_id"),
		runner: readText(claims, "runner_environment")
	};
}
// src/provenance/signing/token-request.ts
const MAX_ANSWER = 65536;
async function sendTokenRequest({ url, bearer, environment, signal }) {
	using client = openServiceClient(environment);
	const headers = {
		Accept: "application/json",
		Authorization: `Bearer ${bearer}`
	};
	return await client.send({
		url,
		headers,
		maxAnswer: MAX_ANSWER,
		signal
	});
}
// src/provenance/signing/identity-token.ts
const SIGSTORE = "sigstore";
const TIME_LIMIT = 2e4;
const PAUSES = [500, 2e3];
const PASSING = /* @__PURE__ */ new Set([
	408,
	429,
	500,
	502,
	503,
	504
]);
const CURE = "give the job \"permissions: id-token: write\"";
function failure(reason, cure, cause) {
	return new InputError(`Cannot get GitHub's identity token: ${reason}; ${cure}`, { cause });
}
function tokenUrl(address, audience) {
	const url = URL.parse(address);
	if (url === null || !(url.protocol === "https:" || url.protocol === "http:" && isLoopback(url.hostname))) throw failure("the variable ACTIONS_ID_TOKEN_REQUEST_URL holds no address that begins with \"https://\"", CURE);
	url.searchParams.set("audience", audience);
	return url;
}
async function tryToAsk(ask, { pause = setTimeout, timeLimit = TIME_LIMIT }) {
	const signal = AbortSignal.timeout(timeLimit);
	for (let tries = 0;; tries += 1) {
		const wait = PAUSES[tries];
		try {
			const answer = await ask(signal);
			if (!PASSING.has(answer.status) || wait === void 0) return answer;
		} catch (error) {
			if (signal.aborted) throw failure(`GitHub did not answer within ${timeLimit / 1e3} s`, "run the step again");
			if (error instanceof InputError) throw error;
			const message = quote(error instanceof Error ? error.message : String(error));
			if (wait === void 0) throw failure(`GitHub could not be reached (${message})`, "run the step again", error);
		}
		await pause(wait);
	}
}
function readToken({ status, body }) {
	if (status !== 200) throw failure(`GitHub answered ${status}`, PASSING.has(status) ? "run the step again" : CURE);
	try {
		const token = stringProperty(parseJsonObject(body), "value");
		if (token !== void 0 && token !== "") return token;
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
	}
	throw failure("GitHub's answer has no token", "run the step again");
}
async function requestIdentityToken(environment, options) {
	const { audience = SIGSTORE, mask } = options;
	const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = environment;
	if (!address || !bearer) return void 0;
	mask(bearer);
	const url = tokenUrl(address, audience);
	const raw = readToken(await tryToAsk((signal) => sendTokenRequest({
		url,
		bearer,
		environment,
		signal
	}), options));
	mask(raw);
	return {
		raw,
		claims: parseClaims(raw)
	};
}
export { requestIdentityToken };
