// src/provenance/verification/glob.ts
const MAX_LENGTH = 4096;
const [STARS, STAR] = [-1, -2];
const SLASH = "/".charCodeAt(0);
const AT = "@".charCodeAt(0);
function parsePattern(pattern) {
	const parts = [];
	for (let at = 0; at < pattern.length; at++) if (pattern.charAt(at) !== "*") parts.push(pattern.charCodeAt(at));
	else if (pattern.charAt(at + 1) === "*") {
		parts.push(STARS);
		at++;
	} else parts.push(STAR);
	return parts;
}
function fitsStar(part, character) {
	return character !== AT && (part === STARS || part === STAR && character !== SLASH);
}
function matchesGlob(text, pattern) {
	if (text.length > MAX_LENGTH || pattern.length > MAX_LENGTH) return false;
	const parts = parsePattern(pattern);
	let reached = new Uint8Array(parts.length + 1);
	reached[0] = 1;
	skipStars(reached, parts);
	for (let position = 0; position < text.length; position++) reached = readCharacter(text.charCodeAt(position), {
		reached,
		parts
	});
	return reached[parts.length] === 1;
}
function readCharacter(character, { reached, parts }) {
	const next = new Uint8Array(reached.length);
	for (let at = 0; at < parts.length; at++) {
		if (reached[at] === 0) continue;
		const part = parts[at];
		if (part === character) next[at + 1] = 1;
		else if (fitsStar(part, character)) next[at] = 1;
	}
	skipStars(next, parts);
	return next;
}
function skipStars(reached, parts) {
	for (let at = 0; at < parts.length; at++) if (reached[at] === 1 && Number(parts[at]) < 0) reached[at + 1] = 1;
}
export { matchesGlob as t };
