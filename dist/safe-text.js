// src/text/safe-text.ts
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const MAX_LENGTH = 500;
function safeText(text, maxLength = MAX_LENGTH) {
	const line = text.slice(0, maxLength * 2).replace(/\r\n|[\r\n\u2028\u2029]/g, "␤").replaceAll("	", " ").replace(UNPRINTABLE, "").replaceAll("##[", "## [").replaceAll("::", ": :");
	return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
function quote(text) {
	return `"${safeText(text, 200)}"`;
}
export { safeText as n, quote as t };
