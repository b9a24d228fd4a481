import { describe, expect, expectTypeOf, it } from 'vitest'
import { type AnyShagunError, isShagunError, ShagunError } from './errors.ts'

const limited = new ShagunError('rate-limited', 'Yahoo refused the request: wait 3 s.', {
  details: { source: 'yahoo', retryAfterMs: 3000 },
  retryable: true,
})

/** The same file loaded once more, as a second install of the package is. */
async function loadSecondCopy(): Promise<typeof import('./errors.ts')> {
  const path = './errors.ts?second'
  return await import(path)
}

describe('ShagunError', () => {
  it('carries its code, its details and its name', () => {
    expect(limited).toBeInstanceOf(Error)
    expect(limited.name).toBe('ShagunError')
    expect(limited.code).toBe('rate-limited')
    expect(limited.details).toEqual({ source: 'yahoo', retryAfterMs: 3000 })
    expect(String(limited)).toBe('ShagunError: Yahoo refused the request: wait 3 s.')
  })

  it('is retryable only where it says so', () => {
    expect(limited.retryable).toBe(true)
    expect(new ShagunError('unreachable', 'Gone.', { details: { source: 'yahoo' } }).retryable).toBe(false)
  })

  it('keeps its cause, and has no cause where none was given', () => {
    const cause = new Error('socket hang up')
    expect(new ShagunError('unreachable', 'Gone.', { details: { source: 'yahoo' }, cause }).cause).toBe(cause)
    expect(Object.hasOwn(limited, 'cause')).toBe(false)
  })

  it('puts nothing into the message that its author did not write there', () => {
    const error = new ShagunError('unauthenticated', 'Sign in again.', {
      details: { source: 'a-source' },
      cause: 'why',
    })
    expect(error.message).toBe('Sign in again.')
    expect(error.stack).not.toContain('a-source')
  })

  it('leaves its marker out of logs and copies', () => {
    expect(Object.keys(limited)).not.toContain('@shagun/error')
    expect(Object.getOwnPropertySymbols({ ...limited })).toEqual([])
  })
})

describe('isShagunError', () => {
  it('knows one without being told a code', () => {
    expect(isShagunError(limited)).toBe(true)
  })

  it('tells codes apart, and takes any of several', () => {
    expect(isShagunError(limited, 'rate-limited')).toBe(true)
    expect(isShagunError(limited, 'unreachable')).toBe(false)
    expect(isShagunError(limited, 'unreachable', 'rate-limited')).toBe(true)
  })

  it.each([
    ['an error of somebody else', new Error('rate-limited')],
    ['an object with the same fields', { name: 'ShagunError', code: 'rate-limited', details: {}, retryable: false }],
    ['a code', 'rate-limited'],
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['what merely inherits from one', Object.create(limited)],
  ])('does not take %s for one', (_, other) => {
    expect(isShagunError(other)).toBe(false)
    expect(isShagunError(other, 'rate-limited')).toBe(false)
  })

  it('knows the errors of a second copy of the package, and the second copy knows ours', async () => {
    const second = await loadSecondCopy()
    const theirs = new second.ShagunError('unreachable', 'Gone.', { details: { source: 'nse' } })
    expect(second.ShagunError).not.toBe(ShagunError)
    expect(theirs).not.toBeInstanceOf(ShagunError)
    expect(isShagunError(theirs)).toBe(true)
    expect(isShagunError(theirs, 'unreachable')).toBe(true)
    expect(isShagunError(theirs, 'rate-limited')).toBe(false)
    expect(second.isShagunError(limited, 'rate-limited')).toBe(true)
  })

  it('narrows the details to those of the code', () => {
    const caught: unknown = limited
    if (isShagunError(caught, 'rate-limited'))
      expectTypeOf(caught.details).toExtend<{ readonly source: string; readonly retryAfterMs?: number }>()
    if (isShagunError(caught)) expectTypeOf(caught).toEqualTypeOf<AnyShagunError>()
    if (isShagunError(caught) && caught.code === 'not-started')
      expectTypeOf(caught.details).toEqualTypeOf<{ readonly account: string }>()
  })
})
