/** Holds what comes until enough has come; from then on it is open. */
export interface Gate {
  pass(): Promise<void>;
}

/** Makes a gate that opens for the first `count` together. */
export function createGate(count: number): Gate {
  const opened = Promise.withResolvers<void>();
  let waiting = 0;
  return {
    pass() {
      waiting++;
      if (waiting >= count) opened.resolve();
      return opened.promise;
    },
  };
}
