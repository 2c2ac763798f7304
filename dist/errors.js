// src/errors.ts
var InputError = class extends Error {
	name = "InputError";
	place;
	constructor(message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.place = options.place;
	}
};
var PolicyError = class extends Error {
	name = "PolicyError";
};
var RegistryError = class extends Error {
	name = "RegistryError";
	code;
	registry;
	status;
	constructor(message, details) {
		super(message, details.cause === void 0 ? void 0 : { cause: details.cause });
		this.code = details.code;
		this.registry = details.registry;
		this.status = details.status;
	}
};
function isSealiftError(error) {
	return error instanceof InputError || error instanceof PolicyError || error instanceof RegistryError;
}
export { isSealiftError as i, PolicyError as n, RegistryError as r, InputError as t };
