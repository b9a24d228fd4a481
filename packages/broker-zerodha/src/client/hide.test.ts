import { describe, expect, it } from 'vitest'
import { evidenceOf } from './envelope.ts'
import { hideIn } from './hide.ts'

const [token, secret] = ['q8Zr/T+5v&1n=Kd3', 'a "quoted" one']

describe('what somebody else has written', () => {
  it.each([
    ['as it is', (text: string) => text],
    ['in an address', encodeURIComponent],
    ['in a form', (text: string) => new URLSearchParams({ text }).toString()],
    ['in JSON', (text: string) => JSON.stringify({ text })],
  ])('shows no secret that stands there %s', (_, write) => {
    const text = `Not taken: ${write(token)}, ${write(secret)}.`
    const hidden = hideIn(text, [token, secret])
    for (const written of [write(token), write(secret)]) expect(hidden).not.toContain(written)
    expect(hidden).toMatch(/^Not taken: .*\[redacted\].*\[redacted\].*\.$/)
  })

  it('stays readable where a key is a word', () => {
    expect(hideIn('Incorrect `api_key`.', ['key', ''])).toBe('Incorrect `api_key`.')
  })
})

it('a refusal that repeats the request is told without its secrets, and not at any length', () => {
  const message = `Not taken: token key:${token}. ${'x'.repeat(5_000)}`
  const body = { status: 'error', message, error_type: 'InputException' }
  const evidence = evidenceOf({ ok: false, status: 400, headers: new Headers(), body }, [token])
  expect(evidence).toMatchObject({ vendorCode: 'InputException', httpStatus: 400 })
  expect(evidence!.reason).toMatch(/^Not taken: token key:\[redacted\]/)
  expect(evidence!.reason.length).toBe(1_000)
})
