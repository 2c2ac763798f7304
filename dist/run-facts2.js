import "./rolldown-runtime.js";
// src/provenance/signing/run-facts.ts
const GITHUB_COM = "token.actions.githubusercontent.com";
const GHE_COM = /^token\.actions\.([a-z0-9-]+\.ghe\.com)$/;
const ENTERPRISE_SERVER = "/_services/token";
function serverOf(issuer) {
	const url = URL.parse(issuer);
	if (url === null) return void 0;
	if (url.hostname === GITHUB_COM) return "https://github.com";
	const [, residence] = GHE_COM.exec(url.hostname) ?? [];
	if (residence !== void 0) return `https://${residence}`;
	return url.pathname === ENTERPRISE_SERVER ? url.origin : void 0;
}
function invocationOf(claims) {
	const { repository, runId, runAttempt } = claims;
	const server = serverOf(claims.issuer);
	if (server === void 0 || repository === void 0 || runId === void 0 || runAttempt === void 0) return;
	return `${server}/${repository}/actions/runs/${runId}/attempts/${runAttempt}`;
}
function toRunFacts(claims, fallback) {
	const { workflowRef, event, ref, environment, actor, actorId } = claims;
	const invocationId = invocationOf(claims) ?? fallback.invocationId;
	return {
		...invocationId === void 0 ? {} : { invocationId },
		...workflowRef === void 0 ? {} : { workflow: workflowRef },
		...event === void 0 ? {} : { event },
		...ref === void 0 ? {} : { ref },
		...environment === void 0 ? {} : { environment },
		...actor === void 0 ? {} : { actor: {
			login: actor,
			...actorId === void 0 ? {} : { id: actorId }
		} },
		isFromToken: true
	};
}
export { toRunFacts as n, serverOf as t };
