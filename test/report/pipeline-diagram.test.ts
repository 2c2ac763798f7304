import { describe, expect, it } from 'vitest';
import { drawPipeline } from '../../src/report/pipeline-diagram.ts';
import { environment, placement, recorded, repository, shopHistory } from '../history/histories.ts';

const ROUTES = {
  hotfixRoutes: [{ name: 'emergency', from: 't', to: 'p', skips: [], needs: undefined, expires: undefined }],
};

function classOf(picture: string | undefined, name: string): string | undefined {
  return picture
    ?.split('\n')
    .find((line) => line.includes(`["${name}<br/>`))
    ?.split(':::')[1];
}

describe('drawPipeline', () => {
  it('gives environments with the same image the same colour, and no other', () => {
    const picture = drawPipeline(shopHistory(), ROUTES);
    expect(classOf(picture, 'p')).toBe(classOf(picture, 's2'));
    expect(classOf(picture, 'd')).toBe(classOf(picture, 't'));
    expect(classOf(picture, 'd')).not.toBe(classOf(picture, 'p'));
    expect(classOf(picture, 's1')).toBe('unread');
  });

  it('draws routes as arrows and hotfix routes as dotted ones with their names', () => {
    const lines = drawPipeline(shopHistory(), ROUTES)?.split('\n') ?? [];
    expect(lines).toContain('  e0 --> e1');
    expect(lines).toContain('  e1 -.->|"emergency"| e4');
  });

  it('lets no name and no tag break out of its quotes', () => {
    const evil = '"]; click e0 "javascript:x" %%{init}%% <b>&#;`end';
    const history = {
      ...{ image: 'app', requested: undefined },
      environments: [environment(evil, [repository('r.example.com/p/app', [placement('a', ['1.0.0'])])])],
    };
    const picture =
      drawPipeline(history, {
        hotfixRoutes: [{ name: evil, from: evil, to: evil, skips: [], needs: undefined, expires: undefined }],
      }) ?? '';
    expect(picture.split('\n')[1]).toMatch(/^ {2}e0\["[^"]*"\]:::c0$/);
    expect(picture.split('\n')[2]).toMatch(/^ {2}e0 -\.->\|"[^"]*"\| e0$/);
    expect(picture.replaceAll('<br/>', '')).not.toMatch(/[<>`%{}](?!\|| )/);
  });

  it('calls what is unsigned so', () => {
    const unsigned = placement('a', ['1.0.0'], recorded({}, { isSigned: false }));
    const history = {
      image: 'app',
      requested: undefined,
      environments: [environment('p', [repository('r.example.com/p/app', [unsigned])])],
    };
    expect(drawPipeline(history, { hotfixRoutes: [] })).toContain('<br/>unsigned"');
  });

  it('draws nothing that GitHub would not show', () => {
    const environments = Array.from({ length: 1600 }, (_, index) =>
      environment(`environment-${index}`, [repository('r.example.com/p/app', [placement(String(index), ['1.0.0'])])]),
    );
    expect(drawPipeline({ image: 'app', requested: undefined, environments }, { hotfixRoutes: [] })).toBeUndefined();
  });
});
