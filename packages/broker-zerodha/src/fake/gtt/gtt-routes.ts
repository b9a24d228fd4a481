import type { Kite } from '../kite.ts'
import type { Route } from '../routes.ts'
import { success } from '../wire/reply.ts'
import { gttRow } from './gtt-row.ts'
import type { Gtts } from './gtts.ts'
import { readGtt } from './read-gtt.ts'

/** Orders that wait at Kite for a price. */
export function gttRoutes(kite: Kite, gtts: Gtts): Route[] {
  const [all, one] = ['/gtt/triggers', '/gtt/triggers/:id'] as const
  return [
    {
      method: 'GET',
      path: all,
      endpoint: 'gtts',
      bucket: 'others',
      answer: ({ account }) => success(gtts.list(account).map(gttRow)),
    },
    {
      method: 'GET',
      path: one,
      endpoint: 'gtts',
      bucket: 'others',
      answer: ({ account, path }) => success(gttRow(gtts.get(account, path['id']!))),
    },
    {
      method: 'POST',
      path: all,
      endpoint: 'place-gtt',
      bucket: 'others',
      answer: ({ account, params }) => success({ trigger_id: gtts.place(account, readGtt(kite, params)).id }),
    },
    {
      method: 'PUT',
      path: one,
      endpoint: 'modify-gtt',
      bucket: 'others',
      answer: ({ account, path, params }) =>
        success({ trigger_id: gtts.modify(account, path['id']!, readGtt(kite, params)).id }),
    },
    {
      method: 'DELETE',
      path: one,
      endpoint: 'cancel-gtt',
      bucket: 'others',
      answer: ({ account, path }) => success({ trigger_id: gtts.delete(account, path['id']!).id }),
    },
  ]
}
