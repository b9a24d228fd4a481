/**
 * Tells whether a bar turns the price: -1 downwards, 1 upwards, 0 where it does not, or nobody can know.
 *
 * A bar that takes a leg further does not end it, however far it comes back, since what happened first within a bar is not
 * known; and where the first turn may be either, it waits. A price that stays at an end has not come back from it, whatever
 * is asked for: a share of a price of 0 is nothing, and so is the range of a flat bar.
 *
 * @param going - 1 up, -1 down, 0 for not known
 * @param top - the highest price of the way up; -Infinity before the first bar, so that every price is a new one
 * @param floor - the low that the price has to reach for a turn downwards; NaN for none
 * @param bottom - the lowest price of the way down; Infinity before the first bar
 * @param ceiling - the high that it has to reach for one upwards; NaN for none
 */
export function turnAt(
  high: number,
  low: number,
  going: number,
  top: number,
  floor: number,
  bottom: number,
  ceiling: number,
): -1 | 0 | 1 {
  const isDown = going !== -1 && high <= top && low < top && low <= floor
  const isUp = going !== 1 && low >= bottom && high > bottom && high >= ceiling
  if (isDown === isUp) return 0
  return isUp ? 1 : -1
}
