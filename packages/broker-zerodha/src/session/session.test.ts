import { createEnvironment, simulatedClock } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createSession } from './session.ts'

const monday = Date.UTC(2026, 0, 5, 4)
/** 06:00 in India on the day after. */
const end = Date.UTC(2026, 0, 6, 0, 30)

function createStage() {
  const clock = simulatedClock(monday)
  let waiting = 0
  const after = (ms: number, run: () => void) => {
    waiting++
    let isOver = false
    const over = (): void => {
      if (!isOver) waiting--
      isOver = true
    }
    const cancel = clock.after(ms, () => {
      over()
      run()
    })
    return () => {
      over()
      cancel()
    }
  }
  const log = { debug() {}, warn() {}, error() {} }
  return { clock, environment: createEnvironment({ clock, timers: { after }, log }), waiting: () => waiting }
}

describe('a session', () => {
  it('asks a function for a token once, until that token has ended', async () => {
    const { environment, clock } = createStage()
    let asked = 0
    const session = createSession(async () => `token ${++asked}`, environment)
    const several = await Promise.all([session.token(), session.token(), session.token()])
    expect([...several, await session.token()]).toEqual(Array(4).fill('token 1'))
    expect(asked).toBe(1)
    session.refused('token 1')
    expect(await session.token()).toBe('token 2')
    clock.advanceTo(end)
    expect(await session.token()).toBe('token 3')
  })

  it('goes on with the token that was handed over, though a function is just being asked for another', async () => {
    const { environment } = createStage()
    const { promise, resolve } = Promise.withResolvers<string>()
    const session = createSession(() => promise, environment)
    const asked = session.token()
    session.setToken('handed over')
    resolve('from the vault')
    expect([await asked, await session.token()]).toEqual(['handed over', 'handed over'])
  })

  it('asks a function again that has failed', async () => {
    const { environment } = createStage()
    let asked = 0
    const session = createSession(() => {
      if (++asked === 1) throw new Error('the vault is closed')
      return 'token'
    }, environment)
    await expect(session.token()).rejects.toThrow('the vault is closed')
    expect(await session.token()).toBe('token')
  })

  it('has a timer only while somebody listens', async () => {
    const { environment, waiting } = createStage()
    const session = createSession(() => 'token', environment)
    await session.token()
    expect(waiting()).toBe(0)
    const ends = [session.listen(() => {}), session.listen(() => {})]
    expect(waiting()).toBe(1)
    ends[0]!()
    expect(waiting()).toBe(1)
    ends[1]!()
    expect(waiting()).toBe(0)
    // Nor while it looks for the next token.
    const deaf = session.listen(() => {})
    session.refused('token')
    expect(waiting()).toBe(1)
    deaf()
    expect(waiting()).toBe(0)
  })

  it('has ended at six in the morning, whether or not somebody listens', async () => {
    const { environment, clock } = createStage()
    const session = createSession('token', environment)
    await session.token()
    expect([session.state, session.expiresAt]).toEqual(['active', end])
    clock.advanceTo(end)
    expect([session.state, session.expiresAt]).toEqual(['expired', undefined])
    expect(() => session.setToken('token')).toThrow(/has ended/)
    await expect(session.token()).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  it('goes on with the same token after another login of the day has revived it, until Kite says otherwise', async () => {
    const { environment } = createStage()
    const session = createSession('token', environment)
    const heard: string[] = []
    session.listen((news) => heard.push(news))
    await session.token()
    session.refused('token')
    session.setToken('token')
    expect(await session.token()).toBe('token')
    session.refused('token')
    expect(heard).toEqual(['expired', 'renewed', 'expired'])
  })

  it('tells each end once, and each beginning after one', async () => {
    const { environment, clock } = createStage()
    const session = createSession('first', environment)
    const heard: string[] = []
    session.listen((news) => heard.push(news))
    await session.token()
    clock.advanceTo(end)
    await expect(session.token()).rejects.toThrow()
    session.refused('first')
    session.setToken('second')
    session.refused('second')
    session.refused('second')
    expect(heard).toEqual(['expired', 'renewed', 'expired'])
  })
})
