// src/config/routes.ts
function findRoute({ hotfixRoutes }, { from, to }) {
	if (to.from.includes(from)) return { kind: "regular" };
	const hotfix = hotfixRoutes.find((route) => route.from === from && route.to === to.name);
	return hotfix === void 0 ? void 0 : {
		kind: "hotfix",
		name: hotfix.name
	};
}
// src/text/blank.ts
const VISIBLE = /[^\p{White_Space}\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u;
function isBlank(text) {
	return text === void 0 || !VISIBLE.test(text);
}
export { findRoute as n, isBlank as t };
