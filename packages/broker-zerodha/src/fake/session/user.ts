import type { DecimalInput, InstrumentId } from '@shagun/core'

/** An account at the fake, and the app through which it is used. */
export interface FakeKiteUser {
  /** As in `AB1234`. */
  readonly userId: string
  readonly apiKey: string
  readonly apiSecret: string
  /** In rupees. Default: 1,000,000. */
  readonly cash?: DecimalInput
  readonly name?: string
  /** Without the paid plan, prices are refused. Default: `connect`. */
  readonly plan?: 'connect' | 'personal'
  /** From where orders may come; from everywhere where it is not given. */
  readonly ips?: readonly string[]
  /** Where the login page sends people. Default: `http://127.0.0.1/`. */
  readonly redirectUrl?: string
  /** What lies in the depository when the first day begins. */
  readonly holdings?: readonly FakeHolding[]
}

/** Shares that were bought before the first day. */
export interface FakeHolding {
  readonly instrument: InstrumentId
  readonly quantity: number
  readonly averagePrice: DecimalInput
  /** Whether the depository lets them be sold. Default: true. */
  readonly authorised?: boolean
}

export const firstUser: FakeKiteUser = { userId: 'AB1234', apiKey: 'fakeapikey', apiSecret: 'fakeapisecret' }
