import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { infy, openStage, type Stage } from '../stage.fixture.ts'
import type { FakeKiteFault } from './fault.ts'

/** Places an order; what comes of the request, as text. */
async function outcome({ place, clock }: Stage, tag = 'a'): Promise<string> {
  let result = 'nothing'
  const asked = place({ tag }).then(
    ({ status, data, type }) =>
      (result = `${status} ${type ?? (typeof data === 'object' ? 'json' : String(data).slice(0, 6))}`),
    (cause: Error) => (result = String(cause.cause ?? cause)),
  )
  void asked
  for (let i = 0; i < 10; i++) {
    await new Promise(setImmediate)
    clock.advanceTo(clock.now() + 1_000)
  }
  await new Promise(setImmediate)
  return result
}

describe('a fault', () => {
  it.each<[FakeKiteFault, expected: string, taken: boolean]>([
    [{ kind: 'slow-accept', ms: 5_000 }, '200 json', true],
    [{ kind: 'answer-lost' }, 'Error: socket hang up', true],
    [{ kind: 'answer-never' }, 'nothing', true],
    [{ kind: 'answer-late', ms: 5_000 }, '200 json', true],
    [{ kind: 'error-after', status: 500, as: 'json' }, '500 GeneralException', true],
    [{ kind: 'error-after', status: 502, as: 'html' }, '502 <html>', true],
    [{ kind: 'error-after', status: 503, as: 'json' }, '503 NetworkException', true],
    [{ kind: 'error-after', status: 504, as: 'html' }, '504 <html>', true],
    [{ kind: 'error-before', status: 504, as: 'html' }, '504 <html>', false],
    [{ kind: 'error-before', status: 502, as: 'json' }, '502 DataException', false],
    [{ kind: 'reset' }, 'Error: socket hang up', false],
    [{ kind: 'stall' }, 'nothing', false],
    [{ kind: 'half-body' }, 'Error: socket hang up', true],
    [{ kind: 'page' }, '200 <html>', true],
    [{ kind: 'null' }, '200 undefi', true],
    [{ kind: 'slow-body', ms: 5_000 }, '200 json', true],
    [{ kind: 'too-many' }, '429 NetworkException', false],
    [{ kind: 'charset' }, '200 json', true],
  ])('spoils the answer, and leaves the order what it is: %j', async (fault, expected, taken) => {
    const stage = openStage()
    stage.fake.faults.add(fault, { at: 'place', times: 1 })
    expect(await outcome(stage)).toBe(expected)
    expect(await stage.rows()).toHaveLength(taken ? 1 : 0)
    expect(stage.fake.faults.count(fault.kind)).toBe(1)
    expect(await outcome(stage)).toBe('200 json')
  })

  it('hides an order from the book for a while', async () => {
    const { fake, placed, rows, ask, advance } = openStage()
    fake.faults.add({ kind: 'late-in-book', ms: 30_000 }, { times: 1 })
    const id = await placed({ tag: 'late' })
    fake.print('NSE:INFY', 1500, 4)
    expect(await rows()).toEqual([])
    expect((await ask('GET', '/trades')).data).toEqual([])
    expect((await ask('GET', `/orders/${id}`)).status).toBe(400)
    expect(fake.venue.listOrders()).toMatchObject([{ clientOrderId: 'late' }])
    await advance(30_000)
    expect(await rows()).toMatchObject([{ order_id: id, tag: 'late', filled_quantity: 4 }])
    expect((await ask('GET', '/trades')).data).toHaveLength(1)
  })

  it('acts late where it is slow to accept', async () => {
    const { fake, place, rows, advance } = openStage()
    fake.faults.add({ kind: 'slow-accept', ms: 5_000 }, { at: 'place', times: 1 })
    const asked = place()
    await advance(0)
    await advance(4_999)
    expect(await rows()).toEqual([])
    await advance(1)
    expect((await asked).status).toBe(200)
    expect(await rows()).toHaveLength(1)
  })

  it('says when to come again where it is told to', async () => {
    const { fake, place } = openStage()
    fake.faults.add({ kind: 'too-many', retryAfterSec: 3 })
    expect((await place()).headers.get('retry-after')).toBe('3')
  })

  it('names a charset', async () => {
    const { fake, ask } = openStage()
    fake.faults.add({ kind: 'charset' })
    expect((await ask('GET', '/orders')).headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  it('is where it is said to be, as often as it is said, until it is taken back', async () => {
    const { fake, ask } = openStage()
    const end = fake.faults.add({ kind: 'error-before', status: 503, as: 'json' }, { at: ['orders', 'trades'] })
    expect((await ask('GET', '/orders')).status).toBe(503)
    expect((await ask('GET', '/trades')).status).toBe(503)
    expect((await ask('GET', '/portfolio/positions')).status).toBe(200)
    end()
    expect((await ask('GET', '/orders')).status).toBe(200)
    fake.faults.add({ kind: 'error-before', status: 503, as: 'json' }, { times: 2 })
    expect((await ask('GET', '/orders')).status).toBe(503)
    fake.faults.clear()
    expect((await ask('GET', '/orders')).status).toBe(200)
  })

  it('is as likely as it is said to be, and the same for the same seed', async () => {
    const run = async () => {
      const { fake, ask } = openStage({ seed: 3 })
      fake.faults.add({ kind: 'error-before', status: 503, as: 'json' }, { probability: 0.3 })
      const statuses: number[] = []
      for (let i = 0; i < 200; i++) statuses.push((await ask('GET', '/orders')).status)
      return statuses
    }
    const statuses = await run()
    const failed = statuses.filter((status) => status === 503).length
    expect(failed).toBeGreaterThan(35)
    expect(failed).toBeLessThan(85)
    expect(await run()).toEqual(statuses)
  })

  it('leaves a client that gives up with an aborted request', async () => {
    const { fake } = openStage()
    const { apiKey, accessToken } = fake.session()
    fake.faults.add({ kind: 'stall' })
    const gone = new AbortController()
    const asked = fake.network.fetch('https://api.kite.trade/orders', {
      signal: gone.signal,
      headers: { 'X-Kite-Version': '3', authorization: `token ${apiKey}:${accessToken}` },
    })
    gone.abort(new Error('too long'))
    await expect(asked).rejects.toThrow('too long')
  })
})

describe('under any faults', () => {
  const fault = fc.constantFrom<FakeKiteFault>(
    { kind: 'slow-accept', ms: 1_500 },
    { kind: 'answer-lost' },
    { kind: 'answer-never' },
    { kind: 'answer-late', ms: 700 },
    { kind: 'error-after', status: 504, as: 'html' },
    { kind: 'error-before', status: 503, as: 'json' },
    { kind: 'reset' },
    { kind: 'stall' },
    { kind: 'half-body' },
    { kind: 'page' },
    { kind: 'null' },
    { kind: 'too-many' },
    { kind: 'late-in-book', ms: 9_000 },
    { kind: 'stuck', at: 'VALIDATION PENDING', ms: 4_000 },
  )

  it('an order that was acted upon is in the book once, and one that was not is not there', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fault, fc.double({ min: 0.05, max: 0.6, noNaN: true })), { maxLength: 5 }),
        async (faults) => {
          const stage = openStage({ behavior: { checksFunds: false } })
          const { fake, place, rows, advance } = stage
          for (const [each, probability] of faults) fake.faults.add(each, { probability, at: 'place' })
          for (let i = 0; i < 12; i++) {
            place({ ...infy, tag: `tag${i}` }).catch(() => {})
            await advance(100)
          }
          // Each in its own time: what was slow to be accepted is late in the book only after that.
          for (let i = 0; i < 40; i++) await advance(500)
          fake.faults.clear()
          const acted = fake.requests.filter(({ endpoint, status }) => endpoint === 'place' && status === 200)
          const expected = acted.map(({ params }) => params['tag']).sort()
          expect((await rows()).map(({ tag }) => tag).sort()).toEqual(expected)
          expect(
            fake.venue
              .listOrders()
              .map(({ clientOrderId }) => clientOrderId)
              .sort(),
          ).toEqual(expected)
          expect((await rows()).every(({ status }) => status === 'OPEN')).toBe(true)
        },
      ),
      { numRuns: 40 },
    )
  })
})
