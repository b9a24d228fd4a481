import { isShagunError } from '@shagun/core'
import { expect, it } from 'vitest'
import { help, readOptions } from './options.ts'

const keys = { KITE_API_KEY: 'keyoftheapp', KITE_API_SECRET: 'secretoftheapp' }
const order = ['--live', '--instrument', 'NSE:INFY', '--side', 'buy', '--quantity', '10', '--limit-price', '1519.50']

it('without keys mean the Kite within the process, on free ports', () => {
  expect(readOptions([], {})).toEqual({ port: 0, kite: undefined })
  expect(readOptions(['--port', '8127'], { KITE_API_KEY: '' })).toEqual({ port: 8127, kite: undefined })
})

it('with keys mean the real one, which is only read', () => {
  const options = readOptions([], keys)
  expect(options).toMatchObject({ port: 8127, kite: { endpoints: {}, instrument: 'NSE:INFY', trades: undefined } })
})

it('say exactly one order, which is canceled after half a minute', () => {
  const options = readOptions(order, keys)
  if (options === 'help') return expect.unreachable()
  expect(options.kite?.trades?.ordersAt(undefined)).toEqual([
    {
      request: {
        instrument: 'NSE:INFY',
        side: 'buy',
        quantity: '10',
        type: 'limit',
        limitPrice: '1519.50',
        product: 'delivery',
      },
      watchSec: 30,
    },
  ])
})

it.each<[readonly string[], Readonly<Record<string, string>>, RegExp]>([
  [['--live'], {}, /--live is given; expected KITE_API_KEY and KITE_API_SECRET with it/],
  [['--out', 'elsewhere'], {}, /--out is given; expected KITE_API_KEY and KITE_API_SECRET with it/],
  [[], { KITE_API_KEY: 'keyoftheapp' }, /KITE_API_SECRET is missing; expected it beside KITE_API_KEY/],
  [[], { KITE_API_SECRET: 'secretoftheapp' }, /KITE_API_KEY is missing; expected it beside KITE_API_SECRET/],
  [[], { ...keys, KITE_PASSPHRASE: 'short' }, /KITE_PASSPHRASE is 5 characters long; expected 16 or more/],
  [['--quantity', '1'], keys, /--quantity is given; expected --live with it/],
  [['--live'], keys, /--instrument is missing; expected EXCHANGE:SYMBOL/],
  [order.filter((_, i) => i < 3 || i > 4), keys, /--side is missing; expected buy or sell/],
  [order.filter((_, i) => i < 5 || i > 6), keys, /--quantity is missing; expected a whole number/],
  [order.slice(0, -2), keys, /--limit-price is missing; expected a price in rupees/],
  [order.with(4, 'long'), keys, /--side is long; expected buy or sell/],
  [order.with(6, '1.5'), keys, /--quantity is 1\.5; expected a whole number above 0/],
  [order.with(6, '-1'), keys, /Option '--quantity' argument is ambiguous\. Try: .*--help/],
  [order.with(8, '0.00'), keys, /--limit-price is 0\.00; expected a price/],
  [order.with(8, '1e3'), keys, /--limit-price is 1e3; expected a price/],
  [[...order, '--product', 'swap'], keys, /--product is swap; expected delivery or intraday/],
  [[...order, '--max-value', 'much'], keys, /--max-value is much; expected an amount/],
  [[...order, '--watch-sec', '0'], keys, /--watch-sec is 0; expected seconds/],
  [['--port', '70000'], {}, /--port is 70000; expected a number up to 65535/],
  [['--instrument', 'INFY'], keys, /--instrument is INFY; expected EXCHANGE:SYMBOL/],
  [['--kite', 'https://kite.example'], keys, /--kite is https:\/\/kite\.example; expected an address on this machine/],
  [['--kite', 'http://127.0.0.1.example:80'], keys, /expected an address on this machine/],
  [['--what'], {}, /Unknown option '--what'\. Try: .*--help/],
])('that cannot be, %j, are refused in one line that says what to do', (args, settings, message) => {
  try {
    readOptions(args, settings)
    expect.unreachable()
  } catch (error) {
    if (!isShagunError(error, 'invalid-options')) throw error
    expect(error.message).toMatch(message)
    expect(error.message).not.toMatch(/\n|oftheapp/)
  }
})

it('are told of in 80 columns', () => {
  expect(readOptions(['--help', '--live'], {})).toBe('help')
  for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
})
