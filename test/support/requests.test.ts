import { describe, expect, it } from 'vitest';
import { blobBytes, type RecordedRequest, sequentialDepth } from './requests.ts';

function request(fields: Partial<RecordedRequest>): RecordedRequest {
  return {
    method: 'GET',
    path: '/v2/',
    status: 200,
    requestBytes: 0,
    responseBytes: 0,
    startedAt: 0,
    endedAt: 1,
    hasAuthorization: false,
    ...fields,
  };
}

function spans(...times: readonly (readonly [number, number])[]): RecordedRequest[] {
  return times.map(([startedAt, endedAt]) => request({ startedAt, endedAt }));
}

describe('sequentialDepth', () => {
  it.each([
    ['nothing', spans(), 0],
    ['one request', spans([0, 5]), 1],
    ['two side by side', spans([0, 5], [1, 6]), 1],
    ['two that touch', spans([0, 5], [5, 6]), 2],
    ['a long one beside a chain of three', spans([0, 10], [0, 2], [3, 4], [5, 9]), 3],
    ['a log in the order of ends that hides the chain', spans([4, 5], [0, 1], [2, 3]), 3],
    ['a wide step between two narrow ones', spans([0, 1], [1, 4], [1, 3], [1, 2], [4, 5]), 3],
  ])('of %s', (_, log, depth) => {
    expect(sequentialDepth(log)).toBe(depth);
  });

  it('leaves the log as it was', () => {
    const log = spans([4, 5], [0, 1]);
    sequentialDepth(log);
    expect(log.map(({ startedAt }) => startedAt)).toEqual([4, 0]);
  });
});

describe('blobBytes', () => {
  it('counts both directions of blob paths alone', () => {
    const log = [
      request({ path: '/v2/a/blobs/sha256:1', responseBytes: 100 }),
      request({ path: '/v2/a/blobs/uploads/1?_state=x', requestBytes: 20, responseBytes: 3 }),
      request({ path: '/v2/a/manifests/1', requestBytes: 1000, responseBytes: 1000 }),
      request({ path: '/token?scope=/blobs/', responseBytes: 1000 }),
    ];
    expect(blobBytes(log)).toBe(123);
  });
});
