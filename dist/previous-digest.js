// src/promotion/previous-digest.ts
const RANK = [
	"latest",
	"semver.major",
	"semver.minor"
];
function rank({ kind }) {
	const position = RANK.indexOf(kind);
	return position < 0 ? RANK.length : position;
}
function previousDigest(tags) {
	return tags.filter(({ action, mutable }) => mutable && action === "move").sort((left, right) => rank(left) - rank(right))[0]?.before;
}
export { previousDigest as t };
