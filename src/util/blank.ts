/**
 * What a reader sees: anything but white space, control and format characters (zero-width ones among them), code points
 * that fonts draw as nothing, and the Braille pattern without a dot.
 */
const VISIBLE = /[^\p{White_Space}\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * Whether a reader sees nothing in a text: `trim` leaves a zero-width space, which no reader sees.
 *
 * @example isBlank(' \u200b') // true
 */
export function isBlank(text: string | undefined): boolean {
  return text === undefined || !VISIBLE.test(text);
}
