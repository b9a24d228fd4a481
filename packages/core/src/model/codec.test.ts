import { createRequire } from 'node:module'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { isShagunError } from '../errors.ts'
import { canonicalJson, type decimalKeys, decodeEntry, encodeEvent, eventVersion, jsonOf } from './codec.ts'
import { Decimal } from './decimal.ts'
import type { JournalEvent, JournalEventMap } from './events.ts'
import type { BrokerOrderId, ClientOrderId } from './ids.ts'
import type { Json, SurvivesJson } from './json.ts'
import type { Order } from './order.ts'

/** Loaded as CommonJS, it is another module with a prototype of its own. */
const { Decimal: SecondInstall } = createRequire(import.meta.url)('decimal.js') as { readonly Decimal: typeof Decimal }

/** The keys under which a Decimal is found anywhere in T, looking through objects and arrays. */
type DecimalKeys<T> = T extends string | number | boolean | null | undefined
  ? never
  : T extends readonly (infer E)[]
    ? DecimalKeys<E>
    : T extends object
      ? {
          [K in keyof T]-?: Json extends T[K]
            ? never
            : Exclude<T[K], undefined> extends Decimal
              ? K
              : DecimalKeys<Exclude<T[K], undefined>>
        }[keyof T]
      : never

const fill: JournalEvent = {
  type: 'order.filled',
  time: 1000,
  clientOrderId: 'abc' as ClientOrderId,
  fill: {
    fillId: 'f1',
    clientOrderId: 'abc' as ClientOrderId,
    brokerOrderId: 'b1' as BrokerOrderId,
    instrument: 'NSE:INFY',
    side: 'buy',
    quantity: new Decimal(10),
    price: new Decimal('1520.05'),
    fees: new Decimal('0.000000001'),
    time: 1000,
    provisional: false,
  },
}

const entry = (event: JournalEvent) => ({
  sequence: 0,
  time: event.time,
  type: event.type as string,
  version: eventVersion(event.type),
  body: encodeEvent(event),
})

describe('journal codec', () => {
  it('names every key that holds a Decimal in an event or in the orders of a snapshot, and no other', () => {
    expectTypeOf<(typeof decimalKeys)[number]>().toEqualTypeOf<
      Extract<DecimalKeys<JournalEventMap[keyof JournalEventMap] | Order>, string>
    >()
    expectTypeOf<SurvivesJson<JournalEvent>>().toEqualTypeOf<true>()
  })

  it('gives back the event that was written', () => {
    expect(decodeEntry(entry(fill))).toEqual(fill)
  })

  it('writes Decimals as plain digits and keys in order', () => {
    expect(encodeEvent(fill)).toBe(
      '{"clientOrderId":"abc","fill":{"brokerOrderId":"b1","clientOrderId":"abc","fees":"0.000000001","fillId":"f1","instrument":"NSE:INFY",' +
        '"price":"1520.05","provisional":false,"quantity":"10","side":"buy","time":1000}}',
    )
  })

  it('leaves the JSON of an algo as it is, whatever its keys are called', () => {
    const started: JournalEvent = {
      type: 'execution.started',
      time: 0,
      execution: 'e' as never,
      algo: 'drip',
      version: 1,
      params: { quantity: '5000', price: 1.5 },
      state: { quantity: '10' },
    }
    expect(decodeEntry(entry(started))).toEqual(started)
  })

  it('omits what is undefined', () => {
    expect(canonicalJson({ b: undefined, a: [1, null] })).toBe('{"a":[1,null]}')
  })

  it('refuses a type or version it does not know instead of skipping it', () => {
    for (const unknown of [
      { ...entry(fill), type: 'order.teleported' },
      { ...entry(fill), version: 99 },
      { ...entry(fill), type: 'toString' },
    ])
      expect(() => decodeEntry(unknown)).toThrowError(
        expect.toSatisfy((error) => isShagunError(error, 'journal-newer')),
      )
  })

  it('refuses text that is not what was written', () => {
    expect(() => decodeEntry({ ...entry(fill), body: '{"fill":' })).toThrowError(
      expect.toSatisfy((error) => isShagunError(error, 'journal-broken')),
    )
  })

  it('keeps the words of a vendor as they are, also where they are called like a field of ours', () => {
    const accepted: JournalEvent = {
      type: 'order.accepted',
      time: 0,
      clientOrderId: 'abc' as ClientOrderId,
      brokerOrderIds: [],
      complete: true,
      note: { variety: 'regular', price: 'best', quantity: '007' },
    }
    expect(decodeEntry(entry(accepted))).toEqual(accepted)
  })

  it.each([
    ['a function', { a: () => 1, b: 2 }, '{"a":null,"b":2}'],
    ['a hole', [1, undefined, 2], '[1,null,2]'],
    ['no number', [Number.NaN, Number.POSITIVE_INFINITY], '[null,null]'],
    ['a line separator', '\u2028"\\', '"\u2028\\"\\\\"'],
    ['nothing at all', undefined, 'null'],
    ["another clone's Decimal", new (Decimal.clone({ toExpNeg: -2 }))('0.001'), '"0.001"'],
    ["another install's Decimal", new SecondInstall('0.0000000001'), '"0.0000000001"'],
  ])('is JSON for %s too', (_, value, text) => {
    expect(canonicalJson(value)).toBe(text)
  })

  it.each(['null', '7', '"text"', '[]', '', '{"fill":{"price":"dear"}}'])('refuses the text %j', (body) => {
    expect(() => decodeEntry({ ...entry(fill), sequence: 12, body }, 'main')).toThrow(
      expect.objectContaining({ code: 'journal-broken', details: { account: 'main', sequence: 12 } }),
    )
  })
})

describe('jsonOf', () => {
  it('gives the values that the canonical text holds, and shares nothing with what it was given', () => {
    const value = { b: new Decimal('1e-7'), a: [{ c: undefined, d: null, e: Number.NaN }, undefined, 'text', true] }
    const json = jsonOf(value)
    expect(json).toEqual(JSON.parse(canonicalJson(value)))
    value.a.push('more')
    expect(json).toEqual({ b: '0.0000001', a: [{ d: null, e: null }, null, 'text', true] })
  })
})
