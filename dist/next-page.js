export { n as parseNextLink } from "./next-page2.js";
