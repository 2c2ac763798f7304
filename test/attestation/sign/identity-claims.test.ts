import { describe, expect, it } from 'vitest';
import { parseClaims } from '../../../src/attestation/sign/identity-token.ts';
import { completeClaims, writeToken } from '../../support/sigstore/tokens.ts';

function tokenOf(payload: string | Buffer): string {
  return `e30.${Buffer.from(payload).toString('base64url')}.c2ln`;
}

describe('parseClaims', () => {
  it('reads what GitHub says of a run', () => {
    const claims = completeClaims({ environment: 'production', exp: 1_800_000_000 });
    expect(parseClaims(writeToken(claims))).toEqual({
      issuer: 'https://token.actions.githubusercontent.com',
      subject: 'repo:acme/app:environment:production',
      expires: new Date(1_800_000_000_000),
      repository: 'acme/app',
      visibility: 'public',
      ref: 'refs/heads/main',
      sha: '0123456789abcdef0123456789abcdef01234567',
      workflowRef: 'acme/app/.github/workflows/promote.yml@refs/heads/main',
      jobWorkflowRef: 'acme/app/.github/workflows/promote.yml@refs/heads/main',
      event: 'workflow_dispatch',
      environment: 'production',
      runId: '123',
      runAttempt: '1',
      actor: 'li',
      actorId: '4711',
      runner: 'github-hosted',
    });
  });

  it('leaves undefined what a token lacks, and what is empty', () => {
    const { environment, actor } = parseClaims(writeToken(completeClaims({ environment: '', actor: undefined })));
    expect([environment, actor]).toEqual([undefined, undefined]);
  });

  it('takes identifiers that are numbers', () => {
    expect(parseClaims(writeToken(completeClaims({ run_id: 123, actor_id: 4711 })))).toMatchObject({
      runId: '123',
      actorId: '4711',
    });
  });

  it.each([
    ['no token', 'secret', 'it is not a JSON Web Token'],
    ['two parts', 'secret.secret', 'it is not a JSON Web Token'],
    ['other characters', 'se cret.e30.c2ln', 'it is not a JSON Web Token'],
    ['a long text', `${'secret'.repeat(3000)}.e30.c2ln`, 'it is not a JSON Web Token'],
    ['no JSON', tokenOf('secret'), 'of its claims, it is not valid JSON'],
    ['no UTF-8', tokenOf(Buffer.from([0xff, 0xfe])), 'of its claims, it is not valid JSON'],
    ['an array', tokenOf('["secret"]'), 'of its claims, it is not a JSON object'],
    ['no issuer', writeToken(completeClaims({ iss: undefined })), 'it has no claim "iss"'],
    ['no subject', writeToken(completeClaims({ sub: '' })), 'it has no claim "sub"'],
    ['no end', writeToken(completeClaims({ exp: undefined })), 'its claim "exp" is no time'],
    ['an end that is a text', writeToken(completeClaims({ exp: '2026' })), 'its claim "exp" is no time'],
    ['an end beyond all time', writeToken(completeClaims({ exp: 1e300 })), 'its claim "exp" is no time'],
    [
      'a claim of another type',
      tokenOf('{"exp":1,"iss":"a","sub":"b","ref":["secret"]}'),
      'its claim "ref" is no text',
    ],
    ['a claim with a line', writeToken(completeClaims({ actor: 'secret\n::add-mask::' })), 'its claim "actor" is no'],
    ['a long claim', writeToken(completeClaims({ actor: 'secret'.repeat(400) })), 'its claim "actor" is no text'],
    ['a broken number', writeToken(completeClaims({ run_id: 1.5 })), 'its claim "run_id" is no text'],
  ])('refuses %s, and shows nothing of it', (_, token, reason) => {
    const parse = () => parseClaims(token);
    expect(parse).toThrow(`Cannot read GitHub's identity token: ${reason}`);
    expect(parse).not.toThrow('secret');
  });

  it('does not read what every object has', () => {
    expect(() => parseClaims(tokenOf('{"__proto__":{"iss":"a","sub":"b","exp":1}}'))).toThrow('"exp"');
  });
});
