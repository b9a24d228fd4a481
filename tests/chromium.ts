import { existsSync } from 'node:fs'

/** Where a Chromium is installed: what CHROMIUM names, or at one of the usual places; `undefined` where there is none. */
export const chromiumPath: string | undefined = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))
