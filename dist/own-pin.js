import "./rolldown-runtime.js";
import { t as matchesGlob } from "./glob.js";
import { createPublicKey } from "node:crypto";
// src/provenance/signing/own-pin.ts
function spell(pem) {
	return createPublicKey(pem).export({
		format: "pem",
		type: "spki"
	}).toString();
}
function isOwnPin(who, pin) {
	if (who.kind === "key") return pin.kind === "key" && spell(pin.pem) === spell(who.pem);
	if (pin.kind !== "identity" || pin.issuer !== who.issuer || !matchesGlob(who.identity, pin.identity)) return false;
	return pin.sourceRepository === void 0 || matchesGlob(who.sourceRepository ?? "", pin.sourceRepository);
}
export { isOwnPin };
