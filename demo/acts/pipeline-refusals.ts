import { startSigstore } from '../../test/support/sigstore/sigstore.ts';
import type { Release } from '../app-image.ts';
import { check } from '../check.ts';
import { forgeBundle, makeIntruder, smuggle } from '../forgery.ts';
import type { PipelineRun, PipelineScene } from '../pipeline-scene.ts';
import { showInputs } from '../scene.ts';
import type { SignedRecord } from '../signed-record.ts';
import type { Terminal } from '../terminal.ts';
import { stageInputs } from './pipeline-promotions.ts';

/** The image that comes with a forged record. */
export const FORGED: Release = { version: '1.2.4', revision: 'f04ed0123456789abcdef0123456789abcdef012' };

/** The image that comes with the record of another one. */
const MOVED: Release = { version: '1.2.5', revision: '30fed0123456789abcdef0123456789abcdef012' };

/** Something that the pipeline does not let through. */
export interface Refusal {
  readonly title: string;
  readonly about: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** What the sentence must say: a refusal for another reason proves nothing. */
  readonly reason: string;
}

/** A stage left out: from development straight to production. */
export const SKIPPED: Refusal = {
  title: 'Refused: an environment is skipped',
  about: 'It is urgent, and somebody promotes from d straight to p.',
  inputs: stageInputs('d', 'p'),
  reason: 'p takes images only from s2',
};

/** Records that are not what they seem. */
export const UNPROVEN: readonly Refusal[] = [
  {
    title: 'Refused: a forged record',
    about:
      'Somebody with the password of s2 pushes an image there. Its record has the right content and names the right workflow, but is signed with another Sigstore.',
    inputs: stageInputs('s2', 'p', FORGED.version),
    reason: 'no trusted root vouches for its certificate',
  },
  {
    title: 'Refused: a record moved to another image',
    about: 'So they attach a genuine record, with its signature, to their image.',
    inputs: stageInputs('s2', 'p', MOVED.version),
    reason: 'it is about another image',
  },
];

/** Pushes two images straight into s2: one with a forged record, one with the genuine record of another image. */
export async function smuggleIntruders(scene: PipelineScene, genuine: SignedRecord): Promise<void> {
  await using stranger = await startSigstore();
  const [forged, moved] = [makeIntruder(FORGED, genuine), makeIntruder(MOVED, genuine)];
  await Promise.all([
    forgeBundle(forged, stranger).then((bundle) => smuggle(scene, forged, bundle)),
    smuggle(scene, moved, genuine.bundle),
  ]);
}

/** Shows a refusal in the action's own words. */
export function showRefusal(
  terminal: Terminal,
  number: number,
  { refusal, run }: { readonly refusal: Refusal; readonly run: PipelineRun },
): void {
  const { title, about, inputs, reason } = refusal;
  check(run.exitCode === 1, `"${title}" did not happen: exit code ${run.exitCode}`);
  check(run.refusal.includes(reason), `"${title}" happened for another reason: ${run.refusal}`);
  terminal.heading(`${number}  ${title}`);
  terminal.say(about);
  showInputs(terminal, inputs);
  terminal.say(run.refusal, 'red');
}
