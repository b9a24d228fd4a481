import { createHash } from 'node:crypto'
import { createEnvironment, simulatedClock } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createFakeKite, type FakeKite } from '../fake-kite.ts'
import { monday, openStage } from '../stage.fixture.ts'
import { checksumOf } from './sessions.ts'

const user = { userId: 'AB1234', apiKey: 'fakeapikey', apiSecret: 'fakeapisecret' }
const root = 'https://api.kite.trade'

async function exchange(fake: FakeKite, requestToken: string, checksum?: string) {
  const proof = createHash('sha256').update(`${user.apiKey}${requestToken}${user.apiSecret}`).digest('hex')
  const body = new URLSearchParams({
    api_key: user.apiKey,
    request_token: requestToken,
    checksum: checksum ?? proof,
  })
  const reply = await fake.network.fetch(`${root}/session/token`, { method: 'POST', body })
  return {
    status: reply.status,
    body: (await reply.json()) as { data: Record<string, string>; message: string; error_type: string },
  }
}

async function status(fake: FakeKite, token: string, path = '/user/profile', headers = {}): Promise<number> {
  const authorization = `token ${user.apiKey}:${token}`
  const reply = await fake.network.fetch(`${root}${path}`, {
    headers: { authorization, 'X-Kite-Version': '3', ...headers },
  })
  return reply.status
}

describe('a login', () => {
  it('proves the secret by the checksum that Kite documents', () => {
    expect(checksumOf('K', 'rt', 'sec')).toBe('27c3f28c6971e62d3444e24575a8223a81b111612148f4583d7af2fbabf091e9')
  })

  it('gives an access token for a request token, once', async () => {
    const { fake } = openStage()
    const token = fake.login()
    const { status: first, body } = await exchange(fake, token)
    expect(first).toBe(200)
    expect(body.data).toMatchObject({
      user_id: 'AB1234',
      api_key: user.apiKey,
      refresh_token: '',
      login_time: '2026-01-05 09:30:00',
    })
    expect(await status(fake, body.data['access_token']!)).toBe(200)
    const second = await exchange(fake, token)
    expect(second).toMatchObject({ status: 403, body: { error_type: 'TokenException' } })
  })

  it('refuses a wrong checksum, and a request token of five minutes ago', async () => {
    const { fake, advance } = openStage()
    expect(await exchange(fake, fake.login(), '00')).toMatchObject({
      status: 403,
      body: { message: 'Invalid `checksum`.' },
    })
    const token = fake.login()
    await advance(5 * 60_000)
    expect((await exchange(fake, token)).status).toBe(403)
  })

  it('sends people back from its page with a request token', async () => {
    const { fake } = openStage({ users: [{ ...user, redirectUrl: 'http://127.0.0.1:9/back?a=1' }] })
    const url = `https://kite.zerodha.com/connect/login?v=3&api_key=${user.apiKey}&redirect_params=b%3D2`
    const reply = await fake.network.fetch(url)
    expect(reply.status).toBe(302)
    const target = new URL(reply.headers.get('location')!)
    expect(Object.fromEntries(target.searchParams)).toMatchObject({
      a: '1',
      b: '2',
      action: 'login',
      status: 'success',
    })
    expect((await exchange(fake, target.searchParams.get('request_token')!)).status).toBe(200)
  })
})

describe('a session', () => {
  it('ends at six in the morning in India', async () => {
    const { fake, clock } = openStage()
    const { accessToken } = fake.session()
    const six = Date.UTC(2026, 0, 6, 0, 30)
    clock.advanceTo(six - 1)
    expect(await status(fake, accessToken)).toBe(200)
    clock.advanceTo(six)
    expect(await status(fake, accessToken)).toBe(403)
    expect(fake.session().accessToken).not.toBe(accessToken)
  })

  it('begun before six ends at six of the same day', async () => {
    const { fake, clock } = openStage()
    clock.advanceTo(Date.UTC(2026, 0, 6, 0, 29))
    const { accessToken } = fake.session()
    clock.advanceTo(Date.UTC(2026, 0, 6, 0, 30))
    expect(await status(fake, accessToken)).toBe(403)
  })

  it('stays where tokens are made to', async () => {
    const { fake, clock } = openStage({ behavior: { tokenExpiry: 'never' } })
    const { accessToken } = fake.session()
    clock.advanceTo(monday + 86_400_000 * 10)
    expect(await status(fake, accessToken)).toBe(200)
  })

  it('ends with a logout, by the api or by the user', async () => {
    const { fake } = openStage()
    const ended: string[] = []
    fake.feed.onSessionEnd(({ accessToken }) => ended.push(accessToken))
    const { accessToken } = fake.session()
    const url = `${root}/session/token?api_key=${user.apiKey}&access_token=${accessToken}`
    expect(await (await fake.network.fetch(url, { method: 'DELETE' })).json()).toEqual({
      status: 'success',
      data: true,
    })
    expect(await status(fake, accessToken)).toBe(403)
    const next = fake.session().accessToken
    fake.logout()
    expect(await status(fake, next)).toBe(403)
    expect(fake.feed.admits(user.apiKey, next)).toBeUndefined()
    expect(ended).toEqual([accessToken, next])
  })

  it('is replaced by a second login of the day, or goes on, as the fake is told', async () => {
    for (const secondLogin of ['new-token', 'same-token'] as const) {
      const { fake } = openStage({ behavior: { secondLogin } })
      const { accessToken } = fake.session()
      const { body } = await exchange(fake, fake.login())
      const same = secondLogin === 'same-token'
      expect(body.data['access_token'] === accessToken).toBe(same)
      expect(await status(fake, accessToken)).toBe(same ? 200 : 403)
    }
  })

  it('is what everything asks for, and a wrong one is a dead one', async () => {
    const { fake } = openStage()
    expect(await status(fake, 'nonsense')).toBe(403)
    const { accessToken } = fake.session()
    const bearer = { authorization: `Bearer ${user.apiKey}:${accessToken}` }
    expect(await status(fake, accessToken, '/orders', bearer)).toBe(403)
  })

  it('is not needed for instruments, and its lack is bad input for prices', async () => {
    const { fake } = openStage()
    const bare = async (path: string) =>
      (await fake.network.fetch(`${root}${path}`, { headers: { 'X-Kite-Version': '3' } })).status
    expect(await bare('/instruments')).toBe(200)
    expect(await bare('/quote?i=NSE:INFY')).toBe(400)
    expect(await bare('/orders')).toBe(403)
  })

  it('does not help without the version of the api', async () => {
    const { fake } = openStage()
    expect(await status(fake, fake.session().accessToken, '/orders', { 'X-Kite-Version': '2' })).toBe(400)
  })

  it('without the paid plan sees no prices, which is no expiry', async () => {
    const { ask } = openStage({ users: [{ ...user, plan: 'personal' }] })
    expect(await ask('GET', '/quote', { i: 'NSE:INFY' })).toMatchObject({ status: 403, type: 'PermissionException' })
    expect((await ask('GET', '/orders')).status).toBe(200)
  })

  it('may order only from registered addresses, and read from everywhere', async () => {
    const { fake, place, ask } = openStage()
    fake.allowIps(['10.0.0.1'])
    expect(await place()).toMatchObject({
      status: 403,
      type: 'PermissionException',
      message: 'IP (127.0.0.1) is not allowed to place orders for this app.',
    })
    expect((await ask('GET', '/orders')).status).toBe(200)
    fake.allowIps([])
    expect((await place()).message).toBe('No IPs configured for this app.')
    fake.allowIps(['127.0.0.1'])
    expect((await place()).status).toBe(200)
  })
})

describe('a fake', () => {
  it('tells every secret that it gave, and keeps none in what it notes', async () => {
    const { fake, place } = openStage()
    const { body } = await exchange(fake, fake.login())
    await place()
    const noted = JSON.stringify(fake.requests)
    for (const name of ['access_token', 'public_token', 'enctoken']) expect(fake.secrets).toContain(body.data[name])
    expect(fake.secrets.length).toBeGreaterThan(2)
    for (const secret of fake.secrets) expect(noted).not.toContain(secret)
    expect(fake.count('place')).toBe(1)
    expect(fake.count()).toBe(fake.requests.length)
  })

  it('knows its routes, and their methods', async () => {
    const { ask } = openStage()
    expect((await ask('GET', '/nowhere')).status).toBe(404)
    expect((await ask('DELETE', '/orders')).status).toBe(405)
  })

  it('wants a form where it wants one, and JSON where it wants that', async () => {
    const { askJson, ask } = openStage()
    expect((await askJson('/orders/regular', {})).status).toBe(400)
    expect((await ask('POST', '/margins/orders', { a: 1 })).status).toBe(400)
  })

  it('refuses two users with one api key', () => {
    const clock = simulatedClock(0)
    const users = [user, { ...user, userId: 'B' }]
    expect(() => createFakeKite({ users }, createEnvironment({ clock, timers: clock }))).toThrow(
      expect.objectContaining({ code: 'invalid-options' }),
    )
  })
})
