import { mock } from '@shagun/broker-mock'
import { type Broker, type Environment, type Supports, systemClock } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { secret } from '../testing/brokers/acme.ts'
import { everything } from '../testing/brokers/acme-venue.ts'
import { acmeCases } from '../testing/brokers/honest.ts'
import { withReply } from '../testing/brokers/wrap.ts'
import { textOf } from '../texts.ts'
import { brokerCases } from './cases.ts'
import type { BrokerFixtures, BrokerWorld } from './fixtures.ts'

/** The least that a broker can take. */
const least: Supports = {
  orderTypes: ['market'],
  timeInForce: ['ioc'],
  products: ['delivery'],
  modify: [],
  groups: [],
  idempotency: 'none',
  tagLength: 0,
}

function plainCases(supports: Supports, changes: Partial<BrokerFixtures> = {}, seen: BrokerWorld[] = []) {
  return brokerCases(
    (environment) => {
      const broker: Broker & BrokerWorld['broker'] = mock<Supports>({ supports, shortSelling: true }, environment)
      const world = { broker, venue: (broker as ReturnType<typeof mock>).venue }
      seen.push(world)
      return world
    },
    { supports, ...changes },
  )
}

function skippedOf(cases: ReturnType<typeof acmeCases>): Record<string, string> {
  return Object.fromEntries(cases.flatMap(({ id, skipped }) => (skipped === undefined ? [] : [[id, skipped]])))
}

describe('a case for brokers', () => {
  it('is skipped where it is about what is not declared, and says so', () => {
    const skipped = skippedOf(plainCases(least))
    expect(skipped).toMatchObject({
      'capabilities/tag': 'no id of ours travels with its orders',
      'capabilities/by-id': 'it declares `idempotency` none',
      'orders/market': 'it takes no market order',
      'orders/limit': 'it takes no limit order that lasts',
      'orders/day': 'it takes no limit order that rests',
      'lifecycle/accepted': 'it takes no limit order that rests',
      'changes/quantity': 'it declares no change of quantity',
      'groups/named': 'it declares no oco',
      'restart/orders': 'there is no `again`',
    })
    expect(Object.keys(skippedOf(plainCases(everything)))).not.toContain('orders/gtc')
  })

  it('is held against the least broker as far as it goes', async () => {
    const cases = plainCases(least).filter(({ skipped }) => skipped === undefined)
    expect(cases.map(({ id }) => id)).toEqual([
      'capabilities/declaration',
      'capabilities/methods',
      'capabilities/instruments',
      'capabilities/taken',
      'capabilities/undeclared-orders',
    ])
    for (const { run } of cases) await run()
  })

  it('is skipped where nobody can do what it needs, and says so', () => {
    const skipped = skippedOf(acmeCases(undefined, everything, { faults: {}, secrets: undefined as never }))
    expect(skipped).toMatchObject({
      'groups/reply-lost': 'there is no fault `reply-lost`',
      'reports/delayed': 'there is no fault `report-delayed`',
      'faults/read-garbage': 'there is no fault `read-garbage`',
      'secrets/log': 'it was given no secret',
    })
  })

  it('that is skipped and run all the same does not pass', async () => {
    for (const { skipped, run } of plainCases(least))
      if (skipped !== undefined) await expect(run()).rejects.toThrow('Do not run it')
  })

  it('goes by an id of its own, below its level', () => {
    const ids = acmeCases().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids)
      expect(id).toMatch(
        /^(capabilities|orders|lifecycle|changes|groups|facts|reports|faults|restart|limits|environment|secrets)\/[a-z-]+$/,
      )
  })

  it('ends what was opened for it, also where it fails', async () => {
    let open = 0
    const cases = brokerCases(
      (environment) => {
        open++
        const broker = mock({}, environment)
        const close = (): void => {
          open--
        }
        return { broker: { ...broker, place: () => ({ outcome: 'nonsense' }) as never }, venue: broker.venue, close }
      },
      { supports: everything },
    )
    for (const { skipped, run } of cases) if (skipped === undefined) await run().catch(() => {})
    expect(open).toBe(0)
  })

  it('has an account of its own', async () => {
    const seen: BrokerWorld[] = []
    const cases = plainCases({ ...everything, groups: ['oco'] }, {}, seen).filter(({ id }) =>
      id.startsWith('lifecycle/'),
    )
    for (const { skipped, run } of cases) if (skipped === undefined) await run()
    expect(new Set(seen.map(({ venue }) => venue)).size).toBe(seen.length)
  })

  it('takes all chance from its seed, and stands at the same time', async () => {
    const drawn = async (seed: number): Promise<string> => {
      const first: string[] = []
      const note = (broker: Broker, { environment }: { readonly environment: Environment }): Broker => {
        first.push(`${environment.random()} at ${environment.clock.now()}`)
        return broker
      }
      await acmeCases(note, everything, { seed })[0]!.run()
      return first.at(-1)!
    }
    expect(await drawn(7)).toBe(await drawn(7))
    expect(await drawn(7)).not.toBe(await drawn(8))
    expect(acmeCases(undefined, everything, { seed: 7 }).every(({ seed }) => seed === 7)).toBe(true)
  })

  it('goes by the clock of the machine where it is asked to', async () => {
    const cases = acmeCases(undefined, everything, { clock: 'machine', patienceMs: 2_000 })
    const began = systemClock.now()
    for (const id of ['lifecycle/partly-filled', 'reports/fills', 'restart/fills', 'environment/timers'])
      await cases.find((each) => each.id === id)!.run()
    expect(systemClock.now() - began).toBeGreaterThan(200)
    expect(cases.find(({ id }) => id === 'environment/repeatable')!.skipped).toBe("it lives on the machine's clock")
  })

  it('shows no secret itself', async () => {
    const leaky = (broker: Broker): Broker =>
      withReply(broker, () => ({ outcome: 'rejected', evidence: { reason: `POST /orders?key=${secret}` } }))
    const found = acmeCases(leaky).find(({ id }) => id === 'secrets/told')!
    const error = await found.run().catch((cause: unknown) => cause)
    expect(error).toMatchObject({ message: expect.stringContaining('POST /orders?key=[secret]') })
    expect(textOf(error)).not.toContain(secret)
  })
})
