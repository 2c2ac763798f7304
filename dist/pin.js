export { t as explainMiss, n as meetsPin } from "./pin2.js";
