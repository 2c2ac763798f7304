import * as z from 'zod';

const httpsUrl = z.string().regex(/^https:\/\//);
const deploymentState = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'] as const;

/** The bodies of GitHub's REST API, version 2022-11-28 (github/rest-api-description), with no field besides. */
export const BODIES = {
  deployment: z.strictObject({
    ref: z.string().min(1),
    task: z.string().default('deploy'),
    auto_merge: z.boolean().default(true),
    required_contexts: z.array(z.string()).optional(),
    payload: z.union([z.record(z.string(), z.unknown()), z.string()]).default(''),
    environment: z.string().min(1).max(255).default('production'),
    description: z.string().max(140).default(''),
    transient_environment: z.boolean().default(false),
    production_environment: z.boolean().optional(),
  }),
  status: z.strictObject({
    state: z.enum(deploymentState),
    target_url: z.string().default(''),
    log_url: z.string().default(''),
    description: z.string().max(140).default(''),
    environment: z.string().optional(),
    environment_url: z.string().default(''),
    auto_inactive: z.boolean().default(true),
  }),
  attestation: z.strictObject({
    bundle: z.strictObject({
      mediaType: z.literal('application/vnd.dev.sigstore.bundle.v0.3+json'),
      verificationMaterial: z.record(z.string(), z.unknown()),
      dsseEnvelope: z.strictObject({
        payload: z.base64(),
        payloadType: z.literal('application/vnd.in-toto+json'),
        signatures: z.array(z.record(z.string(), z.unknown())).min(1),
      }),
    }),
  }),
  storageRecord: z.strictObject({
    name: z.string().min(1).max(256),
    digest: z.string().regex(/^sha256:[a-f0-9]{64}$/),
    version: z.string().min(1).max(100).optional(),
    artifact_url: httpsUrl.max(152).optional(),
    path: z.string().optional(),
    registry_url: httpsUrl,
    repository: z.string().optional(),
    status: z.enum(['active', 'eol', 'deleted']).default('active'),
    github_repository: z
      .string()
      .regex(/^[A-Za-z0-9.\-_]+$/)
      .optional(),
    return_records: z.boolean().default(true),
  }),
  /** The payload of an attestation's envelope: an in-toto statement. */
  statement: z.object({
    _type: z.enum(['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1']),
    subject: z.array(z.object({ digest: z.record(z.string(), z.string()) })).min(1),
    predicateType: z.string().min(1),
  }),
};
