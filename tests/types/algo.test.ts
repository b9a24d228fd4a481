import {
  type AlgoFactory,
  type AlgoParams,
  type Decimal,
  defineAlgo,
  type Execution,
  type JournalEvent,
  type Step,
  type SurvivesJson,
  type Wire,
} from '@shagun/core'
import { describe, expectTypeOf, it } from 'vitest'
import { compiled } from './stand-ins.ts'

const planner = { name: 'x', version: 1, needs: [] } as const
const rest = <State>(state: State): Step<State> => ({ state, commands: [] })

describe('the author of an algo', () => {
  it('is told by the kind of input what it carries', () => {
    const algo = defineAlgo({
      ...planner,
      needs: ['quotes', 'trades', '5m'],
      begin: (params: AlgoParams & { readonly slices: number }, { lots }) => ({ left: params.slices, lots }),
      step(state, input) {
        expectTypeOf(state).toEqualTypeOf<{ left: number; lots: number }>()
        expectTypeOf(input.parent.remainingLots).toBeNumber()
        if (input.type === 'bar') expectTypeOf(input.bar.close).toBeNumber()
        if (input.type === 'child') expectTypeOf(input.change).toExtend<string>()
        // @ts-expect-error only a bar has one
        input.bar
        // @ts-expect-error a quote may never have come
        input.quote.last
        return { state: { ...state, left: state.left - 1 }, commands: [{ type: 'cancel', key: 'a' }] }
      },
    })
    expectTypeOf(algo).toEqualTypeOf<AlgoFactory<AlgoParams & { readonly slices: number }>>()
    compiled(() => {
      // @ts-expect-error how many slices must be said
      algo({ instrument: 'NSE:INFY', side: 'buy', quantity: 1 })
    })
  })

  it('commands in the words there are, in whole lots', () => {
    compiled(() =>
      defineAlgo({
        ...planner,
        begin: () => 0,
        step(state) {
          const commands: Step<number>['commands'][number][] = []
          // @ts-expect-error a child is sized in lots
          commands.push({ type: 'place', key: 'a', quantity: 1 })
          // @ts-expect-error a child is named, so that it can be canceled
          commands.push({ type: 'place', lots: 1 })
          // @ts-expect-error the ways to end are few
          commands.push({ type: 'finish', status: 'won' })
          // @ts-expect-error it must be said which child is modified
          commands.push({ type: 'modify', lots: 1 })
          return { state, commands }
        },
      }),
    )
  })

  it('needs what a trader can feed', () => {
    compiled(() => {
      // @ts-expect-error nobody feeds news
      defineAlgo({ ...planner, needs: ['news'], begin: () => 0, step: rest })
    })
  })

  it('says what it closes itself, and what it takes anew', () => {
    compiled(() => {
      defineAlgo({ ...planner, exits: true, amendable: ['rate'], begin: () => 0, step: rest })
      // @ts-expect-error what closes nothing leaves it out
      defineAlgo({ ...planner, exits: false, begin: () => 0, step: rest })
      // @ts-expect-error by their names
      defineAlgo({ ...planner, amendable: [1], begin: () => 0, step: rest })
    })
  })

  it('is amended in what may change, in the types of its parameters', () => {
    compiled((execution: Execution<AlgoParams & { readonly slices: number }>) => {
      void execution.amend({ quantity: '150', limitPrice: 99.5, slices: 3 })
      // @ts-expect-error what it trades stays
      void execution.amend({ instrument: 'NSE:TCS' })
      // @ts-expect-error and which way
      void execution.amend({ side: 'sell' })
      // @ts-expect-error and its chance
      void execution.amend({ seed: 3 })
      // @ts-expect-error a number is one
      void execution.amend({ slices: 'three' })
    })
  })

  it('keeps a state that survives JSON', () => {
    compiled(() => {
      const counted: AlgoFactory = defineAlgo({ ...planner, begin: () => ({ sent: [1], next: null }), step: rest })
      // @ts-expect-error a Map does not
      const map: AlgoFactory = defineAlgo({
        ...planner,
        begin: () => ({ seen: new Map<string, number>() }),
        step: rest,
      })
      // @ts-expect-error nor does a Date, however deep
      const date: AlgoFactory = defineAlgo({ ...planner, begin: () => ({ at: [{ day: new Date(0) }] }), step: rest })
      // @ts-expect-error nor does a function
      const called: AlgoFactory = defineAlgo({ ...planner, begin: () => ({ next: () => 1 }), step: rest })
      // @ts-expect-error nor does a bigint
      const big: AlgoFactory = defineAlgo({ ...planner, begin: () => ({ sent: 1n }), step: rest })
      return [counted, map, date, called, big]
    })
  })
})

describe('what is journalled', () => {
  it('survives JSON without guessing', () => {
    expectTypeOf<SurvivesJson<JournalEvent>>().toEqualTypeOf<true>()
    expectTypeOf<SurvivesJson<{ price: Decimal; at?: number }>>().toEqualTypeOf<true>()
    expectTypeOf<SurvivesJson<{ price: Decimal | number }>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<{ price: Decimal | string }>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<{ seen: ReadonlySet<string> }>>().toEqualTypeOf<false>()
    expectTypeOf<SurvivesJson<readonly { at: Date }[]>>().toEqualTypeOf<false>()
  })

  it('turns every Decimal into text and leaves the rest', () => {
    interface Held {
      readonly quantity: Decimal
      readonly legs?: readonly { readonly price: Decimal; readonly side: 'buy' | 'sell' }[]
    }
    expectTypeOf<Wire<Held>>().toEqualTypeOf<{
      readonly quantity: string
      readonly legs?: readonly { readonly price: string; readonly side: 'buy' | 'sell' }[]
    }>()
  })
})
