import "./rolldown-runtime.js";
import { B as environmentNamed, Ht as formatRepository, J as IMAGE_PLACEHOLDER, Jt as safeText, Qt as PolicyError, St as FormatError, V as findEnvironments, Zt as InputError, gt as formatList, h as formatReference, qt as quote } from "./common.js";
import { n as findRoute, t as isBlank } from "./blank.js";
import { a as isBuiltIn, i as chooseEndpoints, t as PUBLIC_GOOD } from "./endpoints.js";
import { t as serverOf } from "./run-facts2.js";
import { n as pinsIdentities, r as readPublicGood, t as openVerifier } from "./open-verifier.js";
import { n as findSigningMeans, r as decideRecordForm, t as canAskForToken } from "./signing-means.js";
// src/chain/find-passage.ts
function waysInto(pipeline, { name, from }) {
	const hotfixes = pipeline.hotfixRoutes.filter((route) => route.to === name);
	const regular = from.length === 0 ? [] : [`${name} takes images only from ${formatList(from)}`];
	const ways = hotfixes.map((route) => `by the hotfix route "${route.name}" from ${route.from}`);
	return [...regular, ...ways.length === 0 ? [] : [`or ${formatList(ways)}`]].join(", ");
}
function findPassage(pipeline, way) {
	const { what, image, source, destination, reason } = way;
	const refuse = (why, cure) => {
		throw new PolicyError(`Cannot promote ${what} to ${destination.name}: ${why}; ${cure}`);
	};
	if ((source === void 0 || source.name === destination.name) && destination.from.length === 0) return {
		image,
		source: void 0,
		destination,
		route: { kind: "regular" }
	};
	if (source === void 0) return refuse(`${waysInto(pipeline, destination)}, and this is in no environment of ${pipeline.path}`, `promote it to ${destination.from[0]} first, and from there`);
	const route = findRoute(pipeline, {
		from: source.name,
		to: destination
	});
	if (route === void 0) return refuse(destination.from.length === 0 ? `images are built in ${destination.name}, and no route leads there from ${source.name}` : `${waysInto(pipeline, destination)}, and this is in ${source.name}`, destination.from.length === 0 ? `add "from: ${source.name}" to ${destination.name} in ${pipeline.path}, if that is meant` : `promote it to ${destination.from[0]} first, and from there`);
	if (route.kind === "hotfix" && isBlank(reason)) refuse(`the hotfix route ${quote(route.name ?? "")} from ${source.name} needs a reason`, "give one in the input \"reason\", or take the regular route");
	return {
		image,
		source,
		destination,
		route
	};
}
function pickPlacement(placements, { pipeline, name, what }) {
	const named = name === void 0 ? void 0 : environmentNamed(pipeline, name);
	const picked = named === void 0 ? placements : placements.filter(({ environment }) => environment === named);
	const [first, second] = picked;
	if (first !== void 0 && second !== void 0) {
		const names = formatList(picked.map(({ environment }) => environment.name));
		throw new PolicyError(`Cannot tell the environment of ${what}: ${names} share that repository; name the environment in place of the repository`);
	}
	return first;
}
// src/action/governance/find-passages.ts
function hasNames({ environment }) {
	return environment.repositories.some(({ text }) => text.includes(IMAGE_PLACEHOLDER));
}
function requireSameName(what, source, destination) {
	if (source === void 0 || source.image === destination.image) return;
	if (!hasNames(source) || !hasNames(destination)) return;
	throw new PolicyError(`Cannot promote ${what} to ${destination.environment.name}: it is ${source.image} in ${source.environment.name}, and would be ${destination.image} there; give it the same name in "to"`);
}
function findPassages(pipeline, { from, to, named }, reason) {
	const what = formatReference(from);
	const place = (repository, name) => pickPlacement(findEnvironments(pipeline, repository), {
		pipeline,
		name,
		what: formatRepository(repository)
	});
	const passages = /* @__PURE__ */ new Map();
	for (const repository of to) {
		const key = formatRepository(repository);
		const destination = place(repository, named?.to.get(key));
		if (destination === void 0) continue;
		const source = place(from.repository, named?.from);
		requireSameName(what, source, destination);
		const { environment, image } = destination;
		const name = source !== void 0 && hasNames(source) ? source.image : image;
		passages.set(key, findPassage(pipeline, {
			what,
			image: name,
			source: source?.environment,
			destination: environment,
			reason
		}));
	}
	return passages;
}
// src/action/governance/judge-ungoverned.ts
const MAX_TOLD = 3;
function nameAll(repositories) {
	const more = repositories.length - MAX_TOLD;
	return formatList([...repositories.slice(0, MAX_TOLD), ...more > 0 ? [`${more} more`] : []]);
}
function judgeUngoverned({ ungoverned, path }, repositories) {
	const distinct = [...new Set(repositories)];
	if (distinct.length === 0 || ungoverned === "allow") return void 0;
	const names = nameAll(distinct);
	const are = distinct.length === 1 ? "it is" : "they are";
	if (ungoverned === "refuse") throw new PolicyError(`Cannot promote to ${names}: ${are} in no environment of ${path}, which has "ungoverned: refuse"; add ${distinct.length === 1 ? "it" : "them"} to an environment, or promote to one`);
	return `The pipeline file does not govern ${names}: ${are} in no environment of ${path}, so that no route and no signer is asked for there; add ${distinct.length === 1 ? "it" : "them"} to an environment, or write "ungoverned: refuse" or "ungoverned: allow" into the file`;
}
// src/action/governance/own-sigstore.ts
const SIGSTORE_AUDIENCE = "sigstore";
async function readConfig(path, bytes, now) {
	const { readSigningConfig } = await import("./signing-config.js");
	try {
		return readSigningConfig(bytes, now);
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		throw new InputError(`Cannot sign by the signing config ${quote(path)}: ${error.message}; get a new one from whoever runs that Sigstore`);
	}
}
function checkAudience(audience, fulcioUrl) {
	if (!/[.:/]/.test(audience)) return;
	const host = URL.parse(audience.includes("://") ? audience : `https://${audience}`)?.host;
	const own = new URL(fulcioUrl).host;
	if (host === own) return;
	throw new InputError(`Cannot sign the record: the audience ${quote(audience)} is not of ${own}, which gets the identity token and could use it elsewhere; write an address of ${own} as "audience" in the pipeline file, or leave it out`);
}
async function findOwnSigstore(pipeline, now) {
	const { sigstore, audience } = pipeline?.signing ?? {};
	if (sigstore?.kind !== "custom" && sigstore?.kind !== "config") return void 0;
	const endpoints = sigstore.kind === "config" ? await readConfig(sigstore.path, sigstore.bytes, now) : chooseEndpoints(sigstore, {
		visibility: void 0,
		serverUrl: void 0
	});
	if (endpoints === void 0) return void 0;
	const { fulcioUrl } = endpoints;
	if (isBuiltIn(fulcioUrl)) return {
		endpoints,
		audience: SIGSTORE_AUDIENCE
	};
	if (audience !== void 0) checkAudience(audience, fulcioUrl);
	return {
		endpoints,
		audience: audience ?? fulcioUrl
	};
}
// src/action/governance/open-signer.ts
const USUAL_SIGSTORE = { kind: "auto" };
async function requireToken(request) {
	const token = await request();
	if (token !== void 0) return token;
	throw new InputError("Cannot sign the record: the job has no identity token; give it \"permissions: id-token: write\"");
}
function requireRoot(pipeline, { fulcioUrl }) {
	const { signing, path } = pipeline;
	if (!pinsIdentities(pipeline) || signing.trustedRoots.length > 0 || fulcioUrl === PUBLIC_GOOD.fulcioUrl) return;
	throw new InputError(`Cannot sign the record: ${new URL(fulcioUrl).host} would sign it, and ${path} has no trusted root to check that by; keep the output of "gh attestation trusted-root" in a file of the repository, and name it as "trusted-root"`);
}
async function currentEndpoints({ pipeline, publicGood, tell }) {
	if (pipeline !== void 0 && pipeline.signing.trustedRoots.length > 0) return PUBLIC_GOOD;
	try {
		const { signingConfig } = await publicGood();
		if (signingConfig === void 0) return PUBLIC_GOOD;
		const { readSigningConfig } = await import("./signing-config.js");
		return readSigningConfig(signingConfig, /* @__PURE__ */ new Date());
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		tell(`The addresses of the public Sigstore are those that are built in: ${safeText(reason)}`);
		return PUBLIC_GOOD;
	}
}
async function findEndpoints(setup, token) {
	const { pipeline, environment, own } = setup;
	if (own !== void 0) return own.endpoints;
	const sigstore = pipeline?.signing.sigstore ?? USUAL_SIGSTORE;
	if (sigstore.kind === "config") return void 0;
	const endpoints = chooseEndpoints(sigstore, {
		visibility: token.claims.visibility,
		serverUrl: serverOf(token.claims.issuer) ?? environment["GITHUB_SERVER_URL"]
	});
	return endpoints === PUBLIC_GOOD ? currentEndpoints(setup) : endpoints;
}
async function openKeyless(setup) {
	const { pipeline, environment, requestToken, own, tell } = setup;
	const token = await requireToken(requestToken);
	const endpoints = await findEndpoints(setup, token);
	if (endpoints === void 0) throw new InputError("Cannot sign the record: the GitHub of this run has no Sigstore; name one in the pipeline file (\"fulcio-url\" and \"timestamp-url\"), or give a key in the input \"signing-key\"");
	if (pipeline !== void 0) requireRoot(pipeline, endpoints);
	const audience = own?.audience ?? "sigstore";
	tell(`The identity token goes to ${new URL(endpoints.fulcioUrl).host}, for the audience ${quote(audience)}`);
	const { createKeylessSigner } = await import("./keyless-signer.js");
	return createKeylessSigner({
		endpoints,
		environment,
		token,
		requestToken: () => requireToken(requestToken),
		now: Date.now
	});
}
async function openWithKey({ pem, passphrase }, { environment, own }) {
	const { createKeySigner } = await import("./key-signer.js");
	return createKeySigner({
		key: pem,
		passphrase,
		environment,
		timestampUrl: own?.endpoints.timestampUrl
	});
}
async function openSigner(setup) {
	return setup.means.kind === "key" ? openWithKey(setup.means, setup) : openKeyless(setup);
}
// src/action/governance/require-github-environment.ts
function requireGitHubEnvironment({ destination }, run) {
	const { gitHubEnvironment: required, name } = destination;
	if (required === void 0) return;
	const actual = run.isFromToken === true ? run.environment : void 0;
	if (actual === required) return;
	const why = run.isFromToken !== true ? "there is no identity token that says where this one runs" : `this one runs in ${actual === void 0 ? "none" : quote(actual)}`;
	const cure = run.isFromToken !== true ? "give the job \"permissions: id-token: write\"" : `give the job "environment: ${required}"`;
	throw new PolicyError(`Cannot promote to ${name}: only a job in GitHub's environment ${quote(required)} may, and ${why}; ${cure}`);
}
// src/commands/govern-routes.ts
function once(make) {
	let made;
	return () => {
		made ??= make();
		return made;
	};
}
async function askForToken({ environment, logger }, audience) {
	if (!canAskForToken(environment)) return void 0;
	const { requestIdentityToken } = await import("./identity-token.js");
	return requestIdentityToken(environment, {
		audience,
		mask: logger.maskSecret
	});
}
async function identify({ event }, token) {
	const found = await token();
	if (found === void 0) return event.run;
	const { toRunFacts } = await import("./run-facts.js");
	return toRunFacts(found.claims, event.run);
}
function requireSameRun({ event, environment }, { claims }) {
	const pairs = [[
		"GITHUB_REPOSITORY",
		event.repository?.fullName.toLowerCase(),
		claims.repository?.toLowerCase()
	], [
		"GITHUB_RUN_ID",
		environment["GITHUB_RUN_ID"],
		claims.runId
	]];
	for (const [name, variable, claimed] of pairs) {
		if (!variable || claimed === void 0 || variable === claimed) continue;
		throw new PolicyError(`Cannot promote in this run: the variable ${name} says ${quote(variable)}, and the identity token says ${quote(claimed)}; let no step of the job set ${name}`);
	}
}
async function readRunApprovals({ event, environment, logger }, token, identity) {
	if (event.apiUrl === void 0) return void 0;
	const { readApprovals } = await import("./approvals.js");
	return readApprovals(event, {
		environment,
		token,
		tell: logger.info,
		runId: identity?.claims.runId
	});
}
function hasSigstore({ pipeline }, { environment }) {
	const choice = pipeline?.signing.sigstore ?? { kind: "auto" };
	if (choice.kind === "config") return true;
	return chooseEndpoints(choice, {
		visibility: void 0,
		serverUrl: environment["GITHUB_SERVER_URL"]
	}) !== void 0;
}
function judgeRoute(route, inputs, state) {
	const { pipeline, reason, record } = inputs;
	const passages = pipeline === void 0 ? /* @__PURE__ */ new Map() : findPassages(pipeline, route, reason);
	if (passages.size === 0) return void 0;
	const records = [...passages].map(([key, { destination }]) => [key, decideRecordForm(record, destination, state)]);
	return {
		passages,
		records: new Map(records)
	};
}
async function governRoutes(inputs, context, writes) {
	const { environment, event } = context;
	const { pipeline } = inputs;
	const means = findSigningMeans(inputs.signing, environment, hasSigstore(inputs, context));
	const state = {
		canSign: means !== void 0,
		writes
	};
	const judged = inputs.routes.map((route) => judgeRoute(route, inputs, state));
	if (pipeline !== void 0) {
		const warning = judgeUngoverned(pipeline, inputs.routes.flatMap(({ to }, index) => {
			return to.map(formatRepository).filter((key) => judged[index]?.passages.has(key) !== true);
		}));
		if (warning !== void 0) context.logger.warn(warning);
	}
	const isGoverned = judged.some((each) => each !== void 0);
	const record = judged.every((each, index) => each?.passages.size === inputs.routes[index]?.to.length) ? "off" : decideRecordForm(inputs.record, void 0, state);
	const signs = record === "signed" || judged.some((each) => [...each?.records.values() ?? []].includes("signed"));
	if (!isGoverned && !signs) return inputs.routes.map(() => ({
		record,
		run: event.run
	}));
	const own = await findOwnSigstore(pipeline, /* @__PURE__ */ new Date());
	const ask = () => askForToken(context, own?.audience ?? "sigstore");
	const token = once(ask);
	const identity = await token();
	if (identity !== void 0) requireSameRun(context, identity);
	const approvals = isGoverned && writes ? readRunApprovals(context, inputs.githubToken, identity) : void 0;
	const run = await identify(context, token);
	let isFirst = true;
	const requestToken = () => {
		const asked = isFirst ? token() : ask();
		isFirst = false;
		return asked;
	};
	const { info: tell, warn } = context.logger;
	const publicGood = once(() => readPublicGood(environment, { forSigning: signs }));
	const signing = {
		pipeline,
		environment,
		own,
		publicGood,
		tell,
		requestToken
	};
	const signer = means === void 0 ? void 0 : { open: once(() => openSigner({
		means,
		...signing
	})) };
	const verifying = {
		now: () => /* @__PURE__ */ new Date(),
		warn,
		environment,
		publicGood
	};
	const verifier = pipeline && once(() => openVerifier(pipeline, verifying));
	return judged.map((each) => {
		for (const passage of each?.passages.values() ?? []) requireGitHubEnvironment(passage, run);
		const governance = each === void 0 || pipeline === void 0 || verifier === void 0 ? void 0 : {
			pipeline,
			...each,
			openVerifier: verifier,
			approvals
		};
		return {
			record,
			run,
			governance,
			signer
		};
	});
}
export { governRoutes };
