import { Kt as isLoopback, Zt as InputError } from "./common.js";
import { BlockList, isIP, isIPv4 } from "node:net";
// src/registry/endpoint.ts
const HTTPS_PORT = 443;
function registryEndpoint(registry, insecureRegistries) {
	const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
	const url = new URL(`https://${host}/v2/`);
	if (url.port === "" && insecureRegistries.has(`${registry}:${HTTPS_PORT}`)) return new URL(`http://${host}:${HTTPS_PORT}/v2/`);
	return isLoopback(url.hostname) || insecureRegistries.has(registry) ? new URL(`http://${host}/v2/`) : url;
}
// src/registry/transport/address-class.ts
const PRIVATE = [
	...[
		["10.0.0.0", 8],
		["172.16.0.0", 12],
		["192.168.0.0", 16]
	],
	["100.64.0.0", 10],
	["198.18.0.0", 15],
	["fc00::", 7],
	["fec0::", 10]
];
const LOOPBACK = [["127.0.0.0", 8], ["::1", 128]];
const FORBIDDEN = [
	["0.0.0.0", 8],
	["169.254.0.0", 16],
	["100.100.100.200", 32],
	["168.63.129.16", 32],
	["192.0.0.0", 24],
	["224.0.0.0", 4],
	["240.0.0.0", 4],
	["fd00:ec2::", 32],
	["fd20:ce::", 32]
];
const GLOBAL = [["2000::", 3]];
const NOT_GLOBAL = [
	["2001::", 23],
	["2001:db8::", 32],
	["3fff::", 20]
];
const EMBEDDED = [
	[["::ffff:0:0", 96], 6],
	[["64:ff9b::", 96], 6],
	[["64:ff9b:1::", 96], 6],
	[["2002::", 16], 1]
];
function listOf(ranges) {
	const list = new BlockList();
	for (const [address, prefix] of ranges) list.addSubnet(address, prefix, familyOf(address));
	return list;
}
function familyOf(address) {
	return isIPv4(address) ? "ipv4" : "ipv6";
}
let made;
function lists() {
	made ??= {
		global: listOf(GLOBAL),
		notGlobal: listOf(NOT_GLOBAL),
		classes: [
			["forbidden", listOf(FORBIDDEN)],
			["loopback", listOf(LOOPBACK)],
			["private", listOf(PRIVATE)]
		],
		embedded: EMBEDDED.map(([range, group]) => [listOf([range]), group])
	};
	return made;
}
function groupsOf(address) {
	const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
	const parse = (text) => text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
	const [front, back] = [parse(head), parse(tail ?? "")];
	return [
		...front,
		...new Array(8 - front.length - back.length).fill(0),
		...back
	];
}
function embeddedAddress(address) {
	const first = lists().embedded.find(([list]) => list.check(address, "ipv6"))?.[1];
	if (first === void 0) return void 0;
	const [high = 0, low = 0] = groupsOf(address).slice(first, first + 2);
	return [
		high >> 8,
		high & 255,
		low >> 8,
		low & 255
	].join(".");
}
function classifyAddress(address) {
	const plain = address.replace(/%.*$/, "");
	if (isIP(plain) === 0) return "forbidden";
	const embedded = isIPv4(plain) ? void 0 : embeddedAddress(plain);
	if (embedded !== void 0) return classifyAddress(embedded);
	const { classes, global, notGlobal } = lists();
	const known = classes.find(([, list]) => list.check(plain, familyOf(plain)))?.[0];
	if (known !== void 0 || isIPv4(plain)) return known ?? "public";
	return global.check(plain, "ipv6") && !notGlobal.check(plain, "ipv6") ? "public" : "forbidden";
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
export { registryEndpoint as a, classifyAddress as i, readProxySettings as n, secretsOfProxies as r, proxyFor as t };
