import { describe, expect, it } from 'vitest';
import { changeSettings } from '../../../src/pipeline/gates/change.ts';
import { PEOPLE_DEFAULTS, type PeopleSettings } from '../../../src/pipeline/gates/people.ts';
import { changeGate } from '../../../src/policy/gates/change.ts';
import { type PeopleEvidence, peopleGate } from '../../../src/policy/gates/people.ts';
import { NOW, sentences } from './world.ts';

const [ANN, BEN, CEM] = ['ann', 'ben', 'cem'].map((login, id) => ({ id: id + 1, login })) as [
  Account,
  Account,
  Account,
];
type Account = { readonly id: number; readonly login: string };

function judge(settings: Partial<PeopleSettings>, evidence: PeopleEvidence) {
  return peopleGate.evaluate({ ...PEOPLE_DEFAULTS, ...settings }, evidence, NOW);
}

describe('people', () => {
  it('have to be others than the actor', () => {
    expect(judge({}, { approvers: [BEN], roles: { actor: [ANN] } })).toMatchObject({
      verdict: 'pass',
      notes: ['approved by ben'],
    });
    const own = judge({}, { approvers: [ANN], roles: { actor: [ANN] } });
    expect(own.verdict).toBe('fail');
    expect(sentences(own)).toEqual([
      '0 of 1 approvals by others (ann is who started the run); let somebody else approve',
    ]);
  });

  it('P9: have to be others than the author, who has to be known', () => {
    const settings = { not: ['author'] } as const;
    expect(judge(settings, { approvers: [ANN], roles: { author: [ANN, BEN] } }).verdict).toBe('fail');
    expect(judge(settings, { approvers: [CEM], roles: { author: [ANN, BEN] } }).verdict).toBe('pass');
    expect(judge(settings, { approvers: [CEM], roles: { author: undefined } }).verdict).toBe('fail');
    expect(judge(settings, { approvers: [CEM], roles: {} }).verdict).toBe('fail');
    expect(sentences(judge(settings, { approvers: [CEM], roles: {} }))[0]).toMatch(
      /; label the image with its revision, sign its provenance, and give the token contents: read$/,
    );
  });

  it('have to be others than the actor, whom the token has to be allowed to read', () => {
    expect(sentences(judge({}, { approvers: [CEM], roles: {} }))).toEqual([
      'it is not known who started the run; give the token actions: read',
    ]);
  });

  it('are told by their accounts, not by their names', () => {
    const renamed = { ...ANN, login: 'anna' };
    expect(judge({}, { approvers: [renamed], roles: { actor: [ANN] } }).verdict).toBe('fail');
    expect(judge({ approvals: 2, not: [] }, { approvers: [ANN, renamed], roles: {} }).verdict).toBe('fail');
    expect(judge({ approvals: 2, not: [] }, { approvers: [ANN, BEN], roles: {} }).verdict).toBe('pass');
  });

  it('cannot be judged where approvals cannot be read', () => {
    expect(judge({}, { approvers: undefined, roles: { actor: [ANN] } }).verdict).toBe('error');
  });
});

describe('a change', () => {
  const settings = changeSettings('^CHG[0-9]{7}$');

  it.each([
    ['CHG0001234', [], 'pass'],
    ['Fix the shop (CHG0001234).', [], 'pass'],
    [undefined, ['ok', 'CHG0001234'], 'pass'],
    ['CHG123', [], 'fail'],
    ['xCHG0001234', [], 'fail'],
    [undefined, [], 'fail'],
    [undefined, undefined, 'error'],
  ])('is named in %j or %j: %s', (reason, approvalComments, verdict) => {
    expect(changeGate.evaluate(settings, { reason, approvalComments }, NOW).verdict).toBe(verdict);
  });

  it('is recorded', () => {
    expect(changeGate.evaluate(settings, { reason: 'CHG0001234', approvalComments: [] }, NOW).notes).toEqual([
      'change CHG0001234',
    ]);
  });

  it('may have to be in the reason', () => {
    const strict = changeSettings('^CHG[0-9]{7}$', { in: ['reason'] });
    expect(changeGate.evaluate(strict, { reason: '', approvalComments: ['CHG0001234'] }, NOW).verdict).toBe('fail');
  });

  it('has a pattern of RE2', () => {
    expect(() => changeSettings('(?=a)')).toThrow('Cannot use the pattern');
    const bomb = changeSettings('^(a+)+$', { in: ['reason'] });
    expect(changeGate.evaluate(bomb, { reason: `${'a'.repeat(9000)}!`, approvalComments: [] }, NOW).verdict).toBe(
      'fail',
    );
  });
});
