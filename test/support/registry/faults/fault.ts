import type { AnswerHeaders } from '../exchange.ts';

/** When a fault strikes: before the registry has done what it is asked, or once it has done it. */
export type FaultTime = 'before' | 'after';

/** One way in which a request goes wrong; plain data, so that a failing script can be printed and repeated. */
export type Fault =
  /** The connection is reset in the place of an answer. */
  | { readonly kind: 'reset'; readonly time: FaultTime }
  /** Half of the body comes: the rest is missing though it is announced, or is not announced either. */
  | { readonly kind: 'cut'; readonly end: 'broken' | 'clean' }
  /** Something else answers: a proxy, a limit, a policy, a web server. */
  | {
      readonly kind: 'answer';
      readonly time: FaultTime;
      readonly status: number;
      readonly headers?: AnswerHeaders;
      readonly body?: string;
    }
  /** The registry answers as it does to somebody without credentials, challenge and all. */
  | { readonly kind: 'unauthenticated' }
  /** One byte of the body is another, in its middle. */
  | { readonly kind: 'flip' }
  /** A header of the answer is another one, or is missing. */
  | {
      readonly kind: 'header';
      readonly name: string;
      /** Undefined where the header is to be missing. */
      readonly value: string | undefined;
      /** All methods by default. */
      readonly methods?: readonly string[];
    }
  /** Nothing happens until the client gives up, or for that long (ms); what was asked is done all the same. */
  | { readonly kind: 'late'; readonly time: FaultTime; readonly milliseconds: number }
  /** The request is carried out twice, as by a proxy that sends it again; the second answer counts. */
  | { readonly kind: 'twice' };

/** Which request a fault strikes. */
export type FaultPoint =
  /** The request of that number, from 1. */
  | { readonly request: number }
  /** The n-th request, from 1, of a method and a path with its query. */
  | { readonly method: string; readonly path: RegExp; readonly nth?: number };

/** A fault and where it strikes. */
export interface ScriptedFault {
  readonly at: FaultPoint;
  readonly fault: Fault;
  /** How many requests it strikes from there on: those of the pattern, or any; 1 by default. */
  readonly times?: number;
}
