import { describe, expect, it } from 'vitest'
import { readNotice } from './notice.ts'

// In the words that the vendor has used over the years, as far as they tell one notice from another.
describe('a notice', () => {
  it.each([
    [
      'Note',
      'Our standard API call frequency is 5 calls per minute and 500 calls per day. Visit …/premium/ for more.',
      60_000,
    ],
    ['Information', 'Your plan allows 75 requests per minute.', 60_000],
    [
      'Information',
      'Please consider spreading out your free API requests more sparingly (1 request per second). Subscribe to any of the premium plans to lift the free key rate limit (25 requests per day), raise the per-second burst limit, and instantly unlock all premium endpoints',
      undefined,
    ],
    ['Information', 'Burst pattern detected. Please slow down.', undefined],
    ['Information', 'You have reached the 75 requests/minute of your premium plan.', 60_000],
    ['Information', 'Please visit …/premium/ if you would like to have a higher API call volume.', 60_000],
    ['Information', 'Please consider optimizing your API call frequency.', 60_000],
    [
      'Information',
      'You have reached the 5 requests/minute limit of your free key. Subscribe to a premium plan.',
      60_000,
    ],
    ['Note', 'Some words that nobody has seen yet.', 60_000],
  ])('of throttling is known by the time it speaks of: %s %s', (name, text, retryAfterMs) => {
    expect(readNotice(name, text)).toEqual({
      kind: 'throttled',
      wait: retryAfterMs === undefined ? {} : { retryAfterMs },
    })
  })

  it.each([
    [
      'Information',
      'We have detected your API key as ABC and our standard API rate limit is 25 requests per day. Please subscribe to any of the premium plans to instantly remove all daily rate limits.',
      'day-spent',
    ],
    ['Note', 'Our standard API rate limit is 100 requests per day.', 'day-spent'],
    ['Information', 'You have reached the 25 requests/day limit of your free API key. Go premium.', 'day-spent'],
    ['Information', 'You have reached your daily request limit.', 'day-spent'],
    [
      'Information',
      'Thank you for using Alpha Vantage! This is a premium endpoint. You may subscribe to any of the premium plans to instantly unlock all premium endpoints',
      'premium',
    ],
    [
      'Information',
      'The outputsize=full parameter value is a premium feature for the TIME_SERIES_DAILY endpoint.',
      'premium',
    ],
    ['Information', 'Please subscribe to a plan with an entitlement to realtime data.', 'premium'],
    ['Error Message', 'the parameter apikey is invalid or missing. Please claim your free API key.', 'bad-key'],
    ['Information', 'The **demo** API key is for demo purposes only. Please claim your free API key', 'bad-key'],
    [
      'Error Message',
      'Invalid API call. Please retry or visit the documentation for TIME_SERIES_DAILY.',
      'invalid-call',
    ],
    ['Error Message', 'This API function (TIME_SERIES_HOURLY) does not exist.', 'invalid-call'],
    ['Information', 'We are closed for the season.', 'unknown'],
  ])('of another kind is told apart: %s %s', (name, text, kind) => {
    expect(readNotice(name, text)).toEqual({ kind })
  })
})
