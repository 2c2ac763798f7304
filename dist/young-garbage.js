// src/registry/blobs/young-garbage.ts
let isSet = false;
function collectChunksSoon() {
	if (isSet) return;
	isSet = true;
	process.getBuiltinModule("node:v8").setFlagsFromString("--semi-space-growth-factor=1");
}
export { collectChunksSoon as t };
