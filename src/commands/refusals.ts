import type { Logger } from '../action/logger.ts';
import { InputError, PolicyError, type SealiftError } from '../errors.ts';
import { formatCount, formatNumber } from '../util/format.ts';

/** The length that a sentence is cut at (characters): GitHub's annotations show 4,096. */
const MAX_LENGTH = 3500;

/** Turns "Cannot VERB OBJECT" into a part of a longer sentence. */
function asPart(sentence: string): string {
  return sentence.replace(/^C(?=annot )/, 'c');
}

function join(messages: readonly string[], start: string): { readonly sentence: string; readonly isWhole: boolean } {
  const told: string[] = [];
  let { length } = start;
  for (const message of messages) {
    length += message.length;
    if (told.length > 0 && length > MAX_LENGTH) break;
    told.push(asPart(message));
  }
  const untold = messages.length - told.length;
  const rest = untold === 0 ? '' : `; and ${formatNumber(untold)} more, which the log lists`;
  return { sentence: `${start}: ${told.join('; and ')}${rest}`, isWhole: untold === 0 };
}

/**
 * Gathers why images of a set are refused, so that one run reports them all. Anything but a refusal, such as a registry
 * that cannot be reached, ends the run at once.
 */
export class Refusals {
  private readonly errors: (InputError | PolicyError)[] = [];
  private images = 0;

  get any(): boolean {
    return this.errors.length > 0;
  }

  /** Returns undefined if the image was refused. */
  async gather<Result>(work: Promise<Result>): Promise<Result | undefined> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof InputError || error instanceof PolicyError)) throw error;
      this.add(error);
      return undefined;
    }
  }

  /** @param images how many images are refused for it. */
  add(error: InputError | PolicyError, images = 1): void {
    this.errors.push(error);
    this.images += images;
  }

  /**
   * @param count how many images the set has.
   * @throws {InputError | PolicyError} that names all refusals, as far as one sentence can; the log lists the others.
   */
  require(count: number, logger: Logger): void {
    const act = `promote ${formatNumber(this.images)} of ${formatCount(count, 'image')}`;
    const error = joinErrors(this.errors, act, logger);
    if (error !== undefined) throw error;
  }
}

/**
 * Makes one error of several; the log lists what one sentence cannot hold.
 *
 * @param act what cannot be done, for people.
 */
export function joinErrors(
  errors: readonly SealiftError[],
  act: string,
  logger: Pick<Logger, 'info'>,
): SealiftError | undefined {
  const [first, ...others] = errors;
  if (first === undefined) return undefined;
  const messages = [...new Set(errors.map(({ message }) => message))];
  if (others.length === 0 || messages.length === 1) return first;
  const { sentence, isWhole } = join(messages, `Cannot ${act}`);
  if (!isWhole) for (const message of messages) logger.info(message);
  const isInput = errors.every((error) => error instanceof InputError);
  const lines = errors.flatMap((error) => (error.lines.length === 0 ? [] : [error.message, ...error.lines]));
  return isInput ? new InputError(sentence, { lines }) : new PolicyError(sentence, { lines });
}
