// src/text/format.ts
function formatBytes(bytes) {
	const units = [
		"B",
		"KiB",
		"MiB",
		"GiB",
		"TiB"
	];
	let value = bytes;
	let unit = 0;
	while (value >= 1024 && unit < units.length - 1) {
		value /= 1024;
		unit++;
	}
	return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}
function formatNumber(value) {
	return String(Math.round(value)).replace(/\B(?=(?:[0-9]{3})+$)/g, ",");
}
function formatCount(count, noun) {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
function formatSeconds(milliseconds) {
	return `${(milliseconds / 1e3).toFixed(1)} s`;
}
function formatDuration(milliseconds) {
	const seconds = Math.ceil(milliseconds / 1e3);
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
function formatList(words) {
	return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
export { formatNumber as a, formatList as i, formatCount as n, formatSeconds as o, formatDuration as r, formatBytes as t };
