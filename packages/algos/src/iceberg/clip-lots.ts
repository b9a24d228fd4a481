/** What decides the size of a clip; all in whole lots. */
export interface ClipQuestion {
  /** Neither filled nor open: hidden. */
  readonly hidden: number
  /** Still shown by clips before it. */
  readonly shown: number
  readonly display: number
  /** By which part of `display` clips may differ from it. */
  readonly variance: number
  /** Uniform in [0, 1). */
  readonly chance: number
  readonly least: number
  readonly most: number
}

/**
 * How many lots the next clip has: what fills up the shown part again, the last one what is left.
 *
 * A rest that would be too small for a clip of its own goes with the clip before it where that may be so large;
 * otherwise the clip before it leaves enough for one.
 *
 * @returns 0 where what could be shown is smaller than a clip may be
 */
export function clipLots({ hidden, shown, display, variance, chance, least, most }: ClipQuestion): number {
  const spread = Math.floor(display * variance)
  const drawn = display - spread + Math.floor(chance * (2 * spread + 1))
  const clip = Math.min(hidden, Math.min(Math.max(drawn, least), most) - shown)
  const rest = hidden - clip
  if (rest === 0) return clip
  if (clip < least) return 0
  if (rest >= least) return clip
  const largest = Math.min(display + spread, most) - shown
  return hidden <= largest ? hidden : Math.max(least, hidden - least)
}
