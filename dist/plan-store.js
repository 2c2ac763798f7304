import { Zt as InputError, c as parsePlanFile, f as shardTitle, l as planId, m as readWholeFile, nt as digestHex, pt as formatBytes, qt as quote, s as MAX_PLAN_FILE, u as renderPlanFile } from "./common.js";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
// src/action/plan-store.ts
const PLAN_FILE = "sealift-plan.json";
function reasonOf(error) {
	return quote(error instanceof Error && "code" in error ? String(error.code) : String(error));
}
function writePlan(plan, environment) {
	const bytes = Buffer.from(renderPlanFile(plan));
	if (bytes.byteLength > 67108864) throw new InputError(`Cannot plan ${plan.images.length} images at once: the plan has ${formatBytes(bytes.byteLength)}, and ${formatBytes(MAX_PLAN_FILE)} is the most; make several plans`);
	const path = join(environment["RUNNER_TEMP"] || process.cwd(), PLAN_FILE);
	try {
		writeFileSync(path, bytes);
	} catch (error) {
		throw new InputError(`Cannot write the plan file ${quote(path)}: ${reasonOf(error)}; set RUNNER_TEMP to a folder that can be written`, { cause: error });
	}
	return {
		path,
		id: planId(bytes),
		bytes: bytes.byteLength
	};
}
function readBytes(path) {
	try {
		return readWholeFile(path, MAX_PLAN_FILE);
	} catch (error) {
		throw new InputError(`Cannot read the plan file ${quote(path)}: ${quote(error instanceof Error ? error.message : String(error))}; download it with actions/download-artifact in a step before this one, as "command: plan" wrote it`, { cause: error });
	}
}
const SHOWN = 32;
function shortPlanId(id) {
	return (id.includes(":") ? id.slice(id.indexOf(":") + 1) : id).slice(0, SHOWN);
}
function readPlan(path, shard) {
	const bytes = readBytes(path);
	const id = planId(bytes);
	if (!digestHex(id).startsWith(shard.id)) throw new InputError(`Cannot promote shard ${shardTitle(shard)}: it belongs to plan ${shortPlanId(shard.id)}, but the plan file is plan ${shortPlanId(id)}; take both from the same run, and leave the file as it was written`);
	const plan = parsePlanFile(bytes, path);
	if (shard.kind === "shard" && shard.count !== plan.shards) throw new InputError(`Cannot promote shard ${shardTitle(shard)}: plan ${shortPlanId(id)} has ${plan.shards} shards; take it from the output "matrix" of the same run`);
	return {
		plan,
		id
	};
}
export { shortPlanId as n, writePlan as r, readPlan as t };
