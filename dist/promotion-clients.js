import { Ht as formatRepository } from "./common.js";
import { n as PULL_AND_PUSH, o as isSameCredential, s as createBlobLedger, t as PULL } from "./clients.js";
// src/action/promotion-clients.ts
const IMAGES_PER_CLIENT = 8;
function unique(repositories) {
	return [...new Map(repositories.map((repository) => [formatRepository(repository), repository])).values()];
}
async function groupByCredential(opener, repositories, use) {
	const lanes = [];
	for (const repository of unique(repositories)) {
		const { registry } = repository;
		const found = await opener.find(repository, use);
		const lane = lanes.find((other) => other.registry === registry && isSameCredential(other.found.credential, found.credential));
		if (lane === void 0) lanes.push({
			registry,
			found,
			repositories: [repository]
		});
		else lane.repositories.push(repository);
	}
	return lanes;
}
function clientOf(clients, repository) {
	const client = clients.get(formatRepository(repository));
	if (client === void 0) throw new Error(`no client was opened for ${formatRepository(repository)}`);
	return client;
}
async function openShared(opener, routes, given) {
	const froms = routes.map(({ from }) => from);
	const sources = await groupByCredential(opener, froms, {
		explicit: given.source,
		actions: PULL
	});
	const explicit = given.destination;
	const use = {
		explicit,
		actions: PULL_AND_PUSH
	};
	const readers = /* @__PURE__ */ new Map();
	const writers = /* @__PURE__ */ new Map();
	for (const { registry, found, repositories: push } of await groupByCredential(opener, routes.flatMap(({ to }) => to), use)) {
		const pull = unique(froms.filter((from) => from.registry === registry));
		const client = await opener.open(registry, {
			explicit,
			push,
			pull
		});
		for (const repository of push) writers.set(formatRepository(repository), client);
		const shared = sources.find((lane) => lane.registry === registry && isSameCredential(lane.found.credential, found.credential));
		for (const from of shared?.repositories ?? []) if (!readers.has(formatRepository(from))) readers.set(formatRepository(from), client);
	}
	for (const { registry, repositories } of sources) {
		const pull = repositories.filter((from) => !readers.has(formatRepository(from)));
		if (pull.length === 0) continue;
		const client = await opener.open(registry, {
			explicit: given.source,
			push: [],
			pull
		});
		for (const from of pull) readers.set(formatRepository(from), client);
	}
	return froms.map((from) => ({
		source: clientOf(readers, from),
		destination: (repository) => clientOf(writers, repository)
	}));
}
async function openSetClients(opener, routes, given) {
	const clients = [];
	const { ledger = createBlobLedger() } = opener;
	for (let first = 0; first < routes.length; first += IMAGES_PER_CLIENT) {
		const shared = await openShared(opener, routes.slice(first, first + IMAGES_PER_CLIENT), given);
		clients.push(...shared.map((each) => ({
			...each,
			ledger
		})));
	}
	return clients;
}
export { openSetClients as t };
