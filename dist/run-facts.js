export { n as toRunFacts } from "./run-facts2.js";
