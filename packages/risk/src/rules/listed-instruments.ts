import type { Instrument, InstrumentId, RiskRule } from '@shagun/core'
import { invalidOption } from '../invalid.ts'
import { onlyReduces } from './reach.ts'

/** Ids, or a function that tells, for a list that changes. */
export type InstrumentList = readonly InstrumentId[] | ((instrument: Instrument) => boolean)

/** What else {@link allowedInstruments} and {@link bannedInstruments} are told. */
export interface ListedInstrumentsOptions {
  /** Whether what can only reduce a position passes all the same. Default: `passes`. */
  readonly reducing?: 'passes' | 'denied'
}

/**
 * Denies what is not about one of these instruments.
 *
 * What can only reduce a position passes, so that what is held of others can be closed.
 *
 * @throws ShagunError `invalid-options` where the list is empty
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { allowedInstruments, bannedInstruments } from '@shagun/risk'
 *
 * const inBanPeriod = new Set(['NFO:SAIL26DECFUT'])
 * const rules: RiskRule[] = [
 *   allowedInstruments(({ kind }) => kind === 'future'),
 *   bannedInstruments(({ id }) => inBanPeriod.has(id)),
 * ]
 * ```
 */
export function allowedInstruments(list: InstrumentList, options: ListedInstrumentsOptions = {}): RiskRule {
  return listed('allowed-instruments', 'allowedInstruments', list, true, options)
}

/**
 * Denies what is about one of these instruments.
 *
 * What can only reduce a position passes, as exchanges have it for what is in a ban period.
 *
 * @throws ShagunError `invalid-options` where the list is empty
 * @example
 * ```ts
 * import type { RiskRule } from '@shagun/core'
 * import { bannedInstruments } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [bannedInstruments(['NSE:YESBANK'], { reducing: 'denied' })]
 * ```
 */
export function bannedInstruments(list: InstrumentList, options: ListedInstrumentsOptions = {}): RiskRule {
  return listed('banned-instruments', 'bannedInstruments', list, false, options)
}

function listed(
  rule: string,
  of: string,
  list: InstrumentList,
  passes: boolean,
  { reducing = 'passes' }: ListedInstrumentsOptions,
): RiskRule {
  const ids = typeof list === 'function' ? undefined : new Set(list)
  if (ids?.size === 0) throw invalidOption(of, 'list', '[]', 'at least one instrument, or a function')
  const isListed = typeof list === 'function' ? list : ({ id }: Instrument): boolean => ids!.has(id)
  const closing = reducing === 'passes' ? '; only orders that reduce a position pass' : ''
  return {
    name: rule,
    check(intent, view) {
      const { instrument } = intent.terms
      if (isListed(view.getInstrument(instrument)) === passes) return undefined
      if (reducing === 'passes' && onlyReduces(intent, view)) return undefined
      return { rule, reason: `${instrument} is ${passes ? 'not among the allowed instruments' : 'banned'}${closing}.` }
    },
  }
}
