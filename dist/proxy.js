import { Ot as InputError, _t as isLoopback } from "./start.js";
import { BlockList, isIP } from "node:net";
// src/registry/endpoint.ts
const HTTPS_PORT = 443;
function registryEndpoint(registry, insecureRegistries) {
	const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
	const url = new URL(`https://${host}/v2/`);
	if (url.port === "" && insecureRegistries.has(`${registry}:${HTTPS_PORT}`)) return new URL(`http://${host}:${HTTPS_PORT}/v2/`);
	return isLoopback(url.hostname) || insecureRegistries.has(registry) ? new URL(`http://${host}/v2/`) : url;
}
// src/registry/transport/no-proxy.ts
function bare(host) {
	return host.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "").toLowerCase();
}
function parseException(text) {
	const [, bracketed, own] = /^(\[[^\]]*\])(?::(\d+))?$/.exec(text) ?? [];
	if (bracketed !== void 0) return {
		host: bare(bracketed),
		port: own ?? ""
	};
	const [, host = text, port = ""] = /^([^:]*):(\d+)$/.exec(text) ?? [];
	return {
		host: bare(host),
		port
	};
}
function isInNetwork(host, network) {
	const [, address = "", prefix = ""] = /^(.*)\/(\d{1,3})$/.exec(network) ?? [];
	const [hostFamily, family] = [isIP(host), isIP(address)];
	if (hostFamily === 0 || family === 0 || Number(prefix) > (family === 4 ? 32 : 128)) return false;
	const list = new BlockList();
	list.addSubnet(address, Number(prefix), family === 4 ? "ipv4" : "ipv6");
	return list.check(host, hostFamily === 4 ? "ipv4" : "ipv6");
}
function covers({ host: pattern }, host) {
	if (pattern === "*") return true;
	if (pattern.includes("/")) return isInNetwork(host, pattern);
	if (isIP(pattern) > 0 || isIP(host) > 0) return isInNetwork(host, `${pattern}/${isIP(pattern) === 6 ? 128 : 32}`);
	const isBelow = pattern.startsWith("*.");
	const domain = pattern.replace(/^\*?\./, "");
	return domain !== "" && (host.endsWith(`.${domain}`) || !isBelow && host === domain);
}
function isExcepted(url, noProxy) {
	const port = url.port === "" ? url.protocol === "https:" ? "443" : "80" : url.port;
	const host = bare(url.hostname);
	return noProxy.split(/[,\s]+/).filter((entry) => entry !== "").map(parseException).some((exception) => (exception.port === "" || exception.port === port) && covers(exception, host));
}
// src/registry/transport/proxy.ts
function read(environment, name) {
	return (environment[name.toLowerCase()] ?? environment[name] ?? "").trim();
}
function readProxy(environment, name) {
	const value = read(environment, name);
	if (value === "") return "";
	const url = URL.parse(value.includes("://") ? value : `http://${value}`);
	if (url !== null && url.hostname !== "" && (url.protocol === "http:" || url.protocol === "https:")) return Object.assign(url, {
		pathname: "/",
		search: "",
		hash: ""
	}).href;
	throw new InputError(`Cannot use the proxy of the variable ${name}: it is no address that begins with "http://" or "https://"; correct or remove the variable`);
}
function readProxySettings(environment) {
	const httpProxy = readProxy(environment, "HTTP_PROXY");
	const httpsProxy = readProxy(environment, "HTTPS_PROXY");
	return httpProxy === "" && httpsProxy === "" ? void 0 : {
		httpProxy,
		httpsProxy,
		noProxy: read(environment, "NO_PROXY")
	};
}
function secretsOfProxies({ httpProxy, httpsProxy }) {
	return [httpProxy, httpsProxy].flatMap((text) => {
		const url = URL.parse(text);
		if (url === null || url.username === "" && url.password === "") return [];
		const [username, password] = [decode(url.username), decode(url.password)];
		const sent = Buffer.from(`${username}:${password}`).toString("base64");
		return [
			url.password,
			password,
			sent
		].filter((secret) => secret !== "");
	});
}
function decode(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
function proxyFor(url, settings) {
	if (settings === void 0 || isLoopback(url.hostname) || isExcepted(url, settings.noProxy)) return "";
	return url.protocol === "https:" ? settings.httpsProxy : settings.httpProxy;
}
export { registryEndpoint as i, readProxySettings as n, secretsOfProxies as r, proxyFor as t };
