import { LABELS } from '../e2e/labels.ts';
import type { User } from '../support/authorization.ts';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import { type ActionResult, runAction } from '../support/run-action.ts';
import { seedOf } from '../support/seed.ts';
import type { Place } from './places.ts';

/** The most bytes of a layer's file; larger than one chunk of the client. */
const MAX_LAYER_BYTES = 6_000_000;

/** A repository of a registry. */
export interface Spot {
  readonly at: Place;
  readonly repository: string;
}

/** Names a repository of a place, below the owner that all of its repositories have. */
export function spot(at: Place, repository: string): Spot {
  return { at, repository: `${at.owner}/${repository}` };
}

/** The inputs that log in as one user at the source, and as another at the destination. */
export function login(source: User, destination: User): Readonly<Record<string, string>> {
  return {
    'source-username': source.username,
    'source-password': source.password,
    'destination-username': destination.username,
    'destination-password': destination.password,
  };
}

/** Promotes from one repository to another as the writer of both, unless the inputs say otherwise. */
export function promote(from: Spot, to: Spot, inputs: Readonly<Record<string, string>> = {}): Promise<ActionResult> {
  const { tag = '1.2.3', ...others } = inputs;
  return runAction({
    inputs: {
      from: `${from.at.host}/${from.repository}:${tag}`,
      to: `${to.at.host}/${to.repository}`,
      ...login(from.at.writer, to.at.writer),
      ...others,
    },
  });
}

/** Returns what builds images by name, of a size that the seed of the run and the registry's title decide. */
export function imagesOf(title: string): (name: string) => BuiltImage {
  const seed = Math.abs(seedOf(title));
  const layerBytes = 1 + ((seed * 7919) % MAX_LAYER_BYTES);
  return (name) => buildImage({ labels: LABELS, layerBytes, seed: `${name}-${seed}` });
}

/** The places that run for a file of tests. */
export interface Places {
  /** The place of a title. */
  readonly place: (title: string) => Place;
  start(starts: Readonly<Record<string, () => Promise<Place>>>): Promise<void>;
  stop(): Promise<void>;
}

/** Keeps the places of a file of tests by their titles. */
export function createPlaces(): Places {
  const started = new Map<string, Place>();
  return {
    place(title) {
      const found = started.get(title);
      if (found === undefined) throw new Error(`${title} does not run`);
      return found;
    },
    async start(starts) {
      for (const [title, start] of Object.entries(starts)) started.set(title, await start());
    },
    async stop() {
      for (const place of started.values()) await place[Symbol.asyncDispose]();
    },
  };
}
