export { t as openVerifier } from "./open-verifier2.js";
