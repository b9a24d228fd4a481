/**
 * Half to all of a pause, so that many who wait for the same thing do not ask in step.
 *
 * It is drawn from what is asked about and not from the environment's chance: whether something had to be asked must not
 * change the ids of orders that come after it.
 */
export function jitter(pauseMs: number, about: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < about.length; i++) hash = Math.imul(hash ^ about.charCodeAt(i), 0x01000193)
  return pauseMs * (0.5 + (hash >>> 0) / 2 ** 33)
}
