import { isMap, parseDocument } from 'yaml';
import { readDocument } from './documents.ts';
import { codeBlocks } from './markdown-blocks.ts';

/** Keys that only a pipeline file has. */
const KEYS = ['environments', 'signing', 'hotfix-routes'];

/** What an example that shows a part alone stands in. */
const REST = `version: 1
environments:
  d: { repository: "registry.example.com/d/{image}" }
  t: { repository: "registry.example.com/t/{image}", from: d }
`;

/** Files of trusted roots that examples name; what is in them is not looked at here. */
export const ROOTS: Readonly<Record<string, string>> = { '.github/trusted-root.jsonl': '{"a": 1}\n{"b": 2}\n' };

/** A pipeline file in a document, or a part of one. */
export interface PipelineExample {
  readonly document: string;
  readonly line: number;
  /** The whole file: with the rest where the document shows a part. */
  readonly file: string;
}

/** Lists the pipeline files that a document shows. */
export function pipelineExamples(document: string): readonly PipelineExample[] {
  return codeBlocks(readDocument(document)).flatMap(({ language, line, text }) => {
    if (language !== 'yaml') return [];
    const { contents } = parseDocument(text);
    if (!isMap(contents) || !KEYS.some((key) => contents.has(key))) return [];
    return [{ document, line, file: contents.has('environments') ? text : `${REST}${text}\n` }];
  });
}
