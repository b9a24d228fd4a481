import { ShagunError } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createEmitted, type Emitted } from './emitted.ts'

const token = 'q8Zr/T+5vB"n1=Kd3\\Wm7&Xc9Lp2Yt4H'
const checksum = '27c3f28c6971e62d3444e24575a8223a81b111612148f4583d7af2fbabf091e9'

const unreachable = (cause: unknown): ShagunError =>
  new ShagunError('unreachable', 'It could not be reached.', { details: { source: 'zerodha' }, cause })
const written = (write: (token: string) => string) => (emitted: Emitted) => emitted.log.warn(`It was ${write(token)}.`)
const row = { sequence: 3, time: 0, type: 'order.rejected', version: 1, hash: checksum } as const

/** Each of them is a deliberate leak. */
const leaks: readonly (readonly [string, (emitted: Emitted) => void])[] = [
  ['the line of a log', ({ log }) => log.warn(`token ${token}`)],
  [
    'a field of a log',
    ({ log }) => log.debug('asked', { request: { headers: { authorization: `token k:${token}` } } }),
  ],
  ['the message of an error', ({ note }) => note('thrown', new Error(`no ${token}`))],
  ['the stack of an error', ({ note }) => note('thrown', Object.assign(new Error('no'), { stack: `at ${token}` }))],
  [
    'the details of an error',
    ({ note }) => note('thrown', Object.assign(unreachable(0), { details: { value: token } })),
  ],
  ['the cause of a cause', ({ note }) => note('thrown', unreachable(new Error('no', { cause: new Error(token) })))],
  ['one of several errors', ({ note }) => note('thrown', unreachable(new AggregateError([new Error(token)])))],
  [
    'what is hidden in an error',
    ({ note }) => note('thrown', Object.defineProperty(new Error('no'), 'request', { value: token })),
  ],
  ['an error in a field of a log', ({ log }) => log.error('failed', { cause: unreachable(new Error(token)) })],
  ['an event', ({ note }) => note('event', { type: 'connection.lost', cause: `no ${token}` })],
  ['a row of the journal', ({ noteRows }) => noteRows([{ ...row, body: JSON.stringify({ reason: token }) }])],
  ['an address', ({ note }) => note('address', `https://api.kite.trade/orders?t=${encodeURIComponent(token)}`)],
  ['a form', written((text) => new URLSearchParams({ text }).toString())],
  ['an address in small letters', written((text) => encodeURIComponent(text).toLowerCase())],
  ['JSON', written((text) => JSON.stringify({ text }))],
  ['JSON within JSON', written((text) => JSON.stringify({ body: JSON.stringify({ text }) }))],
  ['hexadecimal', written((text) => Buffer.from(text).toString('hex'))],
  ...[0, 1, 2, 3, 4].map(
    (shift) =>
      [
        `Base64 behind ${shift} letters`,
        written((text) => Buffer.from(`${'user:'.slice(0, shift)}${text} and more`).toString('base64')),
      ] as const,
  ),
  ['Base64 for addresses', written((text) => Buffer.from(text).toString('base64url'))],
  ['a half of it', written((text) => text.slice(0, 16))],
  ['the other half', written((text) => text.slice(-16))],
  ['a checksum in a log', ({ log }) => log.warn('told', { checksum })],
  ['a checksum in a journal', ({ noteRows }) => noteRows([{ ...row, body: JSON.stringify({ checksum }) }])],
]

describe('a secret is found in', () => {
  it.each(leaks)('%s', (_, leak) => {
    const emitted = createEmitted()
    emitted.log.warn('Nothing to see.', { source: 'zerodha' })
    leak(emitted)
    expect(emitted.findLeaks([token], [checksum])).not.toEqual([])
  })
})

it('finds nothing where nothing is, and takes the chain of a journal for no checksum', () => {
  const emitted = createEmitted()
  emitted.log.warn('token [redacted]', { cause: unreachable(new Error('socket hang up')) })
  emitted.noteRows([{ ...row, body: '{"reason":"no funds"}' }])
  emitted.note('address', 'https://api.kite.trade/orders')
  expect(emitted.findLeaks([token], [checksum])).toEqual([])
  expect([...emitted.counts]).toEqual([
    ['warn', 1],
    ['journal', 1],
    ['address', 1],
  ])
})

it('does not show the secret that it has found by its name', () => {
  const emitted = createEmitted()
  emitted.log.warn(token)
  expect(emitted.findLeaks([token])[0]!.secret).not.toContain(token.slice(0, 8))
})
