import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as ta from '../index.ts'
import { indicators } from '../metadata.ts'
import type { Streaming } from '../streaming.ts'
import type { IndicatorMetadata, ParameterValues } from './indicator.ts'
import type { IndicatorParameter } from './parameter.ts'

type Callable = (...args: readonly unknown[]) => unknown
const functions: Readonly<Record<string, Callable>> = ta as object as Record<string, Callable>
const creatorOf = (name: string): string => `create${name[0]!.toUpperCase()}${name.slice(1)}`

/** What the package exports beside its indicators; what is made of their results has no entry either. */
const others = ['isIndicatorError', 'sessionStarts', ...exportsOf('signals'), ...exportsOf('patterns')]

function exportsOf(room: string): readonly string[] {
  const entry = readFileSync(new URL('../index.ts', import.meta.url), 'utf8')
  const lists = [...entry.matchAll(/export \{([^}]*)\} from '\.\/(\w+)\//g)].filter(([, , folder]) => folder === room)
  return lists.flatMap(([, list]) => list!.split(',').map((name) => name.trim()))
}

/** TA-Lib has it, and it changes nothing; the streaming form does without. */
const unused = 'var deviations'

/** Where prices or sessions decide when there is a first value. */
const decidedByData = ['zigzag', 'pivotPoints', 'pivotPointsFibonacci', 'pivotPointsCamarilla', 'pivotPointsCpr']
/** Those whose lines do not begin together. */
const severalBeginnings = ['ichimoku']

const candleFolder = new URL('../candles/', import.meta.url)
const candleFiles = readdirSync(candleFolder).map((file) => readFileSync(new URL(file, candleFolder), 'utf8'))

const length = 300
const columns: Readonly<Record<string, Float64Array>> = Object.fromEntries(
  ['a', 'b', 'close', 'open', 'volume', 'low', 'high'].map((name, k) => [
    name,
    Float64Array.from({ length }, (_, i) => 100 + 10 * Math.sin(i / 5 + k / 10) + k + (i % 7) / 3),
  ]),
)

/** The arguments that stand for what is read, and those after it: the numbers in order, then the choices in one object. */
function argumentsOf(indicator: IndicatorMetadata, values: ParameterValues): readonly unknown[] {
  const { takes, inputs, sessions, parameters } = indicator
  const marks = sessions === 'needed' ? [['sessionStart', Array.from({ length }, (_, i) => i % 50 === 0)]] : []
  const read = Object.fromEntries([...inputs.map((input) => [input, columns[input]!]), ...marks])
  return [...(takes === 'bars' ? [read] : Object.values(read)), ...settingsOf(parameters, values)]
}
function settingsOf(parameters: readonly IndicatorParameter[], values: ParameterValues): readonly unknown[] {
  const choices = parameters.filter(({ kind }) => kind === 'choice').map(({ name }) => [name, values[name]])
  const numbers = parameters.filter(({ kind }) => kind !== 'choice').map(({ name }) => values[name])
  return choices.length === 0 ? numbers : [...numbers, Object.fromEntries(choices)]
}
const usual = ({ parameters }: IndicatorMetadata): ParameterValues =>
  Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.default]))

/** The parameters by name as they are declared, without those of the inputs and the options. */
function declared(run: Callable, skip: number): readonly string[] {
  const text = run.toString()
  const list = text.slice(text.indexOf('(') + 1, text.indexOf(') {'))
  const names = list.split(',').flatMap((part) => /^\s*(\w+)/.exec(part)?.[1] ?? [])
  return names.slice(skip).filter((name) => name !== 'options')
}

/** Sets of parameters that are worth a try: what is usual, the shortest, longer ones in another order, and all choices. */
function settings(indicator: IndicatorMetadata): readonly ParameterValues[] {
  const { parameters } = indicator
  const set = (value: (parameter: IndicatorParameter, k: number) => number | string): ParameterValues =>
    Object.fromEntries(parameters.map((parameter, k) => [parameter.name, value(parameter, k)]))
  const wholes = (value: (from: number, k: number) => number): ParameterValues =>
    set((parameter, k) => (parameter.kind === 'whole' ? value(parameter.from ?? 1, k) : parameter.default))
  const choices = parameters.flatMap((parameter) =>
    parameter.kind === 'choice'
      ? parameter.choices.map((choice) => ({ ...wholes((from, k) => from + 6 - k), [parameter.name]: choice }))
      : [],
  )
  return [
    usual(indicator),
    wholes((from) => from),
    wholes((_, k) => 3 + 4 * k),
    wholes((_, k) => 21 - 4 * k),
    ...choices,
  ]
}

/** Where each line has its first value. */
function firstOfLines(result: unknown): readonly number[] {
  const lines =
    result instanceof Float64Array || result instanceof Int32Array ? [result] : Object.values(result as object)
  return lines.map((line: Float64Array) => line.findIndex((value) => !Number.isNaN(value)))
}

/** The bars a pattern sees before it says anything; in its warm-up it gives 0, as it mostly does later. */
function warmUpOfCandle(name: string): number | undefined {
  const file = candleFiles.find((text) => text.includes(`export function ${name}(`))
  return file === undefined ? undefined : Number(/lookback: (\d+)/.exec(file)?.[1])
}

/** Numbers just outside of what is taken. */
function refused(parameter: IndicatorParameter): readonly unknown[] {
  if (parameter.kind === 'choice') return ['', 'mean', 'toString', 3]
  const { kind, from, above, to } = parameter
  return [
    NaN,
    ...(above === undefined ? [] : [above]),
    Infinity,
    -Infinity,
    ...(kind === 'whole' ? [(from ?? 0) + 0.5, '14'] : []),
    ...(from === undefined ? [] : [from - (kind === 'whole' ? 1 : 1e-9)]),
    ...(to === undefined ? [] : [to + (kind === 'whole' ? 1 : 1e-9)]),
  ]
}
const edges = (parameter: IndicatorParameter): readonly (number | string)[] =>
  parameter.kind === 'choice'
    ? parameter.choices
    : // Of what is refused for its size alone, the edge itself would take all memory.
      [
        parameter.from ?? (parameter.above === undefined ? -1e300 : parameter.above + 1e-9),
        Math.min(1e3, parameter.to ?? 1e3),
        parameter.default,
      ]

it('has an entry for every indicator of the package, and none beside', () => {
  const named = indicators.flatMap(({ name }) => [name, creatorOf(name)])
  const exported = Object.keys(ta).filter((name) => !others.includes(name))
  expect([...named].sort()).toEqual(exported.sort())
})

describe.each(indicators.map((indicator) => [indicator.name, indicator] as const))('%s', (name, indicator) => {
  const { talib, group, takes, inputs, parameters, outputs, overlays, lookback } = indicator
  const [batch, create] = [functions[name]!, functions[creatorOf(name)]!]
  const inputCount = takes === 'pair' ? 2 : 1

  it("is called as TA-Lib's, in camel case", () => {
    if (talib !== undefined) expect(name.toLowerCase()).toBe(talib.toLowerCase().replaceAll('_', ''))
  })

  it('names the parameters as the function does, and in its order', () => {
    const numbers = parameters.filter(({ kind }) => kind !== 'choice').map((parameter) => parameter.name)
    expect(declared(batch, inputCount).map((each) => each.replace(/^_/, ''))).toEqual(numbers)
    const created = numbers.filter((number) => `${name} ${number}` !== unused)
    // One of them takes the same parameters as a list.
    if (!create.toString().includes('(...')) expect(declared(create, 0)).toEqual(created)
  })

  it('reads no other columns, and gives no other lines', () => {
    const read: string[] = []
    const given = argumentsOf(indicator, usual(indicator)).map((each) =>
      each === null || Object.getPrototypeOf(each) !== Object.prototype || takes !== 'bars'
        ? each
        : new Proxy(each as object, {
            get(target, key, receiver) {
              if (Object.hasOwn(columns, key)) read.push(String(key))
              return Reflect.get(target, key, receiver)
            },
          }),
    )
    const result = batch(...given)
    if (takes === 'bars') expect([...new Set(read)].sort()).toEqual([...inputs].sort())
    if (outputs.length === 1) expect(result).toBeInstanceOf(group === 'candles' ? Int32Array : Float64Array)
    else expect(Object.keys(result as object)).toEqual(outputs)
    const { value } = create(...settingsOf(parameters, usual(indicator))) as Streaming<unknown, unknown>
    if (outputs.length === 1) expect(value).toBeTypeOf('number')
    else expect(Object.keys(value as object)).toEqual(outputs)
  })

  it('has the defaults of the function, where the function has some', () => {
    const values = usual(indicator)
    const given = argumentsOf(indicator, values)
    const needed = given.slice(0, Math.max(inputCount, batch.length))
    expect(batch(...needed)).toEqual(batch(...given))
  })

  it('says at which bar all lines have a value', () => {
    expect(lookback()).toBe(lookback(usual(indicator)))
    for (const values of settings(indicator)) {
      const first = firstOfLines(batch(...argumentsOf(indicator, values)))
      const expected = lookback(values)
      if (group === 'candles') expect(expected).toBe(warmUpOfCandle(name))
      else if (expected === undefined) expect(decidedByData).toContain(name)
      else if (severalBeginnings.includes(name)) expect(Math.max(...first)).toBe(expected)
      else expect(first, JSON.stringify(values)).toEqual(outputs.map(() => expected))
    }
  })

  it('names as overlays lines that it has, which lie where the prices do', () => {
    expect(outputs).toEqual(expect.arrayContaining([...overlays]))
    const result = batch(...argumentsOf(indicator, usual(indicator)))
    const [least, most] = [50, 170]
    for (const line of overlays) {
      const values = (outputs.length === 1 ? result : (result as Record<string, unknown>)[line]) as Float64Array
      const shown = values.filter((value) => !Number.isNaN(value))
      expect(shown.length).toBeGreaterThan(0)
      expect(shown.filter((value) => value < least || value > most)).toEqual(new Float64Array(0))
    }
  })

  it('says what the function takes and what it refuses', () => {
    for (const parameter of parameters) {
      const setTo = (value: unknown): ParameterValues => ({ ...usual(indicator), [parameter.name]: value as number })
      for (const run of [
        (values: ParameterValues) => batch(...argumentsOf(indicator, values)),
        (values: ParameterValues) => create(...settingsOf(parameters, values)),
      ]) {
        for (const value of edges(parameter))
          expect(() => run(setTo(value)), `${parameter.name} ${value}`).not.toThrow()
        if (`${name} ${parameter.name}` === unused) continue
        for (const value of refused(parameter))
          expect(() => run(setTo(value)), `${parameter.name} ${value}`).toThrow(
            expect.toSatisfy((error) => ta.isIndicatorError(error)),
          )
      }
    }
  })
})
