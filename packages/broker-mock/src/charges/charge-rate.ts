import type { Side } from '@shagun/core'

/** What can be charged. The fund for investors is billed as a part of the exchange's charge. */
export type ChargeName =
  | 'brokerage'
  | 'clearing'
  | 'exchange'
  | 'investor-fund'
  | 'sebi'
  | 'stt'
  | 'ctt'
  | 'stamp'
  | 'gst'
  | 'depository'

/** Where it is charged, as ids of instruments begin: shares at NSE and BSE, derivatives at the others. */
export type ChargeExchange = 'NSE' | 'BSE' | 'NFO' | 'BFO' | 'CDS' | 'BCD' | 'MCX'

/** For what sort of trade; `exercise` is the settlement of an option at its expiry, where nobody trades. */
export type ChargeSegment = 'delivery' | 'intraday' | 'futures' | 'options' | 'exercise'

/** One dated fact: what is charged for what from a day on, until a later one says otherwise. */
export interface ChargeRate {
  readonly charge: ChargeName
  /** The first day it is in force, in India: `2026-04-01`. */
  readonly from: string
  /** Default: everywhere. */
  readonly on?: readonly ChargeExchange[]
  /** Default: wherever there is trading, which leaves out `exercise`. */
  readonly segments?: readonly ChargeSegment[]
  /** Default: both. */
  readonly side?: Side
  /** Underlyings, or groups of shares, that it is for; they go by no rate that is for all. Default: all. */
  readonly only?: readonly string[]
  /** Of the value that is traded, which is the premium of an option; 0.1 is a tenth of a percent. GST is of the bill. */
  readonly percent?: string
  /**
   * An amount for each order as brokerage, and for each security and day as depository charge. Of it and a percentage the
   * order pays the lower.
   */
  readonly rupees?: string
  /** No GST is paid on it. */
  readonly untaxed?: boolean
  /** What an exercised option is taxed on: its underlying's price at the end. Default: what it is worth. */
  readonly base?: 'settlement-value'
}

/** What is known of charges, up to a day. */
export interface ChargeTable {
  /** The last day up to which all changes are in it: `2026-08-22`. */
  readonly knownUntil: string
  readonly rates: readonly ChargeRate[]
}

/** Where and what sort of trade a fill is; `name` is the underlying, or the group of a share. */
export interface ChargedMarket {
  readonly exchange: ChargeExchange
  readonly segment: ChargeSegment
  readonly name: string | undefined
}
