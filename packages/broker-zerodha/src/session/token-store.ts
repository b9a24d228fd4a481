import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { type Environment, ShagunError } from '@shagun/core'
import { systemEnvironment } from '@shagun/core/adapter'
import { text } from '../books/wire.ts'
import { source } from '../source.ts'
import type { KiteLoginResult } from './login.ts'

/** Where access tokens are kept, and behind which passphrase. */
export interface TokenStoreOptions {
  readonly path: string
  /** At least 16 characters; it belongs into a vault, not beside the file. */
  readonly passphrase: string
}

/** Keeps the access token of the day on disk, where nobody can read it without the passphrase. */
export interface TokenStore {
  /**
   * The token that was saved last, as long as it is good; to be given as `accessToken`.
   *
   * @throws ShagunError `unauthenticated` where there is none, or it has ended; `invalid-data` where the passphrase is
   * another one, or somebody has changed the file; `storage-failed` where it cannot be read
   */
  load(): Promise<string>
  /**
   * Keeps the token of a login in place of the one before.
   *
   * @throws ShagunError `storage-failed` where it cannot be written; what was there before stays
   */
  save(login: KiteLoginResult): Promise<void>
}

const derive = promisify<string, Buffer, number, Buffer>(scrypt)

/**
 * A file with the access token of the day, sealed with AES-256-GCM.
 *
 * @throws ShagunError `invalid-options` for a passphrase that is too short
 * @example
 * ```ts
 * import { kiteAccount, tokenStore } from '@shagun/broker-zerodha'
 *
 * const store = tokenStore({ path: 'kite-token', passphrase: process.env['KITE_PASSPHRASE'] ?? '' })
 * const account = kiteAccount({ apiKey: 'key', accessToken: store.load })
 * ```
 */
export function tokenStore(
  { path, passphrase }: TokenStoreOptions,
  { clock }: Environment = systemEnvironment,
): TokenStore {
  const length = typeof passphrase === 'string' ? passphrase.length : 0
  if (length < 16) throw tooShort(length)
  return {
    async load() {
      const { accessToken, expiresAt } = await unseal(await read(path), passphrase)
      if (!(expiresAt > clock.now())) throw none('The access token that was kept has ended')
      return accessToken
    },
    async save(login) {
      const sealed = await seal(login, passphrase)
      // Of its own, so that nobody who saves at the same time, or has left something there, gets into it.
      const beside = `${path}.${randomBytes(6).toString('hex')}.new`
      try {
        await mkdir(dirname(path), { recursive: true })
        const file = await open(beside, 'wx', 0o600)
        try {
          await file.writeFile(sealed)
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(beside, path)
      } catch (cause) {
        await rm(beside, { force: true }).catch(() => {})
        throw failed('written', path, cause)
      }
    },
  }
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as { readonly code?: string }).code === 'ENOENT') throw none('No access token was kept yet')
    throw failed('read', path, cause)
  }
}

async function seal({ accessToken, expiresAt }: KiteLoginResult, passphrase: string): Promise<string> {
  const [salt, iv] = [randomBytes(16), randomBytes(12)]
  const cipher = createCipheriv('aes-256-gcm', await derive(passphrase, salt, 32), iv)
  const sealed = Buffer.concat([cipher.update(JSON.stringify({ accessToken, expiresAt }), 'utf8'), cipher.final()])
  const parts = { salt, iv, seal: cipher.getAuthTag(), sealed }
  const encoded = Object.entries(parts).map(([name, bytes]) => [name, bytes.toString('base64')])
  return JSON.stringify({ version: 1, ...Object.fromEntries(encoded) })
}

async function unseal(
  file: string,
  passphrase: string,
): Promise<{ readonly accessToken: string; readonly expiresAt: number }> {
  try {
    const parts = JSON.parse(file) as Readonly<Record<string, string>>
    const bytes = (name: string): Buffer => Buffer.from(parts[name] ?? '', 'base64')
    const decipher = createDecipheriv('aes-256-gcm', await derive(passphrase, bytes('salt'), 32), bytes('iv'), {
      authTagLength: 16,
    })
    decipher.setAuthTag(bytes('seal'))
    const plain = Buffer.concat([decipher.update(bytes('sealed')), decipher.final()]).toString('utf8')
    const { accessToken, expiresAt } = JSON.parse(plain) as {
      readonly accessToken: unknown
      readonly expiresAt: number
    }
    if (text(accessToken)) return { accessToken, expiresAt }
  } catch {
    // Neither the passphrase nor a piece of the file belongs into an error.
  }
  const expected = 'one that was sealed with this passphrase'
  const message = `The file of the access token cannot be opened; expected ${expected}. Log in again, and save it anew.`
  throw new ShagunError('invalid-data', message, { details: { source, field: 'token file', expected } })
}

function none(what: string): ShagunError {
  return new ShagunError('unauthenticated', `${what}. Log in to Kite, and save the new one.`, {
    details: { source, sent: 'no' },
  })
}

function failed(done: string, path: string, cause: unknown): ShagunError {
  const message = `The access token could not be ${done} at ${path}. Look at the folder and its rights.`
  return new ShagunError('storage-failed', message, { details: { source }, cause })
}

function tooShort(length: number): ShagunError {
  const expected = '16 characters or more'
  return new ShagunError('invalid-options', `The passphrase has ${length} characters; expected ${expected}.`, {
    details: { option: 'passphrase', value: String(length), expected },
  })
}
