import type { DataSourceOptions } from 'typeorm'

/** From DATABASE_URL: `postgres://…`, or `sqlite:` and a path. */
export function connection(): DataSourceOptions {
  const url = process.env.DATABASE_URL ?? 'sqlite:box-office.sqlite'
  return url.startsWith('sqlite:')
    ? { type: 'sqlite', database: url.slice('sqlite:'.length), enableWAL: true, busyTimeout: 1_000 }
    : { type: 'postgres', url }
}
