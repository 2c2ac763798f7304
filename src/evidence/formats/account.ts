/** Somebody's account: by its id, because names change hands. */
export interface Account {
  readonly id: number;
  readonly login: string;
}
