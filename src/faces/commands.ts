/** The commands, in the order in which people meet them, with what each does. */
export const COMMAND_SUMMARIES = {
  promote: 'Promotes images to other repositories, byte for byte.',
  tags: 'Computes the tags, labels and annotations of a build.',
  plan: 'Plans a promotion that is split over several jobs.',
  verify: 'Verifies how images got into an environment, back to their build.',
  history: 'Shows which image each environment runs, and since when.',
  hold: 'Holds an image, so that it is not promoted, or never destroyed.',
  unhold: 'Ends the hold of an image.',
  check: 'Judges images by the gates of an environment.',
  outdated: 'Tells on which version of which base image images stand.',
  rollback: 'Takes an environment back to what ran before.',
  retain: 'Plans which images stay and which are due, and applies the plan.',
  archive: 'Archives an image with all that refers to it.',
  restore: 'Brings an image back from its archive.',
} as const;

export type CommandName = keyof typeof COMMAND_SUMMARIES;

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMAND_SUMMARIES, name);
}

export const COMMANDS: readonly CommandName[] = Object.keys(COMMAND_SUMMARIES).filter(isCommandName);
