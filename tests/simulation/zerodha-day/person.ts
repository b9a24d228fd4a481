import { kiteLogin, tokenStore } from '@shagun/broker-zerodha'
import type { FakeKite } from '@shagun/broker-zerodha/testing'
import type { Environment } from '@shagun/core'

/** Who logs in at Kite, and where the token of the day is kept. */
export interface Person {
  readonly passphrase: string
  /** Logs in, keeps the token, and tells it. */
  logIn(): Promise<string>
  /** The token that was kept, as long as it is good. */
  load(): Promise<string>
  /** Logs in from another machine, which ends the session of this one. */
  logInElsewhere(): Promise<void>
}

export function createPerson(
  fake: FakeKite,
  path: string,
  environment: Environment,
  /** Until it resolves no time passes: sealing and disks take the machine's own. */
  watch: <T>(work: Promise<T>) => Promise<T>,
): Person {
  const [{ apiKey, apiSecret }] = fake.users as [FakeKite['users'][number]]
  const passphrase = 'correct "horse" & battery / staple'
  const login = kiteLogin({ apiKey, apiSecret }, environment)
  const store = tokenStore({ path, passphrase }, environment)
  return {
    passphrase,
    async logIn() {
      const result = await login.exchange(fake.login())
      await watch(store.save(result))
      return result.accessToken
    },
    load: () => watch(store.load()),
    async logInElsewhere() {
      await login.exchange(fake.login())
    },
  }
}
