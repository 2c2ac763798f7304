import { Kt as isLoopback, zt as USER_AGENT } from "./common.js";
import { i as classifyAddress, n as readProxySettings, t as proxyFor } from "./proxy.js";
import { isIP } from "node:net";
import { Agent, request } from "node:http";
import { lookup } from "node:dns";
import { Agent as Agent$1, request as request$1 } from "node:https";
// src/registry/transport/service-client.ts
const TLS = {
	minVersion: "TLSv1.2",
	rejectUnauthorized: true
};
function refusalOf(address) {
	return classifyAddress(address) === "forbidden" ? /* @__PURE__ */ new Error(`the address ${address} is none of a service`) : void 0;
}
const guardedLookup = (hostname, options, callback) => {
	lookup(hostname, {
		...options,
		all: true
	}, (error, addresses) => {
		if (error !== null) return callback(error, "");
		for (const { address } of addresses) {
			const refusal = refusalOf(address);
			if (refusal !== void 0) return callback(refusal, "");
		}
		const [first] = addresses;
		if (options.all) return callback(null, addresses);
		return callback(null, first?.address ?? "", first?.family);
	});
};
function checkUrl({ protocol, hostname, username, password }) {
	if (protocol !== "https:" && !(protocol === "http:" && isLoopback(hostname))) throw new Error("its address does not begin with \"https://\"");
	if (username !== "" || password !== "") throw new Error("its address holds a password");
	const host = hostname.replace(/^\[|\]$/g, "");
	const refusal = isIP(host) === 0 ? void 0 : refusalOf(host);
	if (refusal !== void 0) throw refusal;
}
async function readAnswer(response, maxAnswer) {
	const encoding = response.headers["content-encoding"];
	if (encoding !== void 0 && encoding !== "" && encoding !== "identity") {
		response.destroy();
		throw new Error("its answer is compressed, which nobody asked for");
	}
	const chunks = [];
	let size = 0;
	for await (const chunk of response) {
		const bytes = Buffer.from(chunk);
		size += bytes.byteLength;
		if (size > maxAnswer) throw new Error(`its answer is longer than ${maxAnswer} bytes`);
		chunks.push(bytes);
	}
	const raw = response.rawHeaders;
	const headers = raw.flatMap((name, index) => index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? ""]] : []);
	return {
		status: response.statusCode ?? 0,
		statusText: response.statusMessage ?? "",
		headers,
		header: (name) => headers.find(([each]) => each === name)?.[1],
		body: Buffer.concat(chunks)
	};
}
function openServiceClient(environment) {
	const proxies = readProxySettings(environment);
	const agents = /* @__PURE__ */ new Map();
	function agentFor(url) {
		const proxy = proxyFor(url, proxies);
		const key = `${url.protocol}${proxy}`;
		const proxyEnv = proxy === "" ? {} : {
			HTTP_PROXY: proxy,
			HTTPS_PROXY: proxy
		};
		const agent = agents.get(key) ?? (url.protocol === "https:" ? new Agent$1({
			keepAlive: true,
			proxyEnv,
			...TLS
		}) : new Agent({
			keepAlive: true,
			proxyEnv
		}));
		agents.set(key, agent);
		return agent;
	}
	return {
		async send({ url, method = "GET", headers, body, maxAnswer, signal }) {
			checkUrl(url);
			const isSecure = url.protocol === "https:";
			const length = body === void 0 ? void 0 : Buffer.byteLength(body);
			const options = {
				method,
				agent: agentFor(url),
				lookup: guardedLookup,
				...signal === void 0 ? {} : { signal },
				...isSecure ? TLS : {},
				headers: {
					"User-Agent": USER_AGENT,
					...headers,
					"Accept-Encoding": "identity",
					...length === void 0 ? {} : { "Content-Length": String(length) }
				}
			};
			return await new Promise((resolve, reject) => {
				(isSecure ? request$1 : request)(url, options, (response) => readAnswer(response, maxAnswer).then(resolve, reject)).once("error", reject).end(body);
			});
		},
		[Symbol.dispose]() {
			for (const agent of agents.values()) agent.destroy();
		}
	};
}
export { openServiceClient as t };
