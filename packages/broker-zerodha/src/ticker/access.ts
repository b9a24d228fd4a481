import { type Awaitable, type SecretSource, ShagunError } from '@shagun/core'

/** Where to connect and as whom, and whether Kite still takes the token. */
export interface Access {
  /** Kite has turned away the token there is, and nobody has said that there is another one. */
  readonly isRefused: boolean
  /** Numbers the tokens: which one an attempt to connect was made with. */
  readonly current: number
  /** @throws ShagunError `unauthenticated` without asking anybody, where the token is known to be dead */
  fetchUrl(): Promise<string>
  /** @returns whether it was the token that there is; a newer one may still do */
  refuse(attempt: number): boolean
  /** There is a new token to be asked for. */
  renew(): void
}

export interface AccessOptions {
  readonly url: string
  readonly apiKey: string
  readonly accessToken: SecretSource
}

export function createAccess({ url, apiKey, accessToken }: AccessOptions): Access {
  let current = 0
  let refused = -1

  return {
    get isRefused() {
      return refused === current
    },
    get current() {
      return current
    },
    async fetchUrl() {
      if (refused === current) throw noToken('Kite has turned away the access token of this ticker')
      const token = await ask(accessToken)
      if (token === '') throw noToken('There is no access token for the ticker of Kite')
      const address = new URL(url)
      address.searchParams.set('api_key', apiKey)
      address.searchParams.set('access_token', token)
      return address.href
    },
    refuse(attempt) {
      if (attempt !== current) return false
      refused = current
      return true
    },
    renew() {
      current++
    },
  }
}

function ask(source: SecretSource): Awaitable<string> {
  return typeof source === 'function' ? source() : source
}

function noToken(what: string): ShagunError<'unauthenticated'> {
  return new ShagunError('unauthenticated', `${what}: log in, and say so with renew().`, {
    details: { source: 'zerodha' },
  })
}
