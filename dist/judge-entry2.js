export { n as judgeEntry } from "./judge-entry.js";
