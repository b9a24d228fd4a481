/** What Alpha Vantage says in place of data, or beside them; all of it comes with HTTP 200. */
export type Notice =
  /** Too many requests at once; without a time to wait it is longer with each in a row. */
  | { readonly kind: 'throttled'; readonly wait: { readonly retryAfterMs?: number } }
  | { readonly kind: 'day-spent' }
  | { readonly kind: 'premium' }
  | { readonly kind: 'bad-key' }
  /** An unknown symbol, a wrong parameter, or nothing there: the vendor does not say which. */
  | { readonly kind: 'invalid-call' }
  | { readonly kind: 'unknown' }

/**
 * What a notice means. Its wording has changed often, so it is known by what it speaks of.
 *
 * The order counts: all of them advertise premium plans, the one about seconds also tells the limit of a day, and the
 * oldest one names minutes and days together.
 *
 * @param name - the field it stands in: `Note`, `Information`, `Error Message`
 */
export function readNotice(name: string, text: string): Notice {
  if (/\bis (?:only )?(?:a )?premium\b|\bpremium (?:api )?function\b/i.test(text)) return { kind: 'premium' }
  if (/(?:\bper[- ]|\/ ?)second|sparingly|burst pattern/i.test(text)) return { kind: 'throttled', wait: {} }
  if (/(?:\bper[- ]|\/ ?)min(?:ute)?\b/i.test(text)) return { kind: 'throttled', wait: { retryAfterMs: 60_000 } }
  if (/(?:\bper[- ]|\/ ?)day|daily (?:api )?(?:rate|request|call)/i.test(text)) return { kind: 'day-spent' }
  if (/api ?key (?:is|was) (?:invalid|missing)|invalid (?:or missing )?api ?key|\bdemo\b.*\bkey\b/i.test(text))
    return { kind: 'bad-key' }
  // Without a time, in the words of 2018: it offers premium plans, and that is not what it refuses.
  if (/\b(?:call (?:volume|frequency)|rate limit)/i.test(text))
    return { kind: 'throttled', wait: { retryAfterMs: 60_000 } }
  if (/premium|entitle|subscri/i.test(text)) return { kind: 'premium' }
  if (/^note$/i.test(name)) return { kind: 'throttled', wait: { retryAfterMs: 60_000 } }
  return { kind: /^error/i.test(name) ? 'invalid-call' : 'unknown' }
}
