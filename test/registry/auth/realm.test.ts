import { describe, expect, it } from 'vitest';
import { findRealmFault, isTrustedRealm } from '../../../src/registry/auth/realm.ts';

describe('a registry may send its credentials', () => {
  it.each([
    ['to itself', 'https://ghcr.io/v2/', 'https://ghcr.io/token'],
    ['to itself by a relative address', 'https://public.ecr.aws/v2/', '/token'],
    ['to another port of its host', 'https://registry.example.com/v2/', 'https://registry.example.com:8443/token'],
    ["to Docker Hub's token server", 'https://registry-1.docker.io/v2/', 'https://auth.docker.io/token'],
    ["to GitLab's token server", 'https://registry.gitlab.com/v2/', 'https://gitlab.com/jwt/auth'],
    ['to the parent of its domain', 'https://registry.acme.org/v2/', 'https://acme.org/jwt/auth'],
    ['to the parent of its domain in a country', 'https://registry.acme.co.uk/v2/', 'https://acme.co.uk/token'],
    ['to its child', 'https://registry.acme.org/v2/', 'https://auth.registry.acme.org/token'],
    ["to DigitalOcean's token server", 'https://registry.digitalocean.com/v2/', 'https://api.digitalocean.com/v2/t'],
    ['over plain HTTP to itself', 'http://registry.example.com:5000/v2/', 'http://registry.example.com:5000/token'],
    ['over plain HTTP to its host', 'http://registry.example.com:5000/v2/', 'http://registry.example.com:5001/token'],
    ['from plain HTTP to HTTPS', 'http://registry.example.com:5000/v2/', 'https://registry.example.com/token'],
    ['within this machine', 'http://127.0.0.1:5000/v2/', 'http://localhost:5001/token'],
  ])('%s', (_, registry, realm) => {
    expect(isTrustedRealm(new URL(registry), new URL(realm, registry))).toBe(true);
  });

  it.each([
    ['to a stranger', 'https://ghcr.io/v2/', 'https://evil.test/token'],
    ['to a look-alike', 'https://ghcr.io/v2/', 'https://ghcr.io.evil.test/token'],
    ['to a name that ends alike', 'https://ghcr.io/v2/', 'https://evilghcr.io/token'],
    ['to itself with a user in the address', 'https://ghcr.io/v2/', 'https://user@ghcr.io/token'],
    ['to itself with a password in the address', 'https://ghcr.io/v2/', 'https://:secret@ghcr.io/token'],
    ['to a stranger behind a user that looks right', 'https://ghcr.io/v2/', 'https://ghcr.io@evil.test/token'],
    ['from HTTPS to plain HTTP', 'https://ghcr.io/v2/', 'http://ghcr.io/token'],
    ['from HTTPS to its parent by plain HTTP', 'https://registry.acme.org/v2/', 'http://acme.org/token'],
    ['over plain HTTP to its parent', 'http://registry.acme.org/v2/', 'http://acme.org/token'],
    ['to its sibling', 'https://registry.corp.acme.org/v2/', 'https://auth.corp.acme.org/token'],
    ['to its sibling, as of GitLab', 'https://registry.acme.org/v2/', 'https://gitlab.acme.org/jwt/auth'],
    ['to its sibling in a country', 'https://registry.acme.co.uk/v2/', 'https://auth.acme.co.uk/token'],
    ['to a sibling below a domain of many', 'https://acme.uk.com/v2/', 'https://evil.uk.com/token'],
    ['to a domain of many', 'https://acme.uk.com/v2/', 'https://uk.com/token'],
    ['to the parent of its parent', 'https://registry.corp.acme.org/v2/', 'https://acme.org/token'],
    ['to a child of a domain of many', 'https://quay.io/v2/', 'https://evil.quay.io/token'],
    ['to a name in which it stands', 'https://registry.acme.org/v2/', 'https://evilregistry.acme.org/token'],
    ["to another's token server", 'https://ghcr.io/v2/', 'https://auth.docker.io/token'],
    ['from a look-alike of Docker Hub', 'https://registry-1.docker.io.evil.test/v2/', 'https://auth.docker.io/token'],
    ['to a suffix of a country', 'https://registry.co.uk/v2/', 'https://co.uk/token'],
    ['to a sibling below a suffix of two labels', 'https://acme.co.uk/v2/', 'https://evil.co.uk/token'],
    ['to a sibling below a top-level domain', 'https://acme.io/v2/', 'https://evil.io/token'],
    ['to a top-level domain', 'https://acme.io/v2/', 'https://io/token'],
    ['to a neighbour on Azure', 'https://acme.azurecr.io/v2/', 'https://evil.azurecr.io/token'],
    ['to the neighbours of Azure', 'https://acme.azurecr.io/v2/', 'https://azurecr.io/token'],
    ['to a neighbour on Google', 'https://europe-docker.pkg.dev/v2/', 'https://us-docker.pkg.dev/token'],
    [
      'to a neighbour on Amazon',
      'https://123456789012.dkr.ecr.us-east-1.amazonaws.com/v2/',
      'https://999999999999.dkr.ecr.us-east-1.amazonaws.com/token',
    ],
    ['to a neighbour on on.aws', 'https://1.dkr-ecr.us-east-1.on.aws/v2/', 'https://2.dkr-ecr.us-east-1.on.aws/token'],
    ['to a neighbour on JFrog', 'https://acme.jfrog.io/v2/', 'https://evil.jfrog.io/token'],
    ['to a neighbour on GitHub Pages', 'https://acme.github.io/v2/', 'https://evil.github.io/token'],
    ['to a neighbour on Cloud Run', 'https://acme-abc.a.run.app/v2/', 'https://evil-abc.a.run.app/token'],
    [
      'to a neighbour on Azure App Service',
      'https://acme.westeurope-01.azurewebsites.net/v2/',
      'https://evil.westeurope-01.azurewebsites.net/token',
    ],
    ['to the neighbours on CloudFront', 'https://acme.cloudfront.net/v2/', 'https://cloudfront.net/token'],
    ['to a neighbour on Azure in China', 'https://acme.azurecr.cn/v2/', 'https://evil.azurecr.cn/token'],
    ['to a neighbour on gcr.io', 'https://eu.gcr.io/v2/', 'https://us.gcr.io/token'],
    ['to a neighbour on CloudFront', 'https://acme.cloudfront.net/v2/', 'https://evil.cloudfront.net/token'],
    [
      'to a neighbour on Amazon in China',
      'https://s3.cn-north-1.amazonaws.com.cn/v2/',
      'https://evil.amazonaws.com.cn/t',
    ],
    [
      'to a look-alike of a known token server',
      'https://registry.gitlab.com/v2/',
      'https://gitlab.com.evil.test/token',
    ],
    ['to a fragment of itself', 'https://ghcr.io/v2/', 'https://ghcr.io/token#a'],
    ['to the metadata of a cloud', 'https://ghcr.io/v2/', 'http://169.254.169.254/token'],
    ['to the metadata of a cloud by HTTPS', 'https://ghcr.io/v2/', 'https://169.254.169.254/token'],
    ['to the metadata by IPv6', 'https://ghcr.io/v2/', 'https://[fd00:ec2::254]/token'],
    ['to the metadata by a mapped address', 'https://ghcr.io/v2/', 'https://[::ffff:169.254.169.254]/token'],
    ['to the metadata in decimals', 'https://ghcr.io/v2/', 'https://2852039166/token'],
    ['to the metadata in octals', 'https://ghcr.io/v2/', 'https://0251.0376.0251.0376/token'],
    ['to this machine', 'https://ghcr.io/v2/', 'https://127.0.0.1/token'],
    ['from an address to one that ends alike', 'https://10.0.0.5/v2/', 'https://99.0.0.5/token'],
    ['from an address to its last numbers', 'https://10.0.0.5/v2/', 'https://0.0.5/token'],
  ])('not %s', (_, registry, realm) => {
    expect(isTrustedRealm(new URL(registry), new URL(realm, registry))).toBe(false);
  });
});

describe('the user may send them', () => {
  const trusted = new Set(['auth.test', '10.0.0.5:5001', '127.0.0.1:5001']);
  it.each([
    ['to a host', 'https://auth.test/token', true],
    ['into a private network', 'https://10.0.0.5:5001/token', true],
    ['to this machine', 'https://127.0.0.1:5001/token', true],
    ['to another port', 'https://auth.test:444/token', false],
    ['below that host', 'https://evil.auth.test/token', false],
    ['over plain HTTP', 'http://auth.test/token', false],
    ['with a user in the address', 'https://a@auth.test/token', false],
  ])('%s: %s', (_, realm, expected) => {
    expect(isTrustedRealm(new URL('https://ghcr.io/v2/'), new URL(realm), trusted)).toBe(expected);
  });
});

describe('nobody asks', () => {
  it('without a word about what may be done', () => {
    const [ghcr, here] = [new URL('https://ghcr.io/v2/'), new URL('https://127.0.0.1/t')];
    expect(findRealmFault(ghcr, here)?.remedy).toBe(
      'if it is the registry\'s own, add the line "trusted-auth-hosts: 127.0.0.1" to the inputs of this step',
    );
    expect(findRealmFault(ghcr, new URL('http://evil.test/t'))?.remedy).toBe('ask its administrators to correct it');
  });

  it.each([
    ['a fragment', 'https://ghcr.io/v2/', 'https://ghcr.io/t#a', 'has a fragment'],
    ['plain HTTP', 'https://ghcr.io/v2/', 'http://evil.test/t', 'over plain HTTP'],
    ['plain HTTP of another host', 'http://registry.corp:5000/v2/', 'http://auth.corp:5001/t', 'over plain HTTP'],
    ['the metadata of a cloud', 'https://ghcr.io/v2/', 'https://169.254.169.254/t', 'only the runner itself'],
    ['this machine by IPv6', 'https://ghcr.io/v2/', 'https://[::1]/t', 'only the runner itself'],
    [
      'this machine by a mapped address',
      'https://ghcr.io/v2/',
      'https://[::ffff:127.0.0.1]/t',
      'only the runner itself',
    ],
  ])('%s', (_, registry, realm, reason) => {
    expect(findRealmFault(new URL(registry), new URL(realm))?.reason).toContain(reason);
  });

  it.each([
    ['a stranger', 'https://ghcr.io/v2/', 'https://evil.test/t'],
    ['plain HTTP of the same host', 'http://registry.corp:5000/v2/', 'http://registry.corp:5001/t'],
    ['this machine from this machine', 'http://127.0.0.1:1/v2/', 'http://localhost:2/t'],
  ])('but %s may be asked', (_, registry, realm) => {
    expect(findRealmFault(new URL(registry), new URL(realm))).toBeUndefined();
  });
});
