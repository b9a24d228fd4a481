import type { ChargeTable } from './charge-rate.ts'
import { bseCharges, mcxCharges, nseCharges, sebiFees } from './exchange-rates.ts'
import { commoditiesTax, securitiesTax, servicesTax, stampDuty } from './tax-rates.ts'

/** What everybody pays in India, whoever the broker is. */
export const indianCharges: ChargeTable = {
  knownUntil: '2026-08-22',
  rates: [
    ...securitiesTax,
    ...commoditiesTax,
    ...stampDuty,
    ...servicesTax,
    ...nseCharges,
    ...bseCharges,
    ...mcxCharges,
    ...sebiFees,
  ],
}
