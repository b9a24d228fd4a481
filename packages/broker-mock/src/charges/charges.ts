import { Decimal } from '@shagun/core'

/** What was charged, in rupees. */
export interface Charges {
  readonly brokerage: Decimal
  /** Of the broker's clearing member. */
  readonly clearing: Decimal
  /** Of the exchange, with what goes to its fund for investors. */
  readonly exchange: Decimal
  /** SEBI's fee on turnover. */
  readonly sebi: Decimal
  /** Securities transaction tax. */
  readonly stt: Decimal
  /** Commodities transaction tax. */
  readonly ctt: Decimal
  /** Stamp duty. */
  readonly stamp: Decimal
  /** On brokerage and what exchange, SEBI and clearing member charge. */
  readonly gst: Decimal
  /** For shares that leave, its own GST included; in the ledger, and not on the contract note. */
  readonly depository: Decimal
  /** Of all these. */
  readonly total: Decimal
}

/** All but the total. */
export type ChargeParts = Omit<Charges, 'total'>

const none = new Decimal(0)

export const noParts: ChargeParts = {
  brokerage: none,
  clearing: none,
  exchange: none,
  sebi: none,
  stt: none,
  ctt: none,
  stamp: none,
  gst: none,
  depository: none,
}

const names = Object.keys(noParts) as readonly (keyof ChargeParts)[]

export function add(a: ChargeParts, b: ChargeParts): ChargeParts {
  return map((name) => a[name].plus(b[name]))
}

export function subtract(a: ChargeParts, b: ChargeParts): ChargeParts {
  return map((name) => a[name].minus(b[name]))
}

/** As a contract note shows it: taxes on transactions and stamp duty in rupees, the rest in paise, halves up. */
export function round(parts: ChargeParts): ChargeParts {
  return map((name) => parts[name].toDecimalPlaces(inRupees.has(name) ? 0 : 2, Decimal.ROUND_HALF_UP))
}

export function withTotal(parts: ChargeParts): Charges {
  return { ...parts, total: names.reduce((total, name) => total.plus(parts[name]), none) }
}

const inRupees: ReadonlySet<keyof ChargeParts> = new Set(['stt', 'ctt', 'stamp'])

function map(amount: (name: keyof ChargeParts) => Decimal): ChargeParts {
  return Object.fromEntries(names.map((name) => [name, amount(name)])) as unknown as ChargeParts
}
