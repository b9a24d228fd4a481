import { describe, expect, it } from 'vitest'
import { markdownSection, type Section, terminalSection } from './section.ts'

const section: Section = {
  name: 'sma',
  about: 'Simple.',
  measured: 'Measured on 2030-01-02.',
  goals: [{ claim: 'at most 2x', measured: '1.50x', met: 'yes' }],
  tables: [],
  notes: ['a '.repeat(100).trim()],
}

describe('a section', () => {
  it('has heading, goals, notes and its circumstances', () => {
    const text = markdownSection({ ...section, notes: ['One.', 'Two.'] })
    expect(text).toBe(
      [
        '## sma\n\nSimple.\n',
        '| goal | measured | met |\n| --- | ---: | --- |\n| at most 2x | 1.50x | yes |\n',
        '- One.\n- Two.\n',
        'Measured on 2030-01-02.\n',
      ].join('\n'),
    )
  })

  it.each([
    ['a page', markdownSection, 120],
    ['a terminal', terminalSection, 80],
  ])('breaks its notes for %s', (_, write, width) => {
    const lines = write(section)
      .split('\n')
      .filter((line) => /^(- a| {2}a)/.test(line))
    expect(lines[0]).toHaveLength(width - 1)
    expect(lines.join('').replaceAll(/[- ]/g, '')).toBe('a'.repeat(100))
  })
})
