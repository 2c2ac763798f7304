import { quote } from '../util/safe-text.ts';
import type { Transport } from './transport/http.ts';

/** Shown per run. */
const MAX_WARNINGS = 20;

/** In characters, of an answer (distribution-spec, "Warnings": at most 4,096 bytes). */
const MAX_HEADERS = 4096;

/** Code 299, no agent, a quoted text and no date (distribution-spec, "Warnings"). */
const WARNING = /299 - "((?:[^"\\]|\\.){0,4096})"\s*(?:,|$)/y;

/** @example parseWarnings(['299 - "Your token expires in 30 seconds."']) // ['Your token expires in 30 seconds.'] */
export function parseWarnings(headers: readonly string[]): readonly string[] {
  const texts: string[] = [];
  let left = MAX_HEADERS;
  for (const header of headers) {
    const text = header.slice(0, left).trim();
    left -= text.length;
    let position = 0;
    while (position < text.length) {
      WARNING.lastIndex = position;
      const warning = WARNING.exec(text)?.[1];
      if (warning === undefined) break;
      texts.push(warning.replace(/\\(.)/g, '$1'));
      position = WARNING.lastIndex;
      while (text[position] === ' ') position++;
    }
  }
  return texts;
}

export type WarningSink = ReturnType<typeof createWarningSink>;

/** Makes the sink of a run, which shows a few warnings, each once. */
export function createWarningSink(show: (sentence: string) => void) {
  const shown = new Set<string>();
  return {
    add(registry: string, text: string): void {
      const sentence = `The registry ${registry} warns: ${quote(text)}`;
      if (shown.size >= MAX_WARNINGS || shown.has(sentence)) return;
      shown.add(sentence);
      show(sentence);
    },
  };
}

/** Passes on warnings of a registry itself, not of the storage behind it, and acts upon none. */
export function withWarnings(transport: Transport, registry: string, sink: WarningSink): Transport {
  return {
    async send(request) {
      const response = await transport.send(request);
      const warnings = response.url.origin === request.url.origin ? response.headers('warning') : [];
      for (const text of parseWarnings(warnings)) sink.add(registry, text);
      return response;
    },
  };
}
