export { a as promoteSet } from "./promote-set.js";
