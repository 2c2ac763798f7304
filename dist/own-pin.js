import "./rolldown-runtime.js";
import { n as meetsPin } from "./pin2.js";
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
	return meetsPin(who, pin);
}
export { isOwnPin };
