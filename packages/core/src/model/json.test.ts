import { describe, expectTypeOf, it } from 'vitest'
import type { Decimal } from './decimal.ts'
import type { Fill } from './fill.ts'
import type { ClientOrderId } from './ids.ts'
import type { Json, SurvivesJson, Wire } from './json.ts'

describe('SurvivesJson', () => {
  it('is true for what JSON holds, and for a Decimal, whose text is unmistakable', () => {
    expectTypeOf<SurvivesJson<string>>().toEqualTypeOf<true>()
    expectTypeOf<SurvivesJson<'a' | 1 | null | boolean>>().toEqualTypeOf<true>()
    expectTypeOf<SurvivesJson<Json>>().toEqualTypeOf<true>()
    expectTypeOf<SurvivesJson<Decimal>>().toEqualTypeOf<true>()
    expectTypeOf<SurvivesJson<Decimal | undefined>>().toEqualTypeOf<true>()
    expectTypeOf<SurvivesJson<ClientOrderId>>().toEqualTypeOf<true>()
    expectTypeOf<SurvivesJson<readonly Decimal[]>>().toEqualTypeOf<true>()
    expectTypeOf<SurvivesJson<{ a: { b?: readonly number[] }; c: Decimal }>>().toEqualTypeOf<true>()
    expectTypeOf<SurvivesJson<Fill>>().toEqualTypeOf<true>()
  })

  it('is false for what JSON loses or changes', () => {
    expectTypeOf<SurvivesJson<() => void>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<Date>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<bigint>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<symbol>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<Map<string, number>>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<ReadonlySet<string>>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<Float64Array>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<unknown>>().toEqualTypeOf<false>()
  })

  it('is false where a text could have been one or the other', () => {
    expectTypeOf<SurvivesJson<Decimal | string>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<Decimal | number>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<readonly (Decimal | string)[]>>().toEqualTypeOf<false>()
  })

  it('finds what does not survive however deep it lies', () => {
    expectTypeOf<SurvivesJson<{ a: { b: readonly { c: Date }[] } }>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<{ a: number; b?: () => void }>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<{ a: string } | { b: bigint }>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<Readonly<Record<string, Date>>>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<readonly [number, Decimal | string]>>().toEqualTypeOf<false>()
  })
})

describe('Wire', () => {
  it('writes a Decimal as text and leaves the rest as it is', () => {
    expectTypeOf<Wire<Decimal>>().toEqualTypeOf<string>()
    expectTypeOf<Wire<number | null>>().toEqualTypeOf<number | null>()
    expectTypeOf<Wire<{ a: Decimal; b: { c: readonly Decimal[] }; d: 'x' }>>().toEqualTypeOf<{
      readonly a: string
      readonly b: { readonly c: readonly string[] }
      readonly d: 'x'
    }>()
    expectTypeOf<Wire<Pick<Fill, 'price' | 'time' | 'provisional'>>>().toEqualTypeOf<{
      readonly price: string
      readonly time: number
      readonly provisional: boolean
    }>()
  })

  it('has no form for a bigint', () => {
    expectTypeOf<Wire<{ readonly a: bigint }>>().toEqualTypeOf<{ readonly a: never }>()
  })
})
