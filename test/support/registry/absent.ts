import type { Answer } from './exchange.ts';
import type { RegistryOptions } from './options.ts';

const TEXT: Answer = {
  status: 404,
  headers: { 'Content-Type': 'text/plain' },
  body: Buffer.from('404 page not found\n'),
};

/** The page that Django makes (Pulp). */
const PAGE: Answer = {
  status: 404,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: Buffer.from('<!doctype html>\n<html lang="en"><head><title>Not Found</title></head><body></body></html>\n'),
};

/** Answers a path that the registry does not have, such as that of an API that it lacks. */
export function answerNoPath({ absent }: RegistryOptions): Answer {
  return absent === 'html' ? PAGE : TEXT;
}

/** Writes a 404 of something that is not there as text or as a page, where the registry does so. */
export function renderAbsent({ absent = 'json' }: RegistryOptions, answer: Answer): Answer {
  if (absent === 'json') return answer;
  return absent === 'html' ? PAGE : TEXT;
}
