import { answerJson, type Service } from './service.ts';

/** What Argo CD finds in Git when it refreshes an application. */
export interface Desired {
  readonly revision: string;
  readonly image: string;
}

/** Argo CD's API, as far as a pipeline asks it. */
export interface ArgoCd {
  readonly service: Service;
  /** The number of refreshes. */
  readonly refreshes: number;
  /** How many refreshes pass until what Git holds is healthy; 0 by default. */
  delay: number;
}

const refuse = (status: number, code: number, error: string) => answerJson(status, { error, code, message: error });

/** Stands in for `GET /api/v1/applications/NAME` with `refresh`, which answers once Git was read. */
export function createArgoCd(name: string, token: string, readGit: () => Desired): ArgoCd {
  let running: Desired = { revision: '0'.repeat(40), image: 'ghcr.io/acme/t/shop:old' };
  let left = 0;
  const state = { refreshes: 0, delay: 0 };

  const service: Service = ({ method, path, query, headers }) => {
    if (headers.authorization !== `Bearer ${token}`) return refuse(401, 16, 'no session information');
    if (method !== 'GET' || path !== `/api/v1/applications/${name}`) return refuse(403, 7, 'permission denied');
    if (query.get('refresh') === 'normal') refresh();
    const { revision, image } = running;
    return answerJson(200, {
      metadata: { name, namespace: 'argocd' },
      status: {
        sync: { status: readGit().revision === revision ? 'Synced' : 'OutOfSync', revision: readGit().revision },
        health: { status: left > 0 ? 'Progressing' : 'Healthy' },
        operationState: { phase: 'Succeeded', syncResult: { revision } },
        summary: { images: [image, 'registry.example.com/sidecar:1.0.0'] },
      },
    });
  };

  /** The first of several refreshes only sees the difference; the next ones wait for the new pods. */
  function refresh(): void {
    state.refreshes += 1;
    const desired = readGit();
    if (desired.revision === running.revision) {
      left = Math.max(0, left - 1);
    } else if (left === 0 && state.delay > 0) {
      left = state.delay;
    } else {
      running = desired;
      left = Math.max(0, left - 1);
    }
  }

  return Object.assign(state, { service });
}
