// src/oci/registry-name.ts
const DOCKER_HUB = /* @__PURE__ */ new Set([
	"docker.io",
	"index.docker.io",
	"registry-1.docker.io"
]);
const PORT = /^(.+):([0-9]{1,5})$/;
function isLoopback(hostname) {
	const host = hostname.toLowerCase();
	return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(?:\.[0-9]{1,3}){3}$/.test(host);
}
function isDefaultPort(name, port, scheme) {
	return scheme === "https" ? port === 443 && !isLoopback(name) : port === 80;
}
function insecureRegistry(host) {
	const registry = canonicalRegistry(host);
	return PORT.test(host) && registry !== "docker.io" && !PORT.test(registry) ? `${registry}:443` : registry;
}
function canonicalRegistry(host, scheme = "https") {
	const text = host.toLowerCase();
	const [, name, port] = PORT.exec(text) ?? [];
	const registry = name !== void 0 && isDefaultPort(name, Number(port), scheme) ? name : text;
	return DOCKER_HUB.has(registry) ? "docker.io" : registry;
}
export { insecureRegistry as n, isLoopback as r, canonicalRegistry as t };
