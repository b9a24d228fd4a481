import type { Kite } from '../kite.ts'
import type { Route } from '../routes.ts'
import { istText } from '../wire/ist.ts'
import { required } from '../wire/params.ts'
import { refusal } from '../wire/refusal.ts'
import { success } from '../wire/reply.ts'
import type { FakeKiteUser } from './user.ts'

/** Login, logout, and who one is. */
export function sessionRoutes({ sessions, users, clock }: Kite): Route[] {
  return [
    {
      // The page where people type their password; here, everybody is let in at once.
      method: 'GET',
      path: '/connect/login',
      endpoint: 'login',
      bucket: 'others',
      open: true,
      answer({ params }) {
        const user = users.find(({ apiKey }) => apiKey === params['api_key'])
        if (user === undefined) throw refusal(400, 'InputException', 'Invalid `api_key`.')
        const target = new URL(user.redirectUrl ?? 'http://127.0.0.1/')
        const extra = new URLSearchParams(params['redirect_params'] ?? '')
        for (const [name, value] of extra) target.searchParams.append(name, value)
        target.searchParams.set('action', 'login')
        target.searchParams.set('status', 'success')
        target.searchParams.set('request_token', sessions.login(user))
        return { status: 302, headers: [['location', target.href]], body: '' }
      },
    },
    {
      method: 'POST',
      path: '/session/token',
      endpoint: 'session',
      bucket: 'others',
      open: true,
      answer({ params }) {
        const [apiKey, requestToken] = [required(params, 'api_key'), required(params, 'request_token')]
        const session = sessions.exchange(apiKey, requestToken, required(params, 'checksum'))
        const user = users.find(({ userId }) => userId === session.userId)!
        return success({
          ...profileOf(user),
          api_key: apiKey,
          access_token: session.accessToken,
          public_token: sessions.mint(),
          enctoken: sessions.mint(64),
          refresh_token: '',
          silo: '',
          login_time: istText(clock.now()),
        })
      },
    },
    {
      method: 'DELETE',
      path: '/session/token',
      endpoint: 'session',
      bucket: 'others',
      open: true,
      answer({ params }) {
        if (!sessions.end(required(params, 'api_key'), required(params, 'access_token')))
          throw refusal(403, 'TokenException', 'Incorrect `api_key` or `access_token`.')
        return success(true)
      },
    },
    {
      // No app of the many is approved to do without a person.
      method: 'POST',
      path: '/session/refresh_token',
      endpoint: 'session',
      bucket: 'others',
      open: true,
      answer() {
        throw refusal(403, 'TokenException', 'Token is invalid or has expired.')
      },
    },
    {
      method: 'GET',
      path: '/user/profile',
      endpoint: 'profile',
      bucket: 'others',
      answer: ({ account }) => success(profileOf(account.user)),
    },
    {
      method: 'GET',
      path: '/user/profile/full',
      endpoint: 'profile',
      bucket: 'others',
      answer: ({ account }) => success({ ...profileOf(account.user), phone: '', pan: '*1234', bank_accounts: [] }),
    },
  ]
}

function profileOf({ userId, name = 'Fake Trader' }: FakeKiteUser) {
  return {
    user_id: userId,
    user_type: 'individual',
    email: `${userId.toLowerCase()}@example.com`,
    user_name: name,
    user_shortname: name.split(' ')[0],
    broker: 'ZERODHA',
    exchanges: ['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'BCD', 'MCX'],
    products: ['CNC', 'NRML', 'MIS', 'MTF', 'BO', 'CO'],
    order_types: ['MARKET', 'LIMIT', 'SL', 'SL-M'],
    avatar_url: null,
    meta: { demat_consent: 'consent' },
  }
}
