import { createBars } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { renderPriceChart } from './render-price-chart.ts'

const length = 40
const bars = createBars(
  'NSE:INFY',
  '1d',
  Array.from({ length }, (_, i) => ({
    time: Date.UTC(2026, 0, 1 + i),
    open: 100 + i,
    high: 104 + i,
    low: 98 + i,
    close: i % 4 === 0 ? 99 + i : 102 + i,
    volume: 10,
  })),
)
const values = Float64Array.from({ length }, (_, i) => (i < 5 || i === 20 ? NaN : 100 + i))
const pathsOf = (svg: string, className: string) =>
  [...svg.matchAll(new RegExp(`<path class="${className}" d="([^"]*)"`, 'g'))].map(([, d]) => d!)
const count = (text: string, letter: string) => text.split(letter).length - 1

describe('a price chart', () => {
  it('has a candle for each bar, hollow where it closed higher', () => {
    const svg = renderPriceChart(bars)
    expect(count(pathsOf(svg, 'wick')[0]!, 'M')).toBe(length)
    expect(count(pathsOf(svg, 'rising')[0]!, 'M')).toBe(30)
    expect(count(pathsOf(svg, 'falling')[0]!, 'M')).toBe(10)
    expect(svg).toContain('<title id="title">NSE:INFY, 1d</title>')
  })

  it('breaks a line where there is no value', () => {
    const [line] = pathsOf(renderPriceChart(bars, { overlays: [{ name: 'average', values }] }), 'line line-1')
    expect(count(line!, 'M')).toBe(2)
    expect(count(line!, 'M') + count(line!, 'L')).toBe(length - 6)
  })

  it('draws a line over the candles at their prices: at the high of a bar it meets the wick', () => {
    const svg = renderPriceChart(bars, { overlays: [{ name: 'highs', values: bars.high }] })
    const ends = [...pathsOf(svg, 'wick')[0]!.matchAll(/M([\d.]+ [\d.]+)V/g)].map(([, at]) => at)
    expect(pathsOf(svg, 'line line-1')[0]!.split(/[ML]/).slice(1)).toEqual(ends)
  })

  it('grows by a panel at a time, each with its lines, columns and levels', () => {
    const heightOf = (svg: string) => Number(/ height="(\d+)"/.exec(svg)![1])
    const panel = { lines: [{ name: 'RSI 14', values }], levels: [110, 120], columns: { name: 'bars', values } }
    const [none, one, two] = [[], [panel], [panel, panel]].map((panels) => renderPriceChart(bars, { panels }))
    expect(heightOf(two!) - heightOf(one!)).toBe(heightOf(one!) - heightOf(none!))
    expect(pathsOf(one!, 'level')).toHaveLength(2)
    expect(count(pathsOf(one!, 'columns')[0]!, 'M')).toBe(length - 6)
    expect(one).toContain('>RSI 14</text>')
  })

  it('marks a bar above its high or below its low, and escapes every word', () => {
    const svg = renderPriceChart(bars, {
      title: '<b>',
      marks: [
        { index: 3, side: 'above', text: 'a & b' },
        { index: 3, side: 'below', text: 'low' },
      ],
    })
    const [above, below] = pathsOf(svg, 'mark').map((d) => Number(/ ([\d.]+)l/.exec(d)![1]))
    expect(above).toBeLessThan(below!)
    expect(svg).toContain('a &amp; b')
    expect(svg).not.toContain('<b>')
  })

  it('writes the marks of one bar below each other, those of the first bar from it inwards', () => {
    const svg = renderPriceChart(bars, {
      marks: ['harami', 'hammer'].map((text) => ({ index: 0, side: 'below', text })),
    })
    const words = [...svg.matchAll(/<text class="marked begin" x="([\d.]+)" y="([\d.]+)">(\w+)</g)]
    expect(words.map(([, , , word]) => word)).toEqual(['harami', 'hammer'])
    expect(words[0]![1]).toBe(words[1]![1])
    expect(Number(words[1]![2]) - Number(words[0]![2])).toBe(12)
    expect(pathsOf(svg, 'mark')).toHaveLength(1)
  })

  it('draws a panel in which there is no value yet', () => {
    const empty = { lines: [{ name: 'late', values: values.map(() => NaN) }] }
    expect(pathsOf(renderPriceChart(bars, { panels: [empty] }), 'line line-1')[0]).toBe('')
  })

  it('refuses a mark at no bar, and a level that is no number', () => {
    for (const index of [-1, length, 0.5, NaN]) {
      const draw = () => renderPriceChart(bars, { marks: [{ index, side: 'above', text: 'hammer' }] })
      expect(draw).toThrow(`The mark hammer is at bar ${index} and there are 40 bars`)
      expect(draw).toThrow(expect.objectContaining({ code: 'invalid-data' }))
    }
    for (const level of [NaN, Infinity])
      expect(() => renderPriceChart(bars, { panels: [{ lines: [], levels: [30, level] }] })).toThrow(
        `panel is ${level}`,
      )
  })

  it('draws a line around a value that is infinite', () => {
    const svg = renderPriceChart(bars, { overlays: [{ name: 'average', values: values.with(10, Infinity) }] })
    expect(svg).not.toMatch(/NaN|Infinity/)
    expect(count(pathsOf(svg, 'line line-1')[0]!, 'M')).toBe(3)
  })

  it('refuses a line of another length, and too few bars', () => {
    const draw = () => renderPriceChart(bars, { overlays: [{ name: 'short', values: values.slice(1) }] })
    expect(draw).toThrow('The line short has 39 values and there are 40 bars')
    expect(draw).toThrow(expect.objectContaining({ code: 'invalid-data' }))
    expect(() => renderPriceChart(bars.slice(0, 1))).toThrow('A chart needs two bars or more, and got 1')
  })
})
