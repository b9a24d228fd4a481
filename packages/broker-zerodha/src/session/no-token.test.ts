import { createEnvironment, simulatedClock } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { deskOf, kiteAccount } from '../kite-account.ts'
import { openWorld } from '../world.fixture.ts'
import { createSession } from './session.ts'

const monday = Date.UTC(2026, 0, 5, 4)

function createStage(source: Parameters<typeof createSession>[0]) {
  const clock = simulatedClock(monday)
  const session = createSession(source, createEnvironment({ clock, timers: clock }))
  const heard: string[] = []
  session.listen((news) => heard.push(news))
  return {
    session,
    heard,
    async pass(ms: number) {
      clock.advanceTo(clock.now() + ms)
      await new Promise(setImmediate)
    },
  }
}

describe('a session without a token', () => {
  it('tells those who asked in vain once there is one', async () => {
    const { session, heard } = createStage('')
    await expect(session.token()).rejects.toMatchObject({ code: 'unauthenticated' })
    session.setToken('of today')
    session.setToken('of today')
    expect(heard).toEqual(['renewed'])
    expect(await session.token()).toBe('of today')
  })

  it('asks a vault again until that has one, and tells so by itself', async () => {
    let answer = (): string => {
      throw new Error('sealed')
    }
    const { session, heard, pass } = createStage(async () => answer())
    await expect(session.token()).rejects.toThrow('sealed')
    await pass(30_000)
    answer = () => ''
    await pass(30_000)
    expect([session.state, heard]).toEqual(['none', []])
    answer = () => 'of today'
    await pass(30_000)
    expect([session.state, heard]).toEqual(['active', ['renewed']])
  })

  it('tells nothing at an ordinary start, whoever brings the token', async () => {
    const asked = createStage(async () => 'of today')
    await asked.session.token()
    const given = createStage('')
    given.session.setToken('of today')
    await given.session.token()
    expect([asked.heard, given.heard]).toEqual([[], []])
  })

  it('goes on with what a person gave while a slow vault still offers an older one', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const { session, heard } = createStage(() => promise)
    const asking = session.token()
    session.setToken('of today')
    resolve('of yesterday')
    expect(await asking).toBe('of today')
    expect(heard).toEqual([])
  })

  it('asks nobody any more once it is closed', async () => {
    let asked = 0
    const { session, pass } = createStage(async () => {
      asked++
      return ''
    })
    const asking = session.token()
    session.close()
    await expect(asking).rejects.toMatchObject({ code: 'unauthenticated' })
    await pass(120_000)
    expect(asked).toBe(1)
  })

  it('connects the stream that was wanted before the first login', async () => {
    const { fake, environment, pass, afterwards } = openWorld(monday)
    const { apiKey, accessToken } = fake.session()
    const account = kiteAccount({ apiKey, accessToken: '' }, environment)
    afterwards(account.close)
    const { ticker, end } = deskOf(account).ticker()
    afterwards(end)
    await pass(1_000)
    expect(ticker.state).toBe('auth-required')
    account.setAccessToken(accessToken)
    await pass(1_000)
    expect(ticker.state).toBe('open')
  })
})
