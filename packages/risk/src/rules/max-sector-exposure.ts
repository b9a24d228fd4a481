import type { DecimalInput, Instrument, RiskRule } from '@shagun/core'
import { readFunction, readPositive } from '../options.ts'
import { limitSum } from './limit-sum.ts'
import { createWorth, type ExposureOptions, grossOf } from './worth.ts'

/** How {@link maxSectorExposure} tells sectors apart. */
export interface SectorOptions extends ExposureOptions {
  /** The sector, underlying or issuer of an instrument; what has none opens no position. Asked once for each instrument. */
  readonly sectorOf: (instrument: Instrument) => string | undefined
  /** Money, above 0: limits of single sectors, in place of the one for all. */
  readonly limits?: Readonly<Record<string, DecimalInput>>
}

/**
 * Denies what could take the gross exposure in the sector of its instrument beyond `limit`.
 *
 * Measured as {@link maxGrossExposure} does, on the worst case. What adds nothing, or can only reduce a position, passes;
 * where a price or a sector is missing, nothing else does. Exactly the limit passes.
 *
 * @param limit - money, above 0, for each sector
 * @throws ShagunError `invalid-options` where a limit is not a finite number above 0, or `sectorOf` is no function
 * @example
 * ```ts
 * import type { InstrumentId, RiskRule } from '@shagun/core'
 * import { maxSectorExposure } from '@shagun/risk'
 *
 * const sectors = new Map<InstrumentId, string>([['NSE:INFY', 'it'], ['NSE:TCS', 'it'], ['NSE:SBIN', 'banks']])
 * const rules: RiskRule[] = [
 *   maxSectorExposure('1000000', { sectorOf: ({ id }) => sectors.get(id), limits: { banks: '500000' } }),
 * ]
 * ```
 */
export function maxSectorExposure(limit: DecimalInput, options: SectorOptions): RiskRule {
  const { sectorOf, limits = {} } = options
  const most = readPositive('maxSectorExposure', 'limit', limit).toNumber()
  readFunction('maxSectorExposure', 'sectorOf', sectorOf)
  const single = new Map(
    Object.entries(limits).map(([sector, money]) => [
      sector,
      readPositive('maxSectorExposure', `limits.${sector}`, money).toNumber(),
    ]),
  )
  const worth = createWorth(options)
  const known = new Map<string, string | undefined>()

  function find(facts: Instrument): string | undefined {
    const sector = known.get(facts.id)
    if (sector !== undefined || known.has(facts.id)) return sector
    known.set(facts.id, sectorOf(facts))
    return known.get(facts.id)
  }

  return limitSum(options.name ?? 'max-sector-exposure', worth, (intent, view) => {
    const facts = view.getInstrument(intent.terms.instrument)
    if (options.counts !== undefined && !options.counts(facts)) return undefined
    const sector = find(facts)
    if (sector === undefined) return `No sector is known for ${facts.id}`
    const missing = worth.measure(intent, view)
    if (missing !== undefined) return missing
    const unknown = worth.rows.find((row) => find(row.facts) === undefined)
    if (unknown !== undefined) return `No sector is known for ${unknown.instrument}`
    const { before, after } = grossOf(worth, (row) => find(row.facts) === sector)
    return { before, after, most: single.get(sector) ?? most, what: `Exposure in the sector ${sector}` }
  })
}
