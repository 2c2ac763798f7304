import { n as isSameRepository, t as formatRepository } from "./repository.js";
import { i as patternsOf, n as imageIn, o as expandTemplate } from "./template-patterns.js";
// src/config/find-environment.ts
function isExpandedTo(template, { image, to }) {
	try {
		return isSameRepository(expandTemplate(template, image), to);
	} catch {
		return false;
	}
}
function matchTemplate(template, repository) {
	const name = formatRepository(repository);
	return patternsOf(template).flatMap((pattern) => imageIn(pattern, name) ?? []).find((image) => isExpandedTo(template, {
		image,
		to: repository
	}));
}
function findEnvironments({ environments }, repository) {
	return environments.flatMap((environment) => {
		const [image] = environment.repositories.flatMap((template) => matchTemplate(template, repository) ?? []);
		return image === void 0 ? [] : [{
			environment,
			image
		}];
	});
}
function environmentNamed({ environments }, name) {
	return environments.find((environment) => environment.name === name);
}
export { findEnvironments as n, environmentNamed as t };
