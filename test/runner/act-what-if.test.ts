import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { readExample, startActWorld } from './act-world.ts';
import { ACT, findRunnerProgram } from './programs.ts';
import { answerJson, parseBody, startServices } from './services/service.ts';

const TIMEOUT = 120_000;

/** The pipeline file with rules for one environment. */
function pipelineFile(keep: string): string {
  return `version: 1
record: unsigned
environments:
  p: { repository: "registry.example.com/p/{image}", retention: { keep: { ${keep} } } }
retention: { in-use: optional, max-delete: { images: 50, percent: 90 } }
`;
}

describe.skipIf(findRunnerProgram(ACT) === undefined)('retain-what-if, run by act', { timeout: TIMEOUT }, () => {
  it('comments which images would go only by the new rules, and which no longer', async () => {
    const comments: unknown[] = [];
    await using services = await startServices({
      'api.github.com': (call) => {
        if (call.method !== 'POST') return answerJson(404, { message: 'Not Found' });
        comments.push({ path: call.path, authorization: call.headers.authorization, body: parseBody(call) });
        return answerJson(201, { id: comments.length });
      },
    });
    await using world = await startActWorld({
      before: { '.github/sealift.yml': pipelineFile('tags: ["20260101_01", "20260103_01"], last: 1') },
      files: { '.github/sealift.yml': pipelineFile('tags: ["20260102_01", "20260103_01"], last: 1') },
      hosts: services.hosts,
      secrets: { READER: 'octocat', READER_PASSWORD: 'correct-horse' },
    });
    const images = ['20260101', '20260102', '20260103', '20260104'].map((day) => buildImage({ seed: day }));
    for (const [index, image] of images.entries()) {
      await world.push('registry.example.com', 'p/shop/app', image, [`2026010${index + 1}_01`]);
    }
    const payload = (owner: string) => ({
      pull_request: { number: 7, head: { repo: { full_name: `${owner}/shop` } }, base: { ref: 'main' } },
    });
    const workflow = readExample('retain-what-if.yml');
    const { exitCode, log } = await world.run(workflow, { name: 'pull_request', payload: payload('acme') });
    expect(exitCode, log).toBe(0);
    const row = (index: number) =>
      `| \`registry.example.com/p/shop/app@${images[index]?.index.digest}\` | 2026010${index + 1}_01 | `;
    const [comment] = comments as readonly { readonly path: string; readonly body: { readonly body: string } }[];
    expect(comment).toMatchObject({
      path: '/repos/acme/shop/issues/7/comments',
      authorization: 'Bearer correct-horse',
    });
    const [goes, stays] = comment?.body.body.split('**Would no longer go**') ?? [];
    expect(goes).toContain('**Would go only by the new rules**: 1, ');
    expect(goes).toContain(row(0));
    expect(stays).toContain(row(1));
    expect(comment?.body.body).not.toContain('20260103_01');

    const foreign = await world.run(workflow, { name: 'pull_request', payload: payload('mallory') });
    expect(foreign.exitCode, foreign.log).toBe(0);
    expect(comments).toHaveLength(1);
    expect(foreign.log).not.toContain('Planned');
  });
});
