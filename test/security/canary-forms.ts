/** A form in which a secret can be written. */
export interface CanaryForm {
  readonly name: string;
  readonly text: string;
}

/** A secret that lies somewhere for the sole purpose of being looked for elsewhere. */
export interface Canary {
  readonly name: string;
  readonly secret: string;
  readonly forms: readonly CanaryForm[];
}

/**
 * Writes the part of a secret's base64 that does not depend on what stands before and after it.
 *
 * @param shift how many bytes stand before it, modulo 3.
 */
function base64Core(bytes: Uint8Array, shift: 0 | 1 | 2): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
  const whole = (shift + bytes.length) % 3 === 0 ? text : text.replace(/=+$/, '').slice(0, -1);
  return whole.slice([0, 2, 3][shift]);
}

function toUrl(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

/** Lists how a secret may be written, each form once. */
function formsOf(secret: string): readonly CanaryForm[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const shifts = ([0, 1, 2] as const).map((shift) => base64Core(bytes, shift));
  const forms: readonly (readonly [string, string])[] = [
    ['plain', secret],
    // Whoever cuts a secret, or escapes the rest of it, still shows its middle.
    ['a part of it', secret.slice(8, 28)],
    ['backwards', [...secret].reverse().join('')],
    ...shifts.map((text, shift): [string, string] => [`base64, shifted by ${shift}`, text]),
    ...shifts.map((text, shift): [string, string] => [`base64url, shifted by ${shift}`, toUrl(text)]),
    ['base64 of base64', base64Core(Buffer.from(shifts[0] ?? ''), 0)],
    ['of an address', encodeURIComponent(secret)],
    ['of a form', new URLSearchParams({ s: secret }).toString().slice(2)],
    ['hexadecimal', hex],
    ['hexadecimal in capitals', hex.toUpperCase()],
    ['of JSON', JSON.stringify(secret).slice(1, -1)],
  ];
  const found = new Map(forms.map(([name, text]) => [text, name]));
  return [...found].map(([text, name]) => ({ name, text }));
}

/** Makes a canary of a secret. */
export function canaryOf(name: string, secret: string): Canary {
  return { name, secret, forms: formsOf(secret) };
}

/** Something that was received, printed or written. */
export interface Evidence {
  readonly where: string;
  readonly bytes: Uint8Array;
}

/** What a search came to. */
export interface SearchResult {
  /** What was found where, a sentence each. */
  readonly leaks: readonly string[];
  readonly forms: number;
  readonly bytes: number;
}

/** Looks for every form of every canary in all that there is. */
export function searchCanaries(canaries: readonly Canary[], evidence: readonly Evidence[]): SearchResult {
  const leaks: string[] = [];
  for (const { where, bytes } of evidence) {
    const text = Buffer.from(bytes).toString('latin1');
    for (const { name, forms } of canaries) {
      for (const form of forms) {
        if (text.includes(form.text)) leaks.push(`${name} (${form.name}) in ${where}`);
      }
    }
  }
  return {
    leaks,
    forms: canaries.reduce((sum, { forms }) => sum + forms.length, 0),
    bytes: evidence.reduce((sum, { bytes }) => sum + bytes.length, 0),
  };
}
