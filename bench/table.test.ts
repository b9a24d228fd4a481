import { describe, expect, it } from 'vitest'
import { figure, markdownTable, spread, terminalTable } from './table.ts'

const table = {
  head: ['who', 'ns', 'met'],
  rows: [
    ['ours', '1.20', 'yes'],
    ['another', '1,234', 'no'],
    ['a third', 'not measured here', ''],
  ],
}

describe('a table', () => {
  it('is written in Markdown, figures to the right', () => {
    expect(markdownTable(table)).toBe(
      [
        '| who | ns | met |',
        '| --- | ---: | --- |',
        '| ours | 1.20 | yes |',
        '| another | 1,234 | no |',
        '| a third | not measured here |  |',
        '',
      ].join('\n'),
    )
  })

  it('is aligned for a terminal', () => {
    expect(terminalTable(table)).toBe(
      [
        'who                     ns  met',
        '-------  -----------------  ---',
        'ours                  1.20  yes',
        'another              1,234  no',
        'a third  not measured here',
        '',
      ].join('\n'),
    )
  })
})

describe('a figure', () => {
  it.each([
    [1_234_567, '1,230,000'],
    [9_996, '10,000'],
    [999.6, '1,000'],
    [123.4, '123'],
    [20, '20.0'],
    [9.996, '10.0'],
    [1, '1.00'],
    [0.0123456, '0.0123'],
    [1.07e-13, '1.1e-13'],
    [0, '0'],
  ])('%d is %s', (value, text) => {
    expect(figure(value)).toBe(text)
  })

  it('has the spread of its rounds', () => {
    expect(spread([2, 1.5, 30])).toBe('1.50 to 30.0')
  })
})
