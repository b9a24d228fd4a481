import { describe, expect, it } from 'vitest'
import { kiteAccount, kiteLogin, tokenStore, type ZerodhaOptions, zerodha } from './index.ts'
import { started } from './stage.fixture.ts'

const account = { apiKey: 'key', accessToken: 'token' } as const
const login = { apiKey: 'key', apiSecret: 'secret' } as const
const broker = (options: object) => () => zerodha({ ...account, ...options } as ZerodhaOptions)

describe('an option that cannot be', () => {
  it.each<[string, () => unknown]>([
    ['apiKey', () => kiteAccount({ ...account, apiKey: '' })],
    ['apiKey', () => kiteAccount({ ...account, apiKey: undefined as never })],
    ['tickerUrl', () => kiteAccount({ ...account, tickerUrl: 'https://ws.kite.trade' })],
    ['tickerUrl', () => kiteAccount({ ...account, tickerUrl: 'nonsense' })],
    ['account', () => zerodha({ account: {} as never })],
    ['apiKey', () => kiteLogin({ ...login, apiKey: '' })],
    ['apiSecret', () => kiteLogin({ ...login, apiSecret: '' })],
    ['loginUrl', () => kiteLogin({ ...login, loginUrl: 'nonsense' })],
    ['passphrase', () => tokenStore({ path: 'x', passphrase: undefined as never })],
    ['marketProtection', broker({ marketProtection: 0 })],
    ['marketProtection', broker({ marketProtection: -2 })],
    ['marketProtection', broker({ marketProtection: 101 })],
    ['marketProtection', broker({ marketProtection: Number.NaN })],
    ['displayAs', broker({ displayAs: 'parts' })],
  ])('is refused at once: %s', (option, make) => {
    expect(make).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it('is also a secret without anything in it, with which anybody could sign a postback', async () => {
    const { broker } = await started()
    for (const secret of ['', undefined as never])
      expect(() => broker.receivePostback('{}', secret)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })

  it('is none that Kite takes', () => {
    for (const marketProtection of [-1, 0.5, 100]) expect(broker({ marketProtection })).not.toThrow()
  })
})
