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

/** Answers a path that the registry does not have: that of an API that it lacks, or of an owner that there is not. */
export function answerNoPath({ absent }: RegistryOptions): Answer {
  return absent === 'html' ? PAGE : TEXT;
}
