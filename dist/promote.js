import "./rolldown-runtime.js";
import { r as openClients } from "./clients.js";
import { t as openSetClients } from "./promotion-clients.js";
import { t as resolveSource } from "./resolve-source.js";
import { t as collectChunksSoon } from "./young-garbage.js";
// src/commands/promote.ts
function leadsElsewhere({ from, to }) {
	return to.some(({ registry }) => registry !== from.repository.registry);
}
async function runPromote(inputs, context) {
	const { environment, logger } = context;
	const { insecureRegistries, trustedAuthHosts, routes, expectedDigest } = inputs;
	if (routes.some(leadsElsewhere)) collectChunksSoon();
	await using opener = await openClients({
		environment,
		logger,
		insecureRegistries,
		trustedAuthHosts,
		signal: context.cancellation.signal
	});
	const clients = await openSetClients(opener, routes.map(({ from, to }) => ({
		from: from.repository,
		to
	})), {
		source: inputs.sourceCredential,
		destination: inputs.destinationCredential
	});
	const [first] = clients;
	const resolving = first && resolveSource(first.source, {
		from: routes[0].from,
		expectedDigest
	});
	resolving?.catch(() => void 0);
	const { promoteSet } = await import("./promote-set.js");
	await promoteSet(inputs, context, {
		opener,
		clients,
		resolving
	});
}
export { runPromote };
