import "./rolldown-runtime.js";
import { Ut as installLastWords, t as main } from "./start.js";
// src/index.ts
installLastWords(process);
process.exitCode = await main(process.env);
export {};
