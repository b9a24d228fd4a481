import {
  createFakeKite,
  type FakeKite,
  type FakeKiteOptions,
  type FakeKiteServer,
  type FakeKiteUser,
} from '@shagun/broker-zerodha/testing'

export const passphrase: string = 'sixteen characters or more'
const app = { apiKey: 'keyoftheapp', apiSecret: 'secretoftheapp' }
export const keys: Readonly<Record<string, string>> = { KITE_API_KEY: app.apiKey, KITE_API_SECRET: app.apiSecret }
export const order: readonly string[] = [
  ...['--live', '--instrument', 'NSE:INFY', '--side', 'buy'],
  ...['--quantity', '10', '--limit-price', '1519.50'],
]

/** What was said so far. */
export interface Said {
  readonly out: string
  /** Until it has said something; what was found. */
  said(what: RegExp): Promise<RegExpExecArray>
}

export interface Stage {
  readonly fake: FakeKite
  readonly server: FakeKiteServer
  /** Logs in as a person with a browser does, and gives the page that they see in the end. */
  logIn(run: Said): Promise<string>
  close(): Promise<void>
}

/** A Kite on a port, to be asked as the real one would be. */
export async function openStage(user: Partial<FakeKiteUser> = {}, options: FakeKiteOptions = {}): Promise<Stage> {
  let redirectUrl = ''
  const users: FakeKiteUser[] = [
    {
      userId: 'XY9876',
      ...app,
      ...user,
      get redirectUrl() {
        return redirectUrl
      },
    },
  ]
  const fake = createFakeKite({ users, ...options })
  fake.print('NSE:INFY', '1520', 100)
  const server = await fake.listen()
  return {
    fake,
    server,
    async logIn(run) {
      redirectUrl = (await run.said(/come back to (http\S+)/))[1]!
      const addresses = run.out.match(/^http\S+connect\/login\S+$/gm)!
      return await (await fetch(addresses.at(-1)!)).text()
    },
    close() {
      fake.ticker.close()
      return server.close()
    },
  }
}

/** Everything that is said, to be waited for. */
export function listen(): Said & { hear(text: string): void; end(): void } {
  let [out, isOver] = ['', false]
  let news = Promise.withResolvers<void>()
  const tell = (): void => {
    news.resolve()
    news = Promise.withResolvers()
  }
  return {
    get out() {
      return out
    },
    hear(text) {
      out += text
      tell()
    },
    end() {
      isOver = true
      tell()
    },
    async said(what) {
      for (;;) {
        const found = what.exec(out)
        if (found !== null) return found
        if (isOver) throw new Error(`It ended without ${what}:\n${out}`)
        await news.promise
      }
    },
  }
}

/** Lines that a terminal of 80 columns does not show whole; an address is in one piece, however long. */
export function tooLong(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.length > 80 && !line.startsWith('http'))
}
