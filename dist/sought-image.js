import { t as formatRepository } from "./repository.js";
import { o as expandTemplate } from "./template-patterns.js";
// src/history/place.ts
function placesOf({ environments }, image) {
	const places = environments.flatMap((environment) => environment.repositories.map((template) => {
		const repository = expandTemplate(template, image);
		return {
			environment,
			repository,
			uri: formatRepository(repository)
		};
	}));
	return places.map((place) => ({
		...place,
		isShared: places.some(({ uri, environment }) => uri === place.uri && environment !== place.environment)
	}));
}
// src/history/sought-image.ts
function isPicked({ tag, digest }) {
	return tag !== void 0 || digest !== void 0;
}
function formatPick({ tag, digest }) {
	return `${tag === void 0 ? "" : `:${tag}`}${digest === void 0 ? "" : `@${digest}`}`;
}
export { isPicked as n, placesOf as r, formatPick as t };
