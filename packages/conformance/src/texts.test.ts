import { ShagunError } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { textOf } from './texts.ts'

describe('the text of a value', () => {
  it('holds what an error says in message, stack, details and causes, however deep', () => {
    const root = new AggregateError([new Error('below')], 'several')
    const cause = Object.assign(new Error('above', { cause: root }), {
      request: { headers: new Map([['a', 'in a map']]) },
    })
    const error = new ShagunError('not-found', 'outermost', { details: { source: 'acme', name: 'in details' }, cause })
    error.stack = 'in the stack'
    const text = textOf(error)
    for (const part of ['outermost', 'in details', 'in the stack', 'above', 'several', 'below', 'in a map'])
      expect(text).toContain(part)
  })

  it('comes to an end where values hold each other', () => {
    const value: Record<string, unknown> = { name: 'round' }
    value['self'] = value
    expect(textOf(value)).toContain('round')
    expect(textOf('plain')).toBe('plain')
    expect(textOf(undefined)).toBe('undefined')
  })
})
