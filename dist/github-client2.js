export { t as openGitHubClient } from "./github-client.js";
