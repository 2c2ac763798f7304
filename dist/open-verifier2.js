export { t as openVerifier } from "./open-verifier.js";
