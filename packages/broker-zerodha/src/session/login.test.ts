import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEnvironment, type ShagunError, simulatedClock } from '@shagun/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFakeKite } from '../fake/fake-kite.ts'
import { kiteLogin } from './login.ts'
import { tokenStore } from './token-store.ts'

const monday = Date.UTC(2026, 0, 5, 4)
const passphrase = 'a long enough passphrase'
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shagun-token-'))
})
afterAll(() => rm(folder, { recursive: true }))

function createStage() {
  const clock = simulatedClock(monday)
  const world = createEnvironment({ clock, timers: clock })
  const fake = createFakeKite({}, world)
  const [user] = fake.users
  const environment = createEnvironment({ clock, timers: clock, network: fake.network })
  const login = kiteLogin({ apiKey: user!.apiKey, apiSecret: user!.apiSecret }, environment)
  return { clock, fake, user: user!, environment, login }
}

const failure = (work: Promise<unknown>): Promise<ShagunError> =>
  work.then(
    () => Promise.reject(new Error('no')),
    (e) => e,
  )

describe('a login', () => {
  it('leads from an address to the token of the day', async () => {
    const { login, fake, user } = createStage()
    expect(login.url).toBe(`https://kite.zerodha.com/connect/login?v=3&api_key=${user.apiKey}`)
    const result = await login.exchange(fake.login())
    expect(result).toEqual({
      userId: user.userId,
      accessToken: fake.session().accessToken,
      expiresAt: Date.UTC(2026, 0, 6, 0, 30),
    })
  })

  it('is refused with a request token that was used, and shows no secret', async () => {
    const { login, fake, user } = createStage()
    const requestToken = fake.login()
    await login.exchange(requestToken)
    const error = await failure(login.exchange(requestToken))
    expect(error).toMatchObject({ code: 'unauthenticated' })
    for (const secret of [user.apiSecret, requestToken, user.apiKey]) expect(String(error.stack)).not.toContain(secret)
  })
})

describe('a login that Kite refuses', () => {
  it('says so in the words of Kite, and what to do', async () => {
    const { fake, user, environment, login } = createStage()
    const wrong = kiteLogin({ apiKey: user.apiKey, apiSecret: 'wrong' }, environment)
    expect((await failure(wrong.exchange(fake.login()))).message).toMatch(/did not take the login: Invalid `checksum`/)
    expect((await failure(login.exchange('used'))).message).toMatch(/did not take the login: Token is invalid/)
  })
})

describe('a token store', () => {
  const result = { userId: 'AB1234', accessToken: 'the-token-of-today', expiresAt: Date.UTC(2026, 0, 6, 0, 30) }

  it('gives back what was saved, sealed and readable by its owner alone, until it ends', async () => {
    const { environment, clock } = createStage()
    const path = join(folder, 'deep', 'token')
    const store = tokenStore({ path, passphrase }, environment)
    expect(await failure(store.load())).toMatchObject({ code: 'unauthenticated' })
    await store.save(result)
    expect(await store.load()).toBe(result.accessToken)
    expect(await readFile(path, 'utf8')).not.toContain('token-of-today')
    expect((await stat(path)).mode & 0o077).toBe(0)
    clock.advanceTo(result.expiresAt)
    expect(await failure(store.load())).toMatchObject({ code: 'unauthenticated' })
  })

  it('opens with no other passphrase, nor after somebody has changed the file', async () => {
    const { environment } = createStage()
    const path = join(folder, 'other')
    await tokenStore({ path, passphrase }, environment).save(result)
    const other = tokenStore({ path, passphrase: 'another long passphrase' }, environment)
    expect(await failure(other.load())).toMatchObject({ code: 'invalid-data' })
    const sealed = JSON.parse(await readFile(path, 'utf8'))
    await writeFile(path, JSON.stringify({ ...sealed, sealed: Buffer.from('x').toString('base64') }))
    expect(await failure(tokenStore({ path, passphrase }, environment).load())).toMatchObject({ code: 'invalid-data' })
    await writeFile(path, 'nothing')
    expect(await failure(tokenStore({ path, passphrase }, environment).load())).toMatchObject({ code: 'invalid-data' })
  })

  it('may be written by several at once, and holds what one of them wrote', async () => {
    const { environment } = createStage()
    const path = join(folder, 'shared', 'token')
    const store = tokenStore({ path, passphrase }, environment)
    const tokens = ['one', 'two', 'three', 'four', 'five']
    await Promise.all(tokens.map((accessToken) => store.save({ ...result, accessToken })))
    expect(tokens).toContain(await store.load())
    expect(await readdir(join(folder, 'shared'))).toEqual(['token'])
  })

  it('refuses a passphrase that is too short, and a path that cannot be written', async () => {
    const { environment } = createStage()
    expect(() => tokenStore({ path: 'x', passphrase: 'short' }, environment)).toThrow(/16 characters/)
    const file = join(folder, 'file')
    await writeFile(file, '')
    const store = tokenStore({ path: join(file, 'token'), passphrase }, environment)
    expect(await failure(store.save(result))).toMatchObject({ code: 'storage-failed' })
  })
})
