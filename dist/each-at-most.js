// src/async/each-at-most.ts
async function eachAtMost(limit, items, work) {
	const results = [];
	const waiting = items.entries();
	let hasFailed = false;
	async function lane() {
		for (const [index, item] of waiting) {
			if (hasFailed) return;
			results[index] = await work(item);
		}
	}
	try {
		await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
	} catch (error) {
		hasFailed = true;
		throw error;
	}
	return results;
}
export { eachAtMost as t };
