import { describe, expect, it } from 'vitest';
import { parseClaims } from '../../../src/attestation/sign/identity-token.ts';
import { serverOf, toRunFacts } from '../../../src/attestation/sign/run.ts';
import { completeClaims, type TokenClaims, writeToken } from '../../support/sigstore/tokens.ts';

function factsOf(claims: TokenClaims = {}) {
  return toRunFacts(parseClaims(writeToken(completeClaims(claims))), {
    invocationId: 'https://forged.example/run',
    workflow: 'forged',
    environment: 'forged',
    actor: { login: 'forged', id: '1', triggeringLogin: 'forged' },
    event: 'forged',
    ref: 'forged',
  });
}

describe('toRunFacts', () => {
  it('says what the token says, and nothing of what the variables say', () => {
    expect(factsOf({ environment: 'production' })).toEqual({
      invocationId: 'https://github.com/acme/app/actions/runs/123/attempts/1',
      workflow: 'acme/app/.github/workflows/promote.yml@refs/heads/main',
      event: 'workflow_dispatch',
      ref: 'refs/heads/main',
      environment: 'production',
      actor: { login: 'li', id: '4711' },
      isFromToken: true,
    });
  });

  it('names the workflow that was started, not the one that is reused', () => {
    const { workflow } = factsOf({ job_workflow_ref: 'acme/platform/.github/workflows/deploy.yml@refs/tags/v1' });
    expect(workflow).toBe('acme/app/.github/workflows/promote.yml@refs/heads/main');
  });

  it('leaves out what the token lacks, whatever the variables say', () => {
    const lacking = { environment: undefined, actor: undefined, event_name: undefined, workflow_ref: '', ref: '' };
    expect(factsOf(lacking)).toEqual({
      invocationId: 'https://github.com/acme/app/actions/runs/123/attempts/1',
      isFromToken: true,
    });
  });

  it('takes the address of the run from the variables only where GitHub does not tell its own', () => {
    expect(factsOf({ iss: 'https://issuer.example' }).invocationId).toBe('https://forged.example/run');
    expect(factsOf({ run_attempt: undefined }).invocationId).toBe('https://forged.example/run');
  });
});

describe('serverOf', () => {
  it.each([
    ['https://token.actions.githubusercontent.com', 'https://github.com'],
    ['https://token.actions.githubusercontent.com/acme', 'https://github.com'],
    ['https://token.actions.acme.ghe.com', 'https://acme.ghe.com'],
    ['https://github.acme.example/_services/token', 'https://github.acme.example'],
    ['https://token.actions.githubusercontent.com.evil.example', undefined],
    ['https://token.actions.evil.example/acme.ghe.com', undefined],
    ['https://issuer.example', undefined],
    ['no address', undefined],
  ])('makes %s %s', (issuer, server) => {
    expect(serverOf(issuer)).toBe(server);
  });
});
