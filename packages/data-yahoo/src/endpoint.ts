import { type Environment, isShagunError, ShagunError } from '@shagun/core'
import {
  createHttpClient,
  type HttpAnswer,
  type HttpClientOptions,
  type HttpPolicy,
  type HttpRequest,
} from '@shagun/core/adapter'
import type { z } from 'zod'
import { createPause } from './pause.ts'
import { isRefusal, judge } from './reply.ts'

/** One part of Yahoo that refuses and fails on its own, and how it is asked. */
export interface Endpoint {
  /** JSON of a shape, or what came in its place: a complaint, whatever its status. */
  fetchJson<T extends z.ZodType>(request: HttpRequest, shape: T): Promise<HttpAnswer<z.output<T>>>
  fetchText(request: HttpRequest): Promise<HttpAnswer<string>>
}

/** What all parts share. */
export interface EndpointOptions extends Pick<HttpPolicy, 'limiter' | 'attemptTimeoutMs'> {
  readonly baseUrl: string
  readonly userAgent: string
  /** Asked first. */
  readonly judge?: NonNullable<HttpClientOptions['judge']>
}

/** Errors tell what to do about Yahoo, and not about any source. */
export function createEndpoint(options: EndpointOptions, environment: Environment): Endpoint {
  const { baseUrl, userAgent, limiter, attemptTimeoutMs } = options
  const pause = createPause(environment)
  const client = createHttpClient(
    {
      source: 'yahoo',
      baseUrl,
      headers: { 'user-agent': userAgent, accept: 'application/json,text/plain,*/*' },
      secrets: { parameters: ['crumb'], headers: ['cookie'] },
      judge: (answer) => options.judge?.(answer) ?? judge(answer, pause, environment.clock.now()),
      policies: {
        all: {
          concurrency: 4,
          ...(limiter !== undefined && { limiter }),
          ...(attemptTimeoutMs !== undefined && { attemptTimeoutMs }),
        },
      },
    },
    environment,
  )

  return {
    async fetchJson<T extends z.ZodType>(request: HttpRequest, shape: T) {
      let strange: string | undefined
      let isRefused = false
      const parse = (value: unknown) => {
        isRefused = isRefusal(value)
        if (isRefused) return value as never
        const { success, data, error } = shape.safeParse(value)
        if (success) return data
        const [issue] = error.issues
        strange = `${issue?.path.map(String).join('.') || 'body'}: ${issue?.message ?? ''}`
        throw error
      }
      try {
        const answer = await client.request({ ...request, policy: 'all', schema: { parse } })
        return isRefused ? { ...answer, ok: false } : answer
      } catch (error) {
        throw withRemedy(error, strange)
      }
    },
    async fetchText(request) {
      try {
        return await client.request({ ...request, policy: 'all', as: 'text' })
      } catch (error) {
        throw withRemedy(error)
      }
    },
  }
}

function withRemedy(error: unknown, strange?: string): unknown {
  if (isShagunError(error, 'unauthenticated')) {
    const { message, details, cause } = error
    const remedy = 'Ask again later, or give a cookie of your browser as the option `cookie`.'
    return new ShagunError('unauthenticated', message.replace('Sign in again.', remedy), { details, cause })
  }
  if (isShagunError(error, 'invalid-data')) {
    const { message, details, cause, retryable } = error
    const what = strange === undefined ? '' : ` It has ${strange}.`
    const remedy = `${what} If that lasts, Yahoo has changed its format: look for a newer @shagun/data-yahoo, or ask another provider meanwhile.`
    return new ShagunError('invalid-data', message.replace(' Look at what came.', '') + remedy, {
      details: { ...details, ...(strange !== undefined && { field: strange.slice(0, strange.indexOf(':')) }) },
      cause,
      retryable,
    })
  }
  return error
}
