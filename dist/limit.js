// src/registry/transport/limit.ts
function createLimit(most, start = most) {
	let size = Math.min(start, most);
	let isSlowStart = true;
	let running = 0;
	let answered = 0;
	let started = 0;
	let halvedAfter = 0;
	const waiting = [];
	function begin() {
		running++;
		const number = ++started;
		return { release(outcome) {
			running--;
			if (outcome === "busy") {
				answered = 0;
				isSlowStart = false;
				if (number > halvedAfter) {
					size = Math.max(1, Math.floor(size / 2));
					halvedAfter = started;
				}
			} else if (outcome === "answered" && size < most && ++answered >= size) {
				size = isSlowStart ? Math.min(most, size * 2) : size + 1;
				answered = 0;
			}
			while (running < size && waiting.length > 0) waiting.shift()?.();
		} };
	}
	return {
		get size() {
			return size;
		},
		async acquire() {
			if (running < size && waiting.length === 0) return begin();
			return new Promise((resolve) => {
				waiting.push(() => resolve(begin()));
			});
		}
	};
}
export { createLimit as t };
