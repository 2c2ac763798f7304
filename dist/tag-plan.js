// src/tags/tag-plan.ts
function isChange({ action }) {
	return action === "create" || action === "move";
}
export { isChange as t };
