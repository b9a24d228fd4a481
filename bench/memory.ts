/** The live heap, garbage collected first; needs `--expose-gc`. */
export function heapMb(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1e6
}

/** All that the machine has given to the process. */
export function residentMb(): number {
  return process.memoryUsage.rss() / 1e6
}
