/** What somebody did for an image, besides approving it. */
export type Role = 'actor' | 'author' | 'builder' | 'reviewer';

/** Somebody's account: by its id, because names change hands. */
export interface Account {
  readonly id: number;
  readonly login: string;
}
