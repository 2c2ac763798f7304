import type { RunFacts } from '../attestation/predicates/promotion.ts';
import type { Env } from './payload.ts';

/** Reads who runs what, for the record. */
export function readRun(environment: Env): RunFacts {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT } = environment;
  const login = environment['GITHUB_ACTOR'];
  const id = environment['GITHUB_ACTOR_ID'];
  const triggeringLogin = environment['GITHUB_TRIGGERING_ACTOR'];
  const workflow = environment['GITHUB_WORKFLOW_REF'];
  const event = environment['GITHUB_EVENT_NAME'];
  const ref = environment['GITHUB_REF'];
  const hasRun = GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_RUN_ID;
  const invocationId = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}/attempts/${GITHUB_RUN_ATTEMPT || '1'}`;
  return {
    ...(hasRun ? { invocationId } : {}),
    ...(workflow ? { workflow } : {}),
    ...(event ? { event } : {}),
    ...(ref ? { ref } : {}),
    ...(login ? { actor: { login, ...(id ? { id } : {}), ...(triggeringLogin ? { triggeringLogin } : {}) } } : {}),
  };
}
