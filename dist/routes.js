// src/config/routes.ts
function findRoute({ hotfixRoutes }, { from, to }) {
	if (to.from.includes(from)) return { kind: "regular" };
	const hotfix = hotfixRoutes.find((route) => route.from === from && route.to === to.name);
	return hotfix === void 0 ? void 0 : {
		kind: "hotfix",
		name: hotfix.name
	};
}
export { findRoute as t };
