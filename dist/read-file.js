import { t as formatBytes } from "./format.js";
import { readFileSync, statSync } from "node:fs";
// src/action/read-file.ts
function readWholeFile(path, most) {
	try {
		const found = statSync(path);
		if (!found.isFile()) throw new Error("it is no file");
		if (found.size > most) throw new Error(`it is larger than ${formatBytes(most)}`);
		return readFileSync(path);
	} catch (error) {
		if (error instanceof Error && "code" in error) throw new Error(String(error.code), { cause: error });
		throw error;
	}
}
export { readWholeFile as t };
