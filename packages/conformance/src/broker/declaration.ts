import type { Broker, OrderType, Product, Supports, TimeInForce } from '@shagun/core'
import { breach } from '../conformance-case.ts'
import type { BrokerClaim } from './claim.ts'
import { kindsOf } from './requests.ts'

/** What it says of itself. */
export const declarationClaims: readonly BrokerClaim[] = [
  {
    id: 'capabilities/declaration',
    claim: 'declares what can be, each once, and nothing else than the cases were given',
    async check({ broker, supports }) {
      const [field, remedy] = faultOf(broker) ?? []
      if (field !== undefined) throw breach(`Its \`supports\` has ${field}.`, remedy!)
      for (const name of Object.keys({ ...supports, ...broker.supports }) as (keyof Supports)[]) {
        const [given, declared] = [supports[name], broker.supports[name]].map((value) => JSON.stringify(value))
        if (given !== declared)
          throw breach(
            `It declares ${name} ${declared}, and the cases were given ${given}.`,
            'Give them the very `supports` of the adapter.',
          )
      }
    },
  },
  {
    id: 'capabilities/methods',
    claim: 'has `modify` and `placeGroup` where it declares what they are for, and else not at all',
    async check({ broker }) {
      const { modify, groups } = broker.supports
      for (const [method, declared] of [
        ['modify', modify.length > 0],
        ['placeGroup', groups.length > 0],
      ] as const) {
        const has = typeof broker[method] === 'function'
        if (has !== declared || (method in broker && !has))
          throw breach(
            `It ${declared ? 'declares what' : 'declares nothing that'} \`${method}\` is for, and has ${has ? 'it' : `${typeof broker[method]} by that name`}.`,
            'Declare what is written, and write what is declared; defineBroker sees to it.',
          )
      }
    },
  },
  {
    id: 'capabilities/instruments',
    claim: 'lists what is traded, where it lists anything, with its tick, its lot, its currency and its multiplier',
    async check({ broker, fixtures, instrument, answered }) {
      if (broker.fetchInstruments === undefined) return
      const listed = await answered(broker.fetchInstruments(), 'A question for instruments')
      // Some list only what nobody can know without them.
      for (const traded of [instrument, ...Object.values(fixtures.instruments ?? {})]) {
        const found = listed.find(({ id }) => id === traded.id)
        if (found === undefined) continue
        for (const [what, is, should] of [
          ['tick', found.tickAt(100), traded.tickAt(100)],
          ['lot', found.lotSize, traded.lotSize],
          ['currency', found.currency, traded.currency],
          ['multiplier', found.multiplier, traded.multiplier],
        ] as const)
          if (String(is) !== String(should))
            throw breach(
              `It lists ${traded.id} with a ${what} of ${is}, and the venue has ${should}.`,
              'Hand on what the broker lists, and leave out what it does not tell.',
            )
      }
    },
  },
]

const orderTypes: readonly OrderType[] = ['market', 'limit', 'stop', 'stop-limit']
const timesInForce: readonly TimeInForce[] = ['day', 'ioc', 'gtc', 'gtd', 'fok']
const products: readonly Product[] = ['delivery', 'intraday', 'carryforward', 'margin']

/** What is wrong with what it declares, and what to do. */
function faultOf({ id, supports }: Broker): readonly [field: string, remedy: string] | undefined {
  if (id === '') return ['an empty id beside it', 'Give it the name of the broker.']
  const { modify, groups, idempotency, tagLength, except = [] } = supports
  const words: readonly (readonly [string, readonly string[], readonly string[], boolean])[] = [
    ['orderTypes', supports.orderTypes, orderTypes, true],
    ['timeInForce', supports.timeInForce, timesInForce, true],
    ['products', supports.products, products, true],
    ['modify', modify, ['quantity', 'limitPrice', 'stopPrice', 'timeInForce'], false],
    ['groups', groups, ['oco', 'bracket'], false],
    ['idempotency', [idempotency], ['none', 'by-tag', 'by-id'], true],
  ]
  for (const [name, listed, known, needed] of words) {
    if (needed && listed.length === 0) return [`no \`${name}\``, 'List at least one.']
    if (new Set(listed).size < listed.length) return [`\`${name}\` with one twice`, 'List each once.']
    const odd = listed.find((word) => !known.includes(word))
    if (odd !== undefined) return [`\`${name}\` with ${odd}`, `Use one of ${known.join(', ')}.`]
  }
  if (except.some(([type, inForce]) => !supports.orderTypes.includes(type) || !supports.timeInForce.includes(inForce)))
    return ['`except` with what is not declared anyway', 'Name pairs of which each half is declared.']
  if (kindsOf(supports).length === 0) return ['nothing left beside what it excepts', 'Declare what it takes.']
  if (tagLength !== 0 && !(Number.isInteger(tagLength) && tagLength >= 13))
    return [`\`tagLength\` of ${tagLength}`, 'Give 0, or at least 13 so that ids stay unique.']
  if (idempotency !== 'none' && tagLength === 0)
    return [`\`idempotency\` ${idempotency} and no tag`, 'Say `none` where nothing of ours travels with an order.']
  return undefined
}
