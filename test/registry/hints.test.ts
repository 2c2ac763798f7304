import { describe, expect, it } from 'vitest';
import { refusalError } from '../../src/registry/answer.ts';

function errorOf(registry: string, status: number, code: string, message: string) {
  return refusalError({ status, code, message }, { registry, doing: 'write it' });
}

const ECR = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
const GHCR = 'ghcr.io';
const GOOGLE = 'europe-docker.pkg.dev';

describe('a refusal', () => {
  it.each([
    [
      'GHCR, without the permission of the job',
      [GHCR, 403, 'DENIED', 'installation not allowed to Write organization package'],
      'denied',
      /; give the job "permissions: packages: write"; .*"Manage Actions access".*"Write"/,
    ],
    [
      'GHCR, without access to the package',
      [GHCR, 403, 'DENIED', 'permission_denied: write_package'],
      'denied',
      /; under "Package settings", "Manage Actions access" of the package, add this repository with the role "Write"/,
    ],
    [
      'GHCR, without access to read the package',
      [GHCR, 403, 'DENIED', 'permission_denied: read_package'],
      'denied',
      /with the role "Read"/,
    ],
    ['GHCR, without words', [GHCR, 403, 'DENIED', 'denied'], 'denied', /"permissions: packages: write"/],
    [
      'ECR, without the repository',
      [ECR, 404, 'NAME_UNKNOWN', 'not found'],
      'not-found',
      /"aws ecr create-repository"/,
    ],
    [
      'ECR, after twelve hours',
      [ECR, 403, 'DENIED', 'Your authorization token has expired. Reauthenticate and try again.'],
      'unauthorized',
      /log in to ECR again/,
    ],
    [
      'ECR, after twelve hours, in plain words',
      [ECR, 403, '', 'Your Authorization Token has expired. Please run aws ecr get-login'],
      'unauthorized',
      /log in to ECR again/,
    ],
    ['ECR, without the right', [ECR, 403, 'DENIED', 'User is not authorized'], 'denied', /allow the role/],
    [
      'ECR, an immutable tag',
      [ECR, 400, 'TAG_INVALID', "The image tag '1' already exists and cannot be overwritten"],
      'tag-immutable',
      /; choose another tag, or change the rule in the registry$/,
    ],
    [
      'Docker Hub, at its limit',
      ['docker.io', 429, 'TOOMANYREQUESTS', 'You have reached your unauthenticated pull rate limit.'],
      'rate-limited',
      /; log in to Docker Hub/,
    ],
    ['Docker Hub, without the right', ['docker.io', 401, 'UNAUTHORIZED', ''], 'unauthorized', /may read and write$/],
    [
      'Docker Hub, an immutable tag',
      ['docker.io', 403, 'DENIED', 'tag is immutable'],
      'tag-immutable',
      /; choose another tag/,
    ],
    [
      'Harbor, a policy',
      ['harbor.example.com', 412, 'PROJECTPOLICYVIOLATION', 'current image is not signed'],
      'refused',
      /meet the policy of the Harbor project/,
    ],
    [
      'Harbor, an immutable tag',
      ['harbor.example.com', 412, 'PRECONDITION', "Failed to process request due to 'r:1' configured as immutable."],
      'tag-immutable',
      /; choose another tag/,
    ],
    ['Harbor, another rule', ['harbor.example.com', 412, 'PRECONDITION', 'no'], 'refused', /which of its rules/],
    [
      'Harbor, a quota',
      [
        'harbor.example.com',
        403,
        'DENIED',
        'adding 5.0 MiB of storage resource, which when updated to current usage of 9.9 MiB will exceed the configured upper limit of 10.0 MiB.',
      ],
      'denied',
      /have the quota .* raised$/,
    ],
    [
      'Quay, a quota',
      ['quay.io', 403, 'DENIED', 'Quota has been exceeded on namespace'],
      'denied',
      /have the quota .* raised$/,
    ],
    ['Quay, without the right', ['quay.io', 401, 'UNAUTHORIZED', ''], 'unauthorized', /robot account/],
    ['GitLab', ['registry.gitlab.com', 403, 'DENIED', 'requested access denied'], 'denied', /"write_registry"/],
    [
      'GitLab, a protected tag',
      ['registry.gitlab.com', 403, 'DENIED', 'the tag is protected'],
      'tag-immutable',
      /; choose another tag/,
    ],
    [
      'Azure, a lock',
      ['a.azurecr.io', 405, 'REGISTRY_DISALLOWED_OPERATION', 'The operation is disallowed'],
      'tag-immutable',
      /"az acr repository update --write-enabled true"/,
    ],
    ['Azure, without the right', ['a.azurecr.io', 403, 'DENIED', 'access denied'], 'denied', /"AcrPush"/],
    [
      'Google, an immutable tag',
      [GOOGLE, 400, 'MANIFEST_INVALID', 'cannot update tag 1. The repository has enabled tag immutability'],
      'tag-immutable',
      /switch tag immutability off/,
    ],
    ['Google, without the repository', [GOOGLE, 404, 'NAME_UNKNOWN', 'x'], 'not-found', /create the Artifact Registry/],
    ['Google, without the right', [GOOGLE, 403, 'DENIED', 'Permission denied'], 'denied', /"Artifact Registry Writer"/],
    [
      'any, too large',
      ['r.example.com', 413, '', ''],
      'too-large',
      /; raise the limit of the registry or of the proxy/,
    ],
  ] as const)('of %s is explained', (_, [registry, status, code, message], meaning, words) => {
    const error = errorOf(registry, status, code, message);
    expect(error.code).toBe(meaning);
    expect(error.message).toMatch(words);
    expect(error.message).toMatch(/^Cannot write it: the registry answers \d+.*; [a-z]/);
  });

  it.each([
    ['ghcr.io.evil.test', 403],
    ['123456789012.dkr.ecr.eu-central-1.amazonaws.com.evil.test', 403],
    ['evilpkg.dev', 403],
    ['azurecr.io.test', 403],
  ])('of "%s", which is a look-alike, gets no hint of another', (registry, status) => {
    expect(errorOf(registry, status, 'DENIED', '').message).toMatch(/; give the credentials the right to do this$/);
  });
});
