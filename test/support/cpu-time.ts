/**
 * Returns how long this thread has used a processor, in ms.
 *
 * Limits that tell a linear algorithm from a quadratic one compare it, because it does not grow with what else the
 * machine does.
 */
export function cpuTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
