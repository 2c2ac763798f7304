import { z } from 'zod';

/** A schema for each field of a type: tsc names one too few or too many. */
export type Fields<Part> = Readonly<Record<keyof Part, z.ZodType>>;

/** Describes an object of the program; more fields may come without a new version. */
export function part<Part>(fields: Fields<Part>) {
  return z.looseObject({ ...fields });
}

export const text: z.ZodType = z.string();
export const flag: z.ZodType = z.boolean();
export const count: z.ZodType = z.int().nonnegative();
export const digest: z.ZodType = z.string().regex(/^sha(?:256:[a-f0-9]{64}|512:[a-f0-9]{128})$/);
/** In UTC, as JavaScript writes it. */
export const time: z.ZodType = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/);
/** A `repository@digest`. */
export const reference: z.ZodType = z.string().regex(/@sha(?:256|512):[a-f0-9]+$/);
export const texts: z.ZodType = z.array(z.string());
export const digests: z.ZodType = z.array(digest);
export const anything: z.ZodType = z.looseObject({});

export function list(of: z.ZodType): z.ZodType {
  return z.array(of);
}

/** What is null if it is unknown, or does not apply. */
export function maybe(of: z.ZodType): z.ZodType {
  return z.union([of, z.null()]);
}

export function one(...values: readonly [string, ...string[]]): z.ZodType {
  return z.enum(values);
}
