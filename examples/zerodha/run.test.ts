import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FakeKiteUser } from '@shagun/broker-zerodha/testing'
import { describe, expect, it, type TestContext } from 'vitest'
import { openOfflineKite } from './offline-kite.ts'
import { readOptions } from './options.ts'
import { run } from './run.ts'
import { keys, listen, openStage, order, passphrase, type Said, tooLong } from './stage.fixture.ts'
import { createTerminal } from './terminal.ts'

/** What the command does with these options, in this process. */
interface Begun extends Said {
  readonly isWell: Promise<boolean>
}

/** The test that something belongs to; runs wait more than they work, so that they may wait at the same time. */
type Test = Pick<TestContext, 'onTestFinished'>

async function openKite(test: Test, user: Partial<FakeKiteUser> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'zerodha-'))
  const stage = await openStage(user)
  test.onTestFinished(async () => {
    await stage.close()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    ...stage,
    folder,
    begin(args: readonly string[] = [], settings: Readonly<Record<string, string>> = {}): Begun {
      const shared = ['--kite', stage.server.url, '--port', '0', '--out', folder]
      const options = readOptions([...shared, ...args], { ...keys, ...settings })
      if (options === 'help') throw new Error('It was asked for help.')
      const said = listen()
      const isWell = run(options.kite!, createTerminal(said.hear), new AbortController().signal)
      void isWell.then(said.end, said.end)
      return Object.defineProperties(said, { isWell: { value: isWell } }) as unknown as Begun
    },
  }
}

/** Everything that was written into files. */
async function written(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = files.filter((file) => file.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  return (await Promise.all(paths.map((path) => readFile(path, 'latin1')))).join('\n')
}

describe.concurrent('a run', () => {
  it('only reads where no order is given', async (test) => {
    const { fake, begin, logIn } = await openKite(test, {
      holdings: [{ instrument: 'NSE:SBIN', quantity: 5, averagePrice: '600.10' }],
    })
    fake.print('NSE:SBIN', '610', 5)
    const begun = begin()
    await logIn(begun)
    expect(await begun.isWell).toBe(true)
    expect(begun.out).toMatch(/Cash\s+10,00,000\.00 INR\n\s+NSE:SBIN\s+5 delivery at 600\.10, now 610\.00/)
    expect(begun.out).toMatch(/NSE:INFY\s+1,520\.00, at \d\d:\d\d:\d\d in India/)
    expect(fake.requests.filter(({ method }) => method !== 'GET').map(({ endpoint }) => endpoint)).toEqual(['session'])
    expect(tooLong(begun.out)).toEqual([])
  })

  it('keeps no token without a passphrase, and says so', async (test) => {
    const { folder, begin, logIn } = await openKite(test)
    const begun = begin()
    await logIn(begun)
    await begun.isWell
    expect(begun.out).toContain('not kept, because KITE_PASSPHRASE is not set')
    expect(await readdir(folder)).not.toContain('kite-token')
  })

  it('goes on with the token of the day until it is ended elsewhere', async (test) => {
    const { fake, begin, logIn } = await openKite(test)
    const settings = { KITE_PASSPHRASE: passphrase }
    const first = begin([], settings)
    await logIn(first)
    expect(await first.isWell).toBe(true)
    const second = begin([], settings)
    expect(await second.isWell).toBe(true)
    expect(second.out).toContain('that of an earlier login of today')
    fake.logout()
    const third = begin([], settings)
    expect(await logIn(third)).toContain('You are logged in')
    expect(await third.isWell).toBe(true)
    expect(third.out).toContain('ended elsewhere')
  })

  it('asks for a login where the token was sealed with another passphrase', async (test) => {
    const { begin, logIn } = await openKite(test)
    const first = begin([], { KITE_PASSPHRASE: passphrase })
    await logIn(first)
    await first.isWell
    const second = begin([], { KITE_PASSPHRASE: `${passphrase}, but another one` })
    await logIn(second)
    expect(await second.isWell).toBe(true)
    expect(second.out.replace(/\s+/g, ' ')).toContain('expected one that was sealed with this passphrase')
  })

  it('tells why a login was refused, and takes the next one', async (test) => {
    const { fake, begin, logIn } = await openKite(test)
    fake.faults.add({ kind: 'error-before', status: 503, as: 'html' }, { at: 'session', times: 1 })
    const begun = begin()
    expect(await logIn(begun)).toContain('The login was not taken')
    await begun.said(/Refused\s+zerodha/)
    expect(await logIn(begun)).toContain('You are logged in')
    expect(await begun.isWell).toBe(true)
  })

  it('writes no secret anywhere: not on the terminal, into files, or into the page', async (test) => {
    const { fake, folder, begin, logIn } = await openKite(test)
    const begun = begin(order, { KITE_PASSPHRASE: passphrase })
    const page = await logIn(begun)
    await begun.said(/accepted/)
    fake.print('NSE:INFY', '1519.50', 10)
    expect(await begun.isWell).toBe(true)
    const all = page + begun.out + (await written(folder))
    expect(all).toContain('order.accepted')
    expect(fake.secrets.length).toBeGreaterThan(2)
    for (const secret of [...fake.secrets, passphrase]) expect(all).not.toContain(secret)
  })

  it('at the Kite within the process writes none either', async (test) => {
    const kite = await openOfflineKite(0)
    test.onTestFinished(kite.close)
    const heard = listen()
    expect(await run(kite, createTerminal(heard.hear), new AbortController().signal)).toBe(true)
    expect(kite.secrets.length).toBeGreaterThan(3)
    for (const secret of kite.secrets) expect(heard.out).not.toContain(secret)
  })
})

describe.concurrent('an order', () => {
  it('is placed once, and told of until it is filled', async (test) => {
    const { fake, begin, logIn } = await openKite(test)
    const begun = begin(order)
    await logIn(begun)
    await begun.said(/accepted by Kite/)
    fake.print('NSE:INFY', '1519.50', 4)
    await begun.said(/filled 4 at 1,519\.50/)
    fake.print('NSE:INFY', '1519.50', 100)
    expect(await begun.isWell).toBe(true)
    expect(begun.out).toMatch(/buy 10 NSE:INFY at 1,519\.50 or better, delivery, 15,195\.00/)
    expect(begun.out).toMatch(/NSE:INFY\s+10 delivery at 1,519\.50/)
    expect(fake.count('place')).toBe(1)
    expect(fake.venue.listOrders()).toMatchObject([{ lifecycle: 'filled' }])
  })

  it('is canceled after its time', async (test) => {
    const { fake, begin, logIn } = await openKite(test)
    const begun = begin([...order, '--watch-sec', '1'])
    await logIn(begun)
    expect(await begun.isWell).toBe(true)
    expect(begun.out).toMatch(/cancel requested\n.* canceled\n/)
    expect(fake.venue.listOrders()).toMatchObject([{ lifecycle: 'canceled' }])
  })

  it('that was not answered is found out about before it is let go of', async (test) => {
    const { fake, begin, logIn } = await openKite(test)
    fake.faults.add({ kind: 'answer-lost' }, { at: 'place', times: 1 })
    const begun = begin([...order, '--watch-sec', '1'])
    await logIn(begun)
    expect(await begun.isWell).toBe(true)
    expect(begun.out).toMatch(/unconfirmed \(/)
    expect(fake.count('place')).toBe(1)
    expect(fake.venue.listOrders()).toMatchObject([{ lifecycle: 'canceled' }])
  })

  it('that cannot be canceled is told of, with where to look', async (test) => {
    const { fake, begin, logIn } = await openKite(test)
    const begun = begin([...order, '--watch-sec', '1'])
    await logIn(begun)
    await begun.said(/accepted/)
    fake.logout()
    expect(await begun.isWell).toBe(false)
    const text = begun.out.replace(/\s+/g, ' ')
    expect(text).toContain('10 of the order may still be in the market. Look at https://kite.zerodha.com/orders')
    expect(tooLong(begun.out)).toEqual([])
  })

  it.for<[string, readonly string[], Partial<FakeKiteUser>, RegExp]>([
    ['Kite refuses', order, { ips: [] }, /rejected: No IPs configured for this app/],
    ['there is no money for', order, { cash: '100' }, /rejected: /],
    ['is worth too much', order.with(6, '100'), {}, /denied: The order is worth 151950 INR, above the limit of 50000/],
  ])('that %s is told of, and leaves nothing behind', async ([, args, user, why], test) => {
    const { fake, begin, logIn } = await openKite(test, user)
    const begun = begin(args)
    await logIn(begun)
    expect(await begun.isWell).toBe(false)
    expect(begun.out.replace(/\s+/g, ' ')).toMatch(why)
    expect(fake.venue.listOrders().filter(({ lifecycle }) => lifecycle === 'working')).toEqual([])
  })

  it.for([
    [order.with(-1, '1519.51'), { code: 'invalid-order', message: expect.stringContaining('1519.5') }],
    [order.with(2, 'NSE:NOSUCH'), { code: 'not-found', message: expect.stringContaining('lists no NSE:NOSUCH') }],
  ] as const)('that can never be right is refused before anything is placed: %j', async ([args, error], test) => {
    const { fake, begin, logIn } = await openKite(test)
    const begun = begin(args)
    await logIn(begun)
    await expect(begun.isWell).rejects.toMatchObject(error)
    expect(fake.count('place')).toBe(0)
  })

  it('goes out without prices, too, where the plan holds none', async (test) => {
    const { fake, begin, logIn } = await openKite(test, { plan: 'personal' })
    const begun = begin([...order, '--watch-sec', '1'])
    await logIn(begun)
    expect(await begun.isWell).toBe(true)
    expect(begun.out.replace(/\s+/g, ' ')).toContain('Take the plan of Kite Connect that holds market data')
    expect(fake.venue.listOrders()).toMatchObject([{ lifecycle: 'canceled' }])
    expect(tooLong(begun.out)).toEqual([])
  })
})
