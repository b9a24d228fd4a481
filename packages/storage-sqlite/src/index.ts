/**
 * Journals, bars and tables to query, in one SQLite file.
 *
 * @module @shagun/storage-sqlite
 */
export { type SqliteOptions, type SqliteStorage, sqlite } from './sqlite.ts'
