export { i as promoteSet } from "./promote-set.js";
