export { type SqliteOptions, type SqliteStorage, sqlite } from './sqlite.ts'
