import { describe, expect, it } from 'vitest';
import { isSameRepository, parseRepository } from '../../src/oci/reference.ts';
import { knownName, knownNames } from '../../src/oci/registry-name.ts';

describe('two names of one repository', () => {
  it.each([
    ['127.0.0.1:5000/p/app', 'localhost:5000/p/app'],
    ['127.0.0.1:5000/p/app', '127.1.2.3:5000/p/app'],
    ['[::1]:5000/p/app', 'localhost:5000/p/app'],
    ['registry.example.com/p/app', 'Registry.Example.com:0443/p/app'],
    ['registry.example.com:5000/p/app', 'registry.example.com:05000/p/app'],
    ['docker.io/acme/app', 'registry-1.docker.io/acme/app'],
    ['docker.io/acme/app', 'registry.hub.docker.com/acme/app'],
    ['docker.io/app', 'registry.hub.docker.com/app'],
    ['docker.io/app', 'registry.hub.docker.com/library/app'],
    ['123456789012.dkr.ecr.eu-central-1.amazonaws.com/p/app', '123456789012.dkr-ecr.eu-central-1.on.aws/p/app'],
    ['123456789012.dkr.ecr.us-east-1.amazonaws.com/p/app', '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/p/app'],
    ['123456789012.dkr.ecr.us-east-1.amazonaws.com/p/app', '123456789012.dkr-ecr-fips.us-east-1.on.aws/p/app'],
    [
      '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/p/app',
      '123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn/p/app',
    ],
    ['public.ecr.aws/acme/app', 'ecr-public.aws.com/acme/app'],
    ['gcr.io/acme/app', 'us-docker.pkg.dev/acme/gcr.io/app'],
    ['eu.gcr.io/acme/p/app', 'europe-docker.pkg.dev/acme/eu.gcr.io/p/app'],
    ['asia.gcr.io/example.com/acme/app', 'asia-docker.pkg.dev/example.com/acme/asia.gcr.io/app'],
  ])('%s and %s', (left, right) => {
    expect(isSameRepository(parseRepository(left), parseRepository(right))).toBe(true);
    expect(isSameRepository(parseRepository(right), parseRepository(left))).toBe(true);
  });
});

describe('two repositories', () => {
  it.each([
    ['localhost:5000/p/app', 'localhost:5001/p/app'],
    ['localhost:5000/p/app', 'registry.localhost:5000/p/app'],
    ['123456789012.dkr.ecr.eu-central-1.amazonaws.com/p/app', '123456789012.dkr-ecr.eu-west-1.on.aws/p/app'],
    ['123456789012.dkr.ecr.eu-central-1.amazonaws.com/p/app', '999999999999.dkr-ecr.eu-central-1.on.aws/p/app'],
    [
      '123456789012.dkr.ecr.eu-central-1.amazonaws.com/p/app',
      '123456789012.dkr-ecr.eu-central-1.on.aws.evil.test/p/app',
    ],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/p/app', '123456789012.dkr.ecr.cn-north-1.amazonaws.com/p/app'],
    ['gcr.io/acme/app', 'europe-docker.pkg.dev/acme/gcr.io/app'],
    ['gcr.io/acme/app', 'us-docker.pkg.dev/acme/app'],
    ['eu.gcr.io/acme/app', 'gcr.io/acme/app'],
    ['docker.io/acme/app', 'docker.io.evil.test/acme/app'],
  ])('%s and %s', (left, right) => {
    expect(isSameRepository(parseRepository(left), parseRepository(right))).toBe(false);
  });
});

describe('a template', () => {
  it.each([
    ['gcr.io/acme/{image}', 'us-docker.pkg.dev/acme/gcr.io/{image}'],
    ['gcr.io/{image}', 'gcr.io/{image}'],
    ['registry.hub.docker.com/{image}', 'docker.io/{image}'],
    ['registry.example.com/p-{image}', 'registry.example.com/p-{image}'],
  ])('%s is known as %s', (text, known) => {
    expect(knownName(text)).toBe(known);
  });

  it('without a project is found by the former name', () => {
    const names = ['us-docker.pkg.dev/acme/gcr.io/app', 'gcr.io/acme/app'];
    expect(knownNames('gcr.io/acme/app')).toEqual(names);
    expect(knownNames('us-docker.pkg.dev/acme/gcr.io/app')).toEqual(names);
    expect(knownNames('registry.example.com/app')).toEqual(['registry.example.com/app']);
  });
});
