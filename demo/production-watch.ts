import { check } from './check.ts';
import { type PipelineScene, stageName } from './pipeline-scene.ts';

const PRODUCTION = stageName('p');

/** Takes down all that production holds. */
function takeInventory({ registry }: PipelineScene): string {
  const tags = [...registry.tags(PRODUCTION)].map((entry) => entry.join(' '));
  const digests = [...registry.manifests(PRODUCTION).keys(), ...registry.blobs(PRODUCTION).keys()];
  return [...tags, ...digests].sort().join('\n');
}

/**
 * Watches production from now on.
 *
 * @returns what makes sure that it holds what it held, and that nobody tried to change that.
 */
export function watchProduction(scene: PipelineScene): () => void {
  const before = takeInventory(scene);
  scene.registry.clearLog();
  return () => {
    const writes = scene.registry.log.filter(
      ({ method, path }) => path.startsWith(`/v2/${PRODUCTION}/`) && method !== 'GET' && method !== 'HEAD',
    );
    check(writes.length === 0, `${writes.length} requests tried to write to p`);
    check(takeInventory(scene) === before, 'What p holds changed');
  };
}
