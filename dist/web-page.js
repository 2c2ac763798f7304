import { At as RegistryError } from "./start.js";
// src/registry/transport/http.ts
async function readBody(response, limit) {
	const chunks = [];
	let length = 0;
	for await (const chunk of response.body) {
		length += chunk.byteLength;
		if (length > limit) return void 0;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks, length);
}
// src/registry/transport/web-page.ts
function isWebPage(response) {
	return /^(?:text\/html|application\/xhtml\+xml)\b/i.test(response.header("content-type") ?? "");
}
function withoutPages(transport) {
	return { async send(request) {
		const response = await transport.send(request);
		const isOwn = response.url.origin === request.url.origin;
		if (request.method !== "GET" || response.status !== 200 || !isOwn || !isWebPage(response)) return response;
		await response.discard();
		const { host } = request.url;
		throw new RegistryError(`Cannot read from registry "${host}": a web page answers; check that this is a registry's address and no website's, and that no login page of a proxy stands before it`, {
			code: "invalid-answer",
			registry: host,
			status: 200
		});
	} };
}
export { withoutPages as n, readBody as r, isWebPage as t };
