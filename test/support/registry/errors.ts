import type { Answer, AnswerHeaders } from './exchange.ts';

/** The status that goes with each code (distribution-spec, "Error Codes"; those that it lacks are of registries). */
const STATUS = {
  BLOB_UNKNOWN: 404,
  BLOB_UPLOAD_INVALID: 400,
  BLOB_UPLOAD_UNKNOWN: 404,
  CONTENT_LENGTH_INVALID: 400,
  DENIED: 403,
  DIGEST_INVALID: 400,
  MANIFEST_BLOB_UNKNOWN: 400,
  MANIFEST_INVALID: 400,
  MANIFEST_UNKNOWN: 404,
  NAME_INVALID: 400,
  NAME_UNKNOWN: 404,
  PAGINATION_NUMBER_INVALID: 400,
  PRECONDITION: 412,
  PROJECTPOLICYVIOLATION: 412,
  RANGE_INVALID: 416,
  REGISTRY_DISALLOWED_OPERATION: 405,
  REQUESTED_RANGE_NOT_SATISFIABLE: 416,
  SIZE_INVALID: 400,
  TAG_IMMUTABLE: 409,
  TAG_INVALID: 400,
  TOO_LARGE: 413,
  UNAUTHORIZED: 401,
  UNKNOWN: 500,
  UNSUPPORTED: 405,
} as const;

/** A code of the specification's error body. */
export type FaultCode = keyof typeof STATUS;

/** What an error answer says besides its code and message. */
export interface FaultDetails {
  readonly detail?: unknown;
  readonly headers?: AnswerHeaders;
  /** Where a registry gives another status than the code's own. */
  readonly status?: number;
}

/** A refusal of the embedded registry: thrown by a handler, answered by the server. */
export class RegistryFault extends Error {
  override readonly name = 'RegistryFault';
  readonly code: FaultCode;
  readonly details: FaultDetails;

  constructor(code: FaultCode, message: string, details: FaultDetails = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** Renders a refusal in the specification's form (distribution-spec, "Error Codes"). */
export function renderFault({ code, message, details }: RegistryFault): Answer {
  const { detail, headers, status = STATUS[code] } = details;
  const body = { errors: [{ code, message, ...(detail === undefined ? {} : { detail }) }] };
  return {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}
