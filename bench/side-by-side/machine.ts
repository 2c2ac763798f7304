import { cpus, release, totalmem, type } from 'node:os';

/** Describes the machine in a line. */
export function describeMachine(): string {
  const list = cpus();
  const gibibytes = Math.round(totalmem() / 1024 ** 3);
  const model = list[0]?.model.trim() || 'unknown processor';
  return `${list.length} cores (${model}), ${gibibytes} GiB, ${type()} ${release()}, Node ${process.versions.node}`;
}
