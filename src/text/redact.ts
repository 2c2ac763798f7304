/** Takes secrets out of what is shown. */
export interface Redactor {
  /** Takes note of a secret; from here on it is taken out. */
  add(secret: string): void;
  /**
   * Puts `***` in the place of every secret, in the forms in which registries repeat it: as it is, as part of an
   * address, as JSON, and cut at its end.
   */
  redact(text: string): string;
}

const STARS = '***';
/** What is written where a text was cut; a secret may have been cut with it. */
const ELLIPSIS = '…';
/** The start of a secret that says too little to matter, in characters. */
const SHORTEST_PART = 6;

function inPath(secret: string): string {
  const url = new URL('http://localhost');
  url.pathname = secret;
  return url.pathname.slice(1);
}

function formsOf(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  // A lone surrogate is part of no address.
  return [secret, json, inPath(secret), encodeURIComponent(secret.toWellFormed())];
}

/** Takes out what is left of a secret where a text was cut. */
function redactCut(text: string, forms: readonly string[]): string {
  if (!text.includes(ELLIPSIS)) return text;
  const parts = text.split(ELLIPSIS);
  const last = parts.length - 1;
  return parts
    .map((part, index) => {
      if (index === last) return part;
      for (const form of forms) {
        for (let length = Math.min(form.length - 1, part.length); length >= SHORTEST_PART; length--) {
          if (part.endsWith(form.slice(0, length))) return part.slice(0, -length) + STARS;
        }
      }
      return part;
    })
    .join(ELLIPSIS);
}

/**
 * Makes what takes secrets out of log and summary.
 *
 * The Actions runner masks what it was told too. But a registry that repeats our own credentials must not have them
 * shown where there is no runner, nor in forms that the runner does not know.
 */
export function createRedactor(): Redactor {
  let forms: readonly string[] = [];
  return {
    add(secret) {
      // The longest first: one may be a part of another.
      forms = [...new Set([...forms, ...formsOf(secret)])].sort((left, right) => right.length - left.length);
    },
    redact(text) {
      const whole = forms.reduce((result, form) => result.replaceAll(form, STARS), text);
      return redactCut(whole, forms);
    },
  };
}
