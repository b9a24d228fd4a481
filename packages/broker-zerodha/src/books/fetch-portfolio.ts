import type { Log } from '@shagun/core'
import type { BrokerSnapshot } from '@shagun/core/adapter'
import type { KiteClient } from '../client/kite-client.ts'
import type { Contracts } from '../instruments/contract-terms.ts'
import { noteMultipliers } from '../instruments/held-contracts.ts'
import { fetchBook, readAll, unreadable } from './fetch-book.ts'
import { readCash } from './read-cash.ts'
import { readHolding, readPosition } from './read-positions.ts'
import { isRow, rowsOf } from './wire.ts'

/** What the account holds, and its cash. */
export async function fetchPortfolio(
  client: KiteClient,
  contracts: Contracts,
  log: Log,
): Promise<Pick<BrokerSnapshot, 'positions' | 'holdings' | 'cash'>> {
  const [positions, holdings, margins] = await Promise.all([
    client.read('positions', (kite) => kite.getPositions()),
    fetchBook(client, 'holdings', (kite) => kite.getHoldings()),
    client.read('margins', (kite) => kite.getMargins()),
  ])
  const net = isRow(positions) ? rowsOf(positions['net']) : undefined
  const cash = net === undefined ? undefined : readCash(margins, net)
  if (net === undefined || cash === undefined) throw unreadable(net === undefined ? 'positions' : 'margins')
  noteMultipliers(net, contracts, log)
  return {
    positions: readAll(log, 'positions', net, readPosition),
    holdings: readAll(log, 'holdings', holdings, readHolding).flat(),
    cash: { INR: cash },
  }
}
