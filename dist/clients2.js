export { r as openClients } from "./clients.js";
