/** What the vendor says in place of data, in the words that tell one notice from another. */
export const notices = {
  note: (perMinute: number, perDay: number): object => ({
    Note: `Thank you for using Alpha Vantage! Our standard API call frequency is ${perMinute} calls per minute and ${perDay} calls per day. Premium plans have more.`,
  }),
  perSecond: (perDay: number): object => ({
    Information: `Please consider spreading out your free API requests more sparingly (1 request per second). Premium plans lift the free key rate limit (${perDay} requests per day), raise the per-second burst limit, and unlock all premium endpoints.`,
  }),
  perDay: (key: string, perDay: number): object => ({
    Information: `We have detected your API key as ${key} and our standard API rate limit is ${perDay} requests per day. Premium plans remove all daily rate limits.`,
  }),
  premiumEndpoint: (): object => ({
    Information:
      'Thank you for using Alpha Vantage! This is a premium endpoint. Premium plans unlock all premium endpoints.',
  }),
  premiumParameter: (name: string): object => ({
    Information: `Thank you for using Alpha Vantage! The outputsize=full parameter value is a premium feature for the ${name} endpoint.`,
  }),
  invalidKey: (): object => ({
    'Error Message': 'the parameter apikey is invalid or missing. Please claim your free API key.',
  }),
  invalidCall: (name: string): object => ({
    'Error Message': `Invalid API call. Please retry or visit the documentation for ${name}.`,
  }),
  noFunction: (name: string): object => ({
    'Error Message': `This API function (${name}) does not exist.`,
  }),
}
