import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openStage } from './stage.fixture.ts'

describe('within the process', () => {
  it('an answer is there, read, within one turn of the event loop, so that simulated time does not run ahead of it', async () => {
    const { place, ask } = openStage()
    let done = 0
    for (const asked of [place(), ask('GET', '/orders'), ask('GET', '/instruments')]) void asked.then(() => done++)
    await turn()
    expect(done).toBe(3)
  })

  it('a request may be a Request, and comes from where it says', async () => {
    const { fake } = openStage()
    const { apiKey, accessToken } = fake.session()
    fake.allowIps(['10.1.1.1'])
    const request = new Request('https://api.kite.trade/orders/regular', {
      method: 'POST',
      headers: {
        'X-Kite-Version': '3',
        'x-forwarded-for': '10.1.1.1',
        authorization: `token ${apiKey}:${accessToken}`,
      },
      body: new URLSearchParams({ exchange: 'NSE' }),
    })
    const reply = await fake.network.fetch(request)
    expect(await reply.json()).toMatchObject({ message: 'Missing or empty field `tradingsymbol`' })
    expect(fake.requests.at(-1)).toMatchObject({ endpoint: 'place', params: { exchange: 'NSE' }, status: 400 })
  })

  it('the same seed and the same requests give the same answers', async () => {
    const run = async () => {
      const { fake, placed, rows, ask } = openStage({ seed: 9 })
      await placed({ tag: 'a' })
      fake.print('NSE:INFY', 1500, 4)
      return [await rows(), await ask('GET', '/trades'), fake.secrets].map((each) => JSON.stringify(each))
    }
    expect(await run()).toEqual(await run())
  })
})
