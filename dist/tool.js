// package.json
var name = "sealift";
var version = "0.1.0";
var homepage = "https://github.com/sealift/sealift#readme";
// src/tool.ts
const TOOL_VERSION = version;
const HOME_URL = homepage.replace(/#.*$/, "");
const USER_AGENT = `${name}/${version} (+${HOME_URL})`;
export { TOOL_VERSION as n, USER_AGENT as r, HOME_URL as t };
