/** The addresses of workflows begin so at GitHub. */
const GITHUB = 'https://github.com/';

/** An address whose host and first segment (at GitHub: the owner) are literal. */
const LITERAL_OWNER = /^[a-z][a-z0-9+.-]*:\/\/[^/*]+\/[^/*]+\//;

/** The address of a repository whose host and owner are literal. */
const LITERAL_REPOSITORY = /^[a-z][a-z0-9+.-]*:\/\/[^/*]+\/[^/*]+\/[^/]/;

/** Everybody with a mail address of one domain; `*` stands for no "/", so that no address of a workflow is meant. */
const ANYBODY_OF = /^\*@[^/*@]+$/;

/** Writes the line that was most likely meant by a pattern without a ref. */
function withRef(pattern: string): string {
  const whole = /\*$|\.ya?ml$/.test(pattern) ? pattern.replace(/\/\*$/, '/**') : `${pattern.replace(/\/$/, '')}/**`;
  return `"${whole}@refs/heads/main"`;
}

/** Says in a clause with a cure why an identity cannot be pinned, or returns undefined where it can. */
export function judgeIdentity(identity: string): string | undefined {
  if (/\s/.test(identity)) return 'it has a space or line in it; write the address of a workflow and its ref';
  if (identity.includes('***')) return 'it has three "*" in a row; write "*" or "**"';
  if (identity.includes('*') && !LITERAL_OWNER.test(identity) && !ANYBODY_OF.test(identity)) {
    return 'so wide a pattern is met by strangers; write out the host and the owner, such as "https://github.com/acme/**@refs/heads/main"';
  }
  if (identity.includes('*') && !identity.includes('@')) {
    return `no "*" stands for "@" and the ref after it, so that this matches nobody; write ${withRef(identity)}`;
  }
  if (identity.startsWith(GITHUB) && !identity.includes('@')) {
    return `the identity of a workflow ends in its ref; write ${withRef(identity)}`;
  }
  return undefined;
}

/** Says in a clause with a cure why a pattern of repositories cannot be pinned, or returns undefined where it can. */
export function judgeRepository(repository: string): string | undefined {
  if (repository.includes('***')) return 'it has three "*" in a row; write "*" or "**"';
  if (repository.includes('*') && !LITERAL_REPOSITORY.test(repository)) {
    return 'so wide a pattern is met by strangers; write out the host and the owner, such as "https://github.com/acme/*"';
  }
  return undefined;
}
