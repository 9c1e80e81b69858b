import * as typeorm from 'typeorm'

/** What the installed TypeORM calls its first SQLite driver; 1.x has none for the package sqlite3. Typed as that of 0.3. */
export const SQLITE = ('Connection' in typeorm ? 'sqlite' : 'better-sqlite3') as 'sqlite'
