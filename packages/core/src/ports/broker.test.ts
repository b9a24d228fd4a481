import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Supports } from '../model/supports.ts'
import { type Broker, type BrokerMethods, defineBroker, type Factory } from './broker.ts'
import { createEnvironment, systemEnvironment } from './environment-system.ts'

const plain = {
  orderTypes: ['market'],
  timeInForce: ['day'],
  products: ['delivery'],
  modify: [],
  groups: [],
  idempotency: 'none',
  tagLength: 0,
} as const satisfies Supports

const methods = () => ({
  connect: async () => async () => {},
  place: () => ({ outcome: 'rejected', evidence: { reason: 'closed' } }) as const,
  cancel: () => ({ outcome: 'requested' }) as const,
  findOrders: async () => [],
  fetchSnapshot: async () => ({ asOf: 0, orders: [], fills: [], positions: [], holdings: [], cash: {} }),
})
const modify = () => ({ outcome: 'requested' }) as const
const placeGroup = () => ({ outcome: 'unconfirmed', cause: 'timeout' }) as const

/** A broker whose declaration and whose methods the compiler has not compared. */
function make(supports: Partial<Supports>, more: object = {}): Broker {
  const declared: Supports = { ...plain, ...supports }
  return defineBroker({
    id: 'acme',
    supports: declared,
    create: (_: object) => ({ ...methods(), ...more }) as unknown as BrokerMethods<Supports>,
  })({})
}

const refused = (option: string, value: string, expected: string) =>
  expect.objectContaining({
    code: 'invalid-options',
    message: `The broker acme has ${option} ${value}; expected ${expected}.`,
    details: { option, value, expected },
  })

describe('defineBroker', () => {
  it('makes a broker with its name, its abilities and the methods that were written', async () => {
    const broker = make({ modify: ['quantity'], groups: ['oco'] }, { modify, placeGroup })
    expect([broker.id, broker.supports.modify, broker.supports.groups]).toEqual(['acme', ['quantity'], ['oco']])
    expect(broker.modify).toBe(modify)
    expect(broker.placeGroup).toBe(placeGroup)
    expect(await broker.findOrders('a' as never)).toEqual([])
  })

  it('hands options and environment on, and lives in that environment', () => {
    const given: unknown[] = []
    const acme: Factory<Broker<typeof plain>, { readonly apiKey: string }> = defineBroker({
      id: 'acme',
      supports: plain,
      create(options: { readonly apiKey: string }, environment) {
        given.push(options, environment)
        return methods()
      },
    })
    const environment = createEnvironment({})
    expect(acme({ apiKey: 'k' }, environment).environment).toBe(environment)
    expect(given).toEqual([{ apiKey: 'k' }, environment])
    expect(given[1]).toBe(environment)
  })

  it('lives in the real world, with no options, where none are given', () => {
    let given: unknown
    const acme = defineBroker({
      id: 'acme',
      supports: plain,
      create(options: { readonly paper?: boolean }, environment) {
        given = { options, environment }
        return methods()
      },
    })
    expect(acme().environment).toBe(systemEnvironment)
    expect(given).toEqual({ options: {}, environment: systemEnvironment })
  })

  it('makes a new broker each time', () => {
    const acme = defineBroker({ id: 'acme', supports: plain, create: () => methods() })
    const environment = createEnvironment({})
    const [first, second] = [acme({}, environment), acme()]
    expect(first).not.toBe(second)
    expect([first.environment, second.environment]).toEqual([environment, systemEnvironment])
  })

  it('keeps what more an adapter offers, living values included', () => {
    let cash = 5
    const acme = defineBroker({
      id: 'acme',
      supports: plain,
      create: () => ({
        ...methods(),
        get cash() {
          return cash
        },
      }),
    })
    const broker = acme() as Broker<typeof plain> & { readonly cash: number }
    cash = 7
    expect(broker.cash).toBe(7)
  })

  it('takes methods from a prototype as well', () => {
    const written = Object.create({ ...methods(), modify })
    const acme = defineBroker({
      id: 'acme',
      supports: { ...plain, modify: ['limitPrice'] as const },
      create: () => written,
    })
    expect(acme().modify).toBe(modify)
  })

  it.each<[string, Partial<Supports>, object, string, string, string]>([
    [
      'modify declared and not written',
      { modify: ['quantity'] },
      {},
      'supports.modify',
      'declared',
      'a method modify, or supports.modify empty',
    ],
    [
      'modify declared and left undefined',
      { modify: ['quantity'] },
      { modify: undefined },
      'supports.modify',
      'declared',
      'a method modify, or supports.modify empty',
    ],
    [
      'modify written and not declared',
      {},
      { modify },
      'supports.modify',
      'empty',
      'no method modify, or supports.modify filled',
    ],
    [
      'groups declared and not written',
      { groups: ['bracket'] },
      {},
      'supports.groups',
      'declared',
      'a method placeGroup, or supports.groups empty',
    ],
    [
      'groups written and not declared',
      {},
      { placeGroup },
      'supports.groups',
      'empty',
      'no method placeGroup, or supports.groups filled',
    ],
  ])('refuses %s', (_, supports, more, option, value, expected) => {
    expect(() => make(supports, more)).toThrow(refused(option, value, expected))
  })

  it('does not take a method that is left undefined for a written one', () => {
    expect(make({}, { modify: undefined, placeGroup: undefined }).modify).toBeUndefined()
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, -1, 12.5, Number.NaN])(
    'refuses a tag of %s characters, which cannot tell orders apart',
    (tagLength) => {
      expect(() => make({ tagLength })).toThrow(
        refused('supports.tagLength', String(tagLength), '0, or at least 13 so that ids stay unique'),
      )
    },
  )

  it.each([0, 13, 20, 36])('takes a tag of %i characters', (tagLength) => {
    expect(make({ tagLength }).supports.tagLength).toBe(tagLength)
  })

  it('lets the compiler compare what is declared and what is written', () => {
    const modifiable = { ...plain, modify: ['quantity'] } as const
    // @ts-expect-error modify is declared, so it must be written
    defineBroker({ id: 'acme', supports: modifiable, create: () => methods() })
    // @ts-expect-error modify is not declared, so it may not be written
    defineBroker({ id: 'acme', supports: plain, create: () => ({ ...methods(), modify }) })
    // @ts-expect-error groups are not declared, so they may not be written
    defineBroker({ id: 'acme', supports: plain, create: () => ({ ...methods(), placeGroup }) })
    const empty = () => ({ outcome: 'accepted', brokerOrderIds: [] }) as const
    // @ts-expect-error an accepted order has at least one broker id
    defineBroker({ id: 'acme', supports: plain, create: () => ({ ...methods(), place: empty }) })
  })

  it('asks for options where they are needed, and only there', () => {
    expectTypeOf<Parameters<Factory<Broker, { readonly apiKey: string }>>[0]>().toEqualTypeOf<{
      readonly apiKey: string
    }>()
    expectTypeOf<Parameters<Factory<Broker, { readonly paper?: boolean }>>[0]>().toEqualTypeOf<
      { readonly paper?: boolean } | undefined
    >()
    expectTypeOf<Parameters<Factory<Broker>>['length']>().toEqualTypeOf<0 | 1 | 2>()
  })
})
