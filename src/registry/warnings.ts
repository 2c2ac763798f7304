import { quote } from '../util/safe-text.ts';
import type { HttpResponse, Transport } from './transport/http.ts';

/** So many warnings are shown in a run: whoever sends more is not read any more. */
const MAX_WARNINGS = 20;

/** So much of an answer's headers is read, in characters (distribution-spec, "Warnings": at most 4,096 bytes). */
const MAX_HEADERS = 4096;

/** The one form that the specification knows: code 299, no agent, a quoted text and no date (distribution-spec, "Warnings"). */
const WARNING = /299 - "((?:[^"\\]|\\.){0,4096})"\s*(?:,|$)/y;

/**
 * Reads the texts of an answer's `Warning` headers; what has another form is passed over.
 *
 * @example parseWarnings(['299 - "Your token expires in 30 seconds."']) // ['Your token expires in 30 seconds.']
 */
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

/** Takes what registries warn of. */
export interface WarningSink {
  add(registry: string, text: string): void;
}

/** Makes the sink of a run: each warning is shown once, and no more than a few in all. */
export function createWarningSink(show: (sentence: string) => void): WarningSink {
  const shown = new Set<string>();
  return {
    add(registry, text) {
      const sentence = `The registry ${registry} warns: ${quote(text)}`;
      if (shown.size >= MAX_WARNINGS || shown.has(sentence)) return;
      shown.add(sentence);
      show(sentence);
    },
  };
}

function hasWarnings(response: HttpResponse, origin: string): boolean {
  return response.url.origin === origin && response.header('warning') !== undefined;
}

/** Passes on what a registry itself warns of, and acts upon none of it; what storage behind it says is left out. */
export function withWarnings(transport: Transport, registry: string, sink: WarningSink): Transport {
  return {
    async send(request) {
      const response = await transport.send(request);
      if (hasWarnings(response, request.url.origin)) {
        for (const text of parseWarnings(response.headers('warning'))) sink.add(registry, text);
      }
      return response;
    },
  };
}
