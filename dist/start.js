import "./rolldown-runtime.js";
import { Nt as refuseArguments, Pt as runToEnd, t as main } from "./common.js";
// src/start.ts
const [, , ...given] = process.argv;
await runToEnd(process, given.length > 0 ? async () => refuseArguments(given, process.env) : main);
export {};
