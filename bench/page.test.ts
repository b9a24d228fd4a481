import { describe, expect, it } from 'vitest'
import { atMost } from './goal.ts'
import { withSection } from './page.ts'
import { markdownSection } from './section.ts'

const order = ['one', 'two', 'three']

function sectionOf(name: string, value: number | undefined): string {
  return markdownSection({
    name,
    about: `What ${name} is.`,
    measured: 'Measured on 2030-01-02.',
    goals: [atMost(10, `${name} at most 10 us`, value, ' us'), atMost(1, `${name} at most 1 MB`, 1, ' MB')],
    tables: [{ head: ['who', 'us', 'note'], rows: [['a', '5.00', 'yes']] }],
    notes: ['A note.'],
  })
}

function pageOf(...sections: readonly (readonly [string, number | undefined])[]): string {
  return sections.reduce((page, [name, value]) => withSection(page, order, name, sectionOf(name, value)), '')
}

describe('the page', () => {
  it('begins with one section', () => {
    const page = pageOf(['two', 5])
    expect(page).toMatch(/^# Benchmarks\n/)
    expect(page).toContain(sectionOf('two', 5))
    expect(page).not.toContain('[one]')
  })

  it('keeps its sections in order, whatever was measured first', () => {
    const page = pageOf(['three', 5], ['one', 5], ['two', 5])
    expect(page).toBe(pageOf(['one', 5], ['two', 5], ['three', 5]))
    expect(page.match(/^## .*/gm)).toEqual(['## At a glance', '## How it is measured', '## one', '## two', '## three'])
  })

  it('changes one section and its line at a glance, and not a letter of the others', () => {
    const before = pageOf(['one', 5], ['two', 5], ['three', 5])
    const after = withSection(before, order, 'two', sectionOf('two', 12))
    const [removed, added] = [before, after].map((page) => page.split('\n')) as [string[], string[]]
    expect(added).toHaveLength(removed.length)
    const changed = added.filter((line, i) => line !== removed[i])
    expect(changed).toEqual([
      '| [two](#two) | 1 of 2 | two at most 10 us: 12.0 us |',
      '| two at most 10 us | 12.0 us | no |',
    ])
  })

  it('is the same when the same is written twice', () => {
    const page = pageOf(['one', 5], ['two', 12])
    expect(withSection(page, order, 'two', sectionOf('two', 12))).toBe(page)
  })

  it('counts neither as met nor as missed what was not measured', () => {
    const page = pageOf(['one', undefined])
    expect(page).toContain('| one at most 10 us | not measured here | not measured here |')
    expect(page).toContain('| [one](#one) | 1 of 2 |  |')
  })

  it('drops a section that there is no more', () => {
    const page = pageOf(['one', 5], ['two', 5])
    expect(withSection(page, ['one'], 'one', sectionOf('one', 5))).toBe(pageOf(['one', 5]))
  })
})
