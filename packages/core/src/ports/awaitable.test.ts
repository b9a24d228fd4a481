import { describe, expect, it } from 'vitest'
import { andThen, isPromise, promised } from './awaitable.ts'

describe('andThen', () => {
  it('goes on at once where the value is there', () => {
    expect(andThen(20, (value) => value + 1)).toBe(21)
    expect(andThen(undefined, () => 'next')).toBe('next')
  })

  it('goes on when the value comes where it is not', async () => {
    const later = andThen(Promise.resolve(20), (value) => value + 1)
    expect(later).toBeInstanceOf(Promise)
    expect(await later).toBe(21)
  })

  it('does not go on after a failure', async () => {
    const cause = new Error('no')
    await expect(andThen(Promise.reject(cause), () => expect.unreachable())).rejects.toBe(cause)
  })
})

describe('isPromise', () => {
  it('knows promises from everything else', () => {
    expect(isPromise(Promise.resolve())).toBe(true)
    for (const value of [undefined, null, 0, '', 'then', {}, [], () => {}]) expect(isPromise(value)).toBe(false)
  })
})

describe('promised', () => {
  it('is the promise where there is one, and one where there is a value', async () => {
    const promise = Promise.resolve(7)
    expect(promised(() => promise)).toBe(promise)
    expect(await promised(() => 7)).toBe(7)
  })

  it('works at once, and rejects with what was thrown', async () => {
    const cause = new Error('no')
    let worked = false
    const failed = promised(() => {
      worked = true
      throw cause
    })
    expect(worked).toBe(true)
    await expect(failed).rejects.toBe(cause)
  })
})
