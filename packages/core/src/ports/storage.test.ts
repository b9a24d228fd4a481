import { describe, expect, it } from 'vitest'
import { createEnvironment, systemEnvironment } from './environment-system.ts'
import { defineStorage } from './storage.ts'
import { memory } from './storage-memory.ts'

const { id: _, ...parts } = memory()

describe('defineStorage', () => {
  it('makes a storage with its name and what was written', async () => {
    const storage = defineStorage({ id: 'drawer', create: () => ({ ...parts }) })()
    expect(storage.id).toBe('drawer')
    expect(storage.bars).toBe(parts.bars)
    await (await storage.openJournal('main')).close()
  })

  it('hands options and environment on', () => {
    const given: unknown[] = []
    const drawer = defineStorage({
      id: 'drawer',
      create(options: { readonly path: string }, environment) {
        given.push(options, environment)
        return { ...parts }
      },
    })
    const environment = createEnvironment({})
    drawer({ path: 'a' }, environment)
    expect(given[0]).toEqual({ path: 'a' })
    expect(given[1]).toBe(environment)
  })

  it('lives in the real world, with no options, where none are given', () => {
    const given: unknown[] = []
    const drawer = defineStorage({
      id: 'drawer',
      create(options: { readonly path?: string }, environment) {
        given.push(options, environment)
        return { ...parts }
      },
    })
    drawer()
    expect(given[0]).toEqual({})
    expect(given[1]).toBe(systemEnvironment)
  })
})
