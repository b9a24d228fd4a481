import { readFileSync } from 'node:fs'
import { Decimal, type Side } from '@shagun/core'
import { expect, it } from 'vitest'
import type { ChargedMarket, ChargeName } from './charge-rate.ts'
import { ratesOn } from './dated-rates.ts'
import { zerodhaCharges } from './zerodha-charges.ts'

const { table } = zerodhaCharges()
const { rateOf, remarks } = ratesOn(table.knownUntil, table)

type Row = readonly [
  title: string,
  exchange: ChargedMarket['exchange'],
  segment: ChargedMarket['segment'],
  name?: string,
]

const rows: readonly Row[] = [
  ['Shares, delivery, NSE', 'NSE', 'delivery'],
  ['Shares, delivery, BSE', 'BSE', 'delivery'],
  ['Shares, intraday, NSE', 'NSE', 'intraday'],
  ['Shares, intraday, BSE', 'BSE', 'intraday'],
  ['BSE, groups X, XT, Z and ZP, delivery', 'BSE', 'delivery', 'X'],
  ['Units of equity funds, delivery, NSE', 'NSE', 'delivery', 'ETF'],
  ['Futures, NSE', 'NFO', 'futures'],
  ['Futures, BSE', 'BFO', 'futures'],
  ['Options, NSE', 'NFO', 'options'],
  ['Options, BSE, Sensex and Bankex', 'BFO', 'options', 'SENSEX'],
  ['Options, BSE, others', 'BFO', 'options'],
  ['Options exercised', 'NFO', 'exercise'],
  ['Currency futures, NSE', 'CDS', 'futures'],
  ['Currency futures, BSE', 'BCD', 'futures'],
  ['Currency options, NSE', 'CDS', 'options'],
  ['Currency options, BSE', 'BCD', 'options'],
  ['Commodity futures, MCX', 'MCX', 'futures'],
  ['Commodity futures, MCX, agricultural', 'MCX', 'futures', 'COTTON'],
  ['Commodity options, MCX', 'MCX', 'options'],
]

function rowOf([title, exchange, segment, name]: Row): string {
  const market = { exchange, segment, name }
  const percent = (side: Side, ...charges: readonly ChargeName[]): Decimal =>
    Decimal.sum(0, ...charges.map((charge) => rateOf(charge, market, side).share ?? 0)).times(100)
  const shown = (amount: Decimal): string => (amount.isZero() ? '–' : amount.toFixed())
  const { share, rupees } = rateOf('brokerage', market, 'buy')
  const atMost = share === undefined ? rupees?.toFixed() : `${share.times(100)} %, at most ${rupees}`
  const cells = [
    title,
    shown(percent('buy', 'stt', 'ctt')),
    shown(percent('sell', 'stt', 'ctt')),
    shown(percent('buy', 'exchange', 'investor-fund')),
    shown(percent('buy', 'sebi')),
    shown(percent('buy', 'stamp')),
    share?.isZero() ? '–' : (atMost ?? '–'),
  ]
  return `| ${cells.join(' | ')} |`
}

it('the page on costs shows the rates that are in force', () => {
  const expected = [
    '| | STT or CTT, bought | sold | exchange | SEBI | stamp, bought | brokerage of Zerodha, ₹ an order |',
    '|---|---|---|---|---|---|---|',
    ...rows.map(rowOf),
  ].join('\n')
  expect([...remarks]).toEqual([])
  const page = readFileSync('docs/fills-and-costs.md', 'utf8')
  expect(/<!-- rates -->\n\n(.*?)\n\n<!-- end of rates -->/s.exec(page)?.[1]).toBe(expected)
  expect(page).toContain(`up to ${table.knownUntil}`)
})
