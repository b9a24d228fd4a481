import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMailbox, type Mailbox } from './mailbox.ts'

/** A mailbox that notes what it was told of failures. */
function openMailbox(): { readonly mailbox: Mailbox; readonly failures: unknown[] } {
  const failures: unknown[] = []
  const mailbox = createMailbox((cause) => failures.push(cause))
  mailbox.open()
  return { mailbox, failures }
}

/** Lets this many reactions of promises pass. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await undefined
}

describe('a mailbox', () => {
  it('calls at once, with the argument, and is not busy after calls that were synchronous', () => {
    const { mailbox } = openMailbox()
    const heard: number[] = []
    for (const argument of [1, 2, 3]) {
      mailbox.call((n: number) => void heard.push(n), argument)
      expect(mailbox.busy).toBeUndefined()
    }
    expect(heard).toEqual([1, 2, 3])
  })

  it('lets a call that comes of a call wait its turn', () => {
    const { mailbox } = openMailbox()
    const heard: string[] = []
    mailbox.call((name) => {
      heard.push(`${name} begins`)
      mailbox.call((inner) => void heard.push(inner), 'second')
      mailbox.call((inner) => void heard.push(inner), 'third')
      heard.push(`${name} ends`)
    }, 'first')
    expect(heard).toEqual(['first begins', 'first ends', 'second', 'third'])
    expect(mailbox.busy).toBeUndefined()
  })

  it('waits for the promise of a call before the next', async () => {
    const { mailbox } = openMailbox()
    const heard: string[] = []
    const gate = Promise.withResolvers<void>()
    mailbox.call(async () => {
      heard.push('first begins')
      await gate.promise
      heard.push('first ends')
    }, undefined)
    mailbox.call(() => void heard.push('second'), undefined)
    await turns(20)
    expect(heard).toEqual(['first begins'])
    gate.resolve()
    await mailbox.busy
    expect(heard).toEqual(['first begins', 'first ends', 'second'])
  })

  it('is busy until the last call has returned, those that came meanwhile included', async () => {
    const { mailbox } = openMailbox()
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let done = 0
    for (const { promise } of gates) mailbox.call(() => promise.then(() => void done++), undefined)
    const whenIdle = mailbox.busy!.then(() => done)
    gates[0]!.resolve()
    await turns(20)
    expect(done).toBe(1)
    expect(mailbox.busy).toBeDefined()
    gates[1]!.resolve()
    expect(await whenIdle).toBe(2)
    expect(mailbox.busy).toBeUndefined()
  })

  it('loses no call, at whichever turn after an asynchronous one it comes', async () => {
    for (let after = 0; after < 15; after++) {
      const { mailbox } = openMailbox()
      const heard: string[] = []
      mailbox.call(async () => void heard.push('first'), undefined)
      await turns(after)
      mailbox.call(() => void heard.push('second'), undefined)
      await mailbox.busy
      expect(heard, `after ${after} turns`).toEqual(['first', 'second'])
    }
  })

  it('drops calls before it is opened and after it is closed, those that wait included', async () => {
    const { mailbox, failures } = openMailbox()
    const heard: string[] = []
    const gate = Promise.withResolvers<void>()
    const say = (word: string) => void heard.push(word)
    mailbox.close()
    mailbox.call(say, 'closed')
    mailbox.open()
    mailbox.call(() => gate.promise, undefined)
    mailbox.call(say, 'waiting')
    mailbox.close()
    mailbox.call(say, 'closed again')
    gate.resolve()
    await mailbox.busy
    expect(heard).toEqual([])
    mailbox.open()
    mailbox.call(say, 'open')
    expect(heard).toEqual(['open'])
    expect(failures).toEqual([])
    const never = createMailbox(() => expect.unreachable())
    never.call(say, 'never opened')
    expect(heard).toEqual(['open'])
  })

  it('does not overlap what is still under way when it is opened again', async () => {
    const { mailbox } = openMailbox()
    const heard: string[] = []
    const gate = Promise.withResolvers<void>()
    mailbox.call(() => gate.promise.then(() => void heard.push('before')), undefined)
    mailbox.close()
    mailbox.open()
    mailbox.call(() => void heard.push('after'), undefined)
    expect(heard).toEqual([])
    gate.resolve()
    await mailbox.busy
    expect(heard).toEqual(['before', 'after'])
  })

  it('calls nothing more after a call that threw, and says so once', () => {
    const { mailbox, failures } = openMailbox()
    const cause = new Error('division by zero')
    const heard: string[] = []
    mailbox.call(() => {
      mailbox.call(() => void heard.push('waiting'), undefined)
      throw cause
    }, undefined)
    mailbox.call(() => {
      throw new Error('again')
    }, undefined)
    expect(failures).toEqual([cause])
    expect(failures[0]).toBe(cause)
    expect(heard).toEqual([])
    expect(mailbox.busy).toBeUndefined()
  })

  it('calls nothing more after a call whose promise was rejected, and says so once', async () => {
    const { mailbox, failures } = openMailbox()
    const cause = new Error('no route')
    const heard: string[] = []
    mailbox.call(async () => {
      throw cause
    }, undefined)
    mailbox.call(() => void heard.push('waiting'), undefined)
    await mailbox.busy
    mailbox.call(() => void heard.push('later'), undefined)
    expect(failures).toEqual([cause])
    expect(heard).toEqual([])
    expect(mailbox.busy).toBeUndefined()
  })

  it('works again when it is opened after a failure', async () => {
    const { mailbox } = openMailbox()
    const heard: string[] = []
    mailbox.call(() => Promise.reject(new Error('no')), undefined)
    await mailbox.busy
    mailbox.open()
    mailbox.call(() => void heard.push('again'), undefined)
    expect(heard).toEqual(['again'])
  })

  it('calls everything once, in order and never two at a time, however calls come and whatever they await', async () => {
    const work = fc.record({ pause: fc.nat(4), awaits: fc.nat(4), inner: fc.nat(2) })
    await fc.assert(
      fc.asyncProperty(fc.array(work, { maxLength: 25 }), async (works) => {
        const { mailbox, failures } = openMailbox()
        const asked: number[] = []
        const heard: number[] = []
        let under = 0
        const ask = (awaits: number, inner: number): void => {
          const name = asked.length
          asked.push(name)
          mailbox.call((own: number) => {
            expect(++under).toBe(1)
            heard.push(own)
            for (let i = 0; i < inner; i++) ask(awaits, 0)
            if (awaits === 0) return void under--
            return turns(awaits).then(() => void under--)
          }, name)
        }
        for (const { pause, awaits, inner } of works) {
          ask(awaits, inner)
          await turns(pause)
        }
        for (let busy = mailbox.busy; busy !== undefined; busy = mailbox.busy) await busy
        expect(heard).toEqual(asked)
        expect(failures).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

describe('calls of which only the newest counts', () => {
  it('take the place of one that waits, and keep its turn', async () => {
    const { mailbox } = openMailbox()
    const heard: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    mailbox.call(() => promise, undefined)
    const note = (text: string): void => void heard.push(text)
    mailbox.callNewest('a', note, 'a1')
    mailbox.call(note, 'between')
    mailbox.callNewest('b', note, 'b1')
    mailbox.callNewest('a', note, 'a2')
    mailbox.callNewest('b', note, 'b2')
    resolve()
    await mailbox.busy
    mailbox.callNewest('a', note, 'a3')
    expect(heard).toEqual(['a2', 'between', 'b2', 'a3'])
  })
})
