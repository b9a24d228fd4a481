import type { SocketListener } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { apiKey, createStage, firstToken, type Stage } from '../../ticker/stage.fixture.ts'
import { tickOf } from '../../ticker/ticks.fixture.ts'

const infy = 408_065
const nifty = 256_265
const address = `wss://ws.kite.trade/?api_key=${apiKey}&access_token=${firstToken}`

/** A client that knows nothing and does nothing by itself. */
function connect(stage: Stage, url: string = address) {
  const heard: unknown[] = []
  const listener: SocketListener = {
    opened: () => heard.push('opened'),
    received: (data) => heard.push(typeof data === 'string' ? JSON.parse(data) : [...data]),
    ponged: () => heard.push('pong'),
    closed: (...how) => heard.push(how),
  }
  const socket = stage.fake.openSocket(url, listener)
  return { socket, heard, ask: (a: string, v: unknown) => socket.send(JSON.stringify({ a, v })) }
}

const lengthsIn = (message: unknown): readonly number[] => {
  const [high = 0, low = 0, ...rest] = message as readonly number[]
  const lengths: number[] = []
  for (let at = 0; lengths.length < high * 256 + low; at += 2 + lengths.at(-1)!)
    lengths.push(rest[at]! * 256 + rest[at + 1]!)
  return lengths
}

describe('the stream of a fake Kite', () => {
  it.each([
    ['a dead token', address.replace(firstToken, 'dead'), 403],
    ['an unknown key', address.replace(apiKey, 'unknown'), 403],
    ['no token', `wss://ws.kite.trade/?api_key=${apiKey}`, 400],
    ['no key', `wss://ws.kite.trade/?access_token=${firstToken}`, 400],
  ])('turns away who comes with %s', async (_, url, status) => {
    const stage = createStage()
    const { heard } = connect(stage, url)
    await stage.run(60_000)
    expect(heard).toEqual([[1006, `Unexpected server response: ${status}`, status]])
    expect([stage.fake.sessions.length, stage.fake.attempts]).toEqual([0, 1])
  })

  it('lets three connections of a key in, and turns the fourth away or ends the first', async () => {
    const stage = createStage()
    stage.exchange.tokens.set('other', firstToken)
    for (let i = 0; i < 3; i++) connect(stage)
    const [fourth, other] = [connect(stage), connect(stage, address.replace(apiKey, 'other'))]
    await stage.run(0)
    expect([fourth.heard, other.heard]).toEqual([[[1006, 'Unexpected server response: 429', 429]], ['opened']])
    const evicting = createStage({ overflow: 'evict' })
    const clients = [1, 2, 3, 4].map(() => connect(evicting))
    await evicting.run(0)
    expect(clients.map(({ heard }) => heard)).toEqual([['opened', [1000, '']], ['opened'], ['opened'], ['opened']])
  })

  it('takes 3,000 instruments on a connection, duplicates counted, refuses the rest in a text, and stays', async () => {
    const stage = createStage()
    const { ask, heard } = connect(stage)
    await stage.run(0)
    ask(
      'subscribe',
      Array.from({ length: 2_999 }, (_, i) => i + 1),
    )
    ask('subscribe', [1, 5_000, 5_001])
    await stage.run(0)
    expect(heard).toEqual([
      'opened',
      { type: 'error', data: 'Only 3000 instruments can be subscribed to on a connection.' },
    ])
    expect(stage.subscribed()[0]).toHaveLength(2_999)
    ask('unsubscribe', [1])
    ask('subscribe', [5_000, 5_001])
    await stage.run(0)
    expect(stage.subscribed()[0]).toHaveLength(3_000)
  })

  it('sends what was known last once to who subscribes, and then what changes, in the mode that was asked for', async () => {
    const stage = createStage()
    stage.exchange.trade(tickOf(infy), tickOf(nifty))
    const { ask, heard } = connect(stage)
    await stage.run(0)
    ask('subscribe', [infy, nifty, 7])
    await stage.run(1_000)
    expect(heard.slice(1).map(lengthsIn)).toEqual([[44, 28]])
    for (const [mode, lengths] of [
      ['full', [184, 32]],
      ['ltp', [8, 8]],
    ] as const) {
      ask('mode', [mode, [infy, nifty]])
      await stage.run(0)
      expect(lengthsIn(heard.at(-1))).toEqual(lengths)
    }
    const { length } = heard
    stage.exchange.trade(tickOf(nifty), tickOf(infy), tickOf(infy))
    await stage.run(0)
    expect(heard.slice(length).map(lengthsIn)).toEqual([[8, 8]])
    ask('unsubscribe', [nifty])
    stage.exchange.trade(tickOf(nifty))
    await stage.run(0)
    expect(heard).toHaveLength(length + 1)
  })

  it('packs no more than so many packets into a message', async () => {
    const stage = createStage({ packetsAMessage: 2 })
    const tokens = [1, 257, 513, 769, 1_025]
    stage.exchange.trade(...tokens.map((token) => tickOf(token)))
    const { ask, heard } = connect(stage)
    await stage.run(0)
    ask('subscribe', tokens)
    await stage.run(0)
    expect(heard.slice(1).map(lengthsIn)).toEqual([[44, 44], [44, 44], [44]])
  })

  it('sends a heartbeat of one byte every two seconds in which nothing else went out', async () => {
    const stage = createStage()
    stage.exchange.trade(tickOf(infy))
    const { ask, heard } = connect(stage)
    await stage.run(10_000)
    expect(heard.slice(1)).toEqual(Array(5).fill([0]))
    ask('subscribe', [infy])
    await stage.run(2_000)
    expect(heard).toHaveLength(7)
    await stage.run(2_000)
    expect(heard.at(-1)).toEqual([0])
  })

  it('sends heartbeats as seldom as it is told to', async () => {
    const stage = createStage({ heartbeatMs: 8_000 })
    const { heard } = connect(stage)
    await stage.run(30_000)
    expect(heard.slice(1)).toEqual(Array(3).fill([0]))
  })

  it('falls silent while the connection stays open, with answers to pings or without', async () => {
    for (const pongs of [true, false]) {
      const stage = createStage()
      const { socket, heard } = connect(stage)
      await stage.run(0)
      const heal = stage.fake.fail({ kind: 'silent', pongs })
      socket.ping?.()
      stage.exchange.order({ order_id: '1' })
      await stage.run(60_000)
      expect(heard).toEqual(pongs ? ['opened', 'pong'] : ['opened'])
      expect(stage.fake.sessions).toHaveLength(1)
      heal()
      await stage.run(2_000)
      expect(heard.at(-1)).toEqual([0])
    }
  })

  it('answers what is no request with an error, and stays', async () => {
    const stage = createStage()
    const { socket, heard } = connect(stage)
    await stage.run(0)
    for (const text of [
      '',
      '{}',
      '{"a":"mode","v":["deep",[1]]}',
      '{"a":"subscribe","v":["1"]}',
      '{"a":"fly","v":[1]}',
    ])
      socket.send(text)
    await stage.run(0)
    expect(heard.slice(1)).toEqual(Array(5).fill({ type: 'error', data: 'Invalid request.' }))
  })

  it('floods, and is about one key alone where that is said', async () => {
    const stage = createStage()
    stage.exchange.tokens.set('other', firstToken)
    stage.exchange.trade(tickOf(infy))
    const [first, second] = [connect(stage), connect(stage, address.replace(apiKey, 'other'))]
    await stage.run(0)
    for (const { ask } of [first, second]) ask('subscribe', [infy])
    await stage.run(0)
    stage.fake.flood(1_000, { apiKey })
    stage.fake.closeConnections(1001, { apiKey: 'other' })
    await stage.run(0)
    expect([first.heard.length, second.heard.length]).toEqual([1_002, 3])
    expect(second.heard.at(-1)).toEqual([1001, ''])
  })

  it('hears the exchange and keeps time only while somebody is there', async () => {
    const stage = createStage()
    const { socket, heard } = connect(stage)
    expect([stage.exchange.listeners, stage.waiting]).toEqual([0, 0])
    await stage.run(0)
    expect([stage.exchange.listeners, stage.waiting]).toEqual([2, 1])
    socket.close()
    await stage.run(0)
    expect([stage.exchange.listeners, stage.waiting, heard.at(-1)]).toEqual([0, 0, [1000, '']])
    const again = connect(stage)
    await stage.run(0)
    stage.exchange.order({})
    stage.fake.close()
    await stage.run(0)
    expect([stage.exchange.listeners, stage.waiting, again.heard.at(-1)]).toEqual([0, 0, [1006, '']])
  })
})
