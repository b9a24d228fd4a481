import { type InstrumentId, type SecretSource, ShagunError } from '@shagun/core'
import type { RateLimit } from '@shagun/core/adapter'

/** How Yahoo is asked; everything has a default. */
export interface YahooOptions {
  /** Where charts, quotes, search and options are. Default: `https://query2.finance.yahoo.com`. */
  readonly queryBaseUrl?: string
  /** What sets the cookie that a crumb belongs to. Default: `https://fc.yahoo.com`. */
  readonly cookieUrl?: string
  /** What gives the crumb. Default: `v1/test/getcrumb` below `queryBaseUrl`. */
  readonly crumbUrl?: string
  /** Default: `wss://streamer.finance.yahoo.com/?version=2`. */
  readonly streamUrl?: string
  /** Yahoo refuses who does not look like a browser. Default: that of one. */
  readonly userAgent?: string
  /** A cookie of a browser that has agreed to Yahoo's terms, where Yahoo sets none unasked. */
  readonly cookie?: SecretSource
  /** What Yahoo puts behind the symbols of an exchange, beside those that are known: `{ PARIS: '.PA' }`. */
  readonly exchanges?: Readonly<Record<string, string>>
  /** What Yahoo calls single instruments, beside the indices that are known: `{ 'NSE:NIFTY100': '^CNX100' }`. */
  readonly symbols?: Readonly<Record<InstrumentId, string>>
  /** How often it is asked. Default: 20 at once, and 5 a second after that. */
  readonly limits?: readonly RateLimit[]
  /** How long one attempt may take, in milliseconds. Default: 10 s. */
  readonly attemptTimeoutMs?: number
}

/** Options with nothing left open but what may be. */
export type SettledOptions = YahooOptions &
  Required<Pick<YahooOptions, 'queryBaseUrl' | 'cookieUrl' | 'crumbUrl' | 'streamUrl' | 'userAgent' | 'limits'>>

/** @throws ShagunError `invalid-options` for what is no address */
export function settleOptions(options: YahooOptions): SettledOptions {
  const { queryBaseUrl = 'https://query2.finance.yahoo.com' } = options
  const settled = {
    ...options,
    queryBaseUrl,
    cookieUrl: options.cookieUrl ?? 'https://fc.yahoo.com',
    crumbUrl: options.crumbUrl ?? `${queryBaseUrl.replace(/\/$/, '')}/v1/test/getcrumb`,
    streamUrl: options.streamUrl ?? 'wss://streamer.finance.yahoo.com/?version=2',
    userAgent:
      options.userAgent ??
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    limits: options.limits ?? [{ burst: 20, perSecond: 5 }],
  }
  for (const option of ['queryBaseUrl', 'cookieUrl', 'crumbUrl'] as const)
    checkUrl(option, settled[option], /^https?:$/)
  checkUrl('streamUrl', settled.streamUrl, /^wss?:$/)
  return settled
}

function checkUrl(option: string, value: string, protocol: RegExp): void {
  if (protocol.test(URL.parse(value)?.protocol ?? '')) return
  const expected = option === 'streamUrl' ? 'an address with ws or wss' : 'an address with http or https'
  throw new ShagunError('invalid-options', `The option ${option} is no address; expected ${expected}.`, {
    // An address may hold a secret.
    details: { option, value: '', expected },
  })
}
