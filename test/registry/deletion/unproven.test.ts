import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainUnproven } from '../../../src/registry/deletion/unproven.ts';

const PAGE = readFileSync(new URL('../../../docs/reference/deletion.md', import.meta.url), 'utf8');

/** The rows of the page's table for registries in which `apply` deletes nothing. */
const REFUSED = PAGE.split('\n').filter((line) => line.startsWith('| ') && line.split(' | ')[1] === 'no');

describe('a registry in which nothing is deleted', () => {
  it.each([
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'Amazon ECR'],
    ['123456789012.dkr-ecr.eu-west-1.on.aws', 'Amazon ECR'],
    ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com', 'Amazon ECR'],
    ['public.ecr.aws', 'Amazon ECR'],
    ['europe-docker.pkg.dev', 'Google Artifact Registry'],
    ['eu.gcr.io', 'Google Artifact Registry'],
    ['acme.azurecr.io', 'Azure Container Registry'],
    ['quay.io', 'Quay'],
    ['docker.io', 'Docker Hub'],
    ['registry-1.docker.io', 'Docker Hub'],
    ['ghcr.io', 'GitHub Packages'],
    ['containers.acme.ghe.com', 'GitHub Packages'],
    ['registry.gitlab.com', 'GitLab'],
    ['acme.jfrog.io', 'Artifactory'],
    ['registry.digitalocean.com', 'DigitalOcean'],
  ])('is %s', (host, name) => {
    expect(explainUnproven(host)).toContain(`${host} is ${name}: `);
    expect(explainUnproven(`${host}:443`)).toContain(name);
    expect(REFUSED.join('\n')).toContain(name);
  });

  it.each(['registry.example.com', 'localhost:5000', 'notquay.io', 'quay.io.example.com', 'ghcr.io.example.com:5000'])(
    'is not %s',
    (host) => {
      expect(explainUnproven(host)).toBeUndefined();
    },
  );
});
