import { PATIENCE } from './patience.js'

/** For a database that nobody keeps: nothing is forced to a disk, a wait for a lock ends soon, what InnoDB counts is never counted anew. */
const SETTINGS = [
  'innodb-flush-log-at-trx-commit=0',
  'innodb-doublewrite=0',
  'innodb-buffer-pool-size=64M',
  'innodb-stats-auto-recalc=0',
  'innodb-stats-persistent=1',
  `innodb-lock-wait-timeout=${PATIENCE}`,
  `lock-wait-timeout=${PATIENCE}`,
  'table-open-cache=10000',
  'table-definition-cache=10000',
  'max-allowed-packet=256M',
  'max-connections=200',
  'character-set-server=utf8mb4',
  'skip-log-bin',
  'skip-name-resolve',
]

/** The last statements of all connections are remembered, by which it is known who wrote. */
const REMEMBERED = [
  'performance-schema=ON',
  'performance-schema-instrument=%=OFF',
  'performance-schema-instrument=statement/%=ON',
  'performance-schema-consumer-events-statements-current=ON',
  'performance-schema-consumer-events-statements-history-long=ON',
  'performance-schema-events-statements-history-long-size=500',
  'performance-schema-max-thread-instances=300',
]

/** Nothing else is measured; MariaDB would keep room for it. */
const UNMEASURED = [
  ...['accounts', 'hosts', 'users', 'digests', 'session-connect-attrs', 'events-statements-history'].map(
    (what) => `${what}-size`,
  ),
  ...['stages', 'transactions', 'waits'].flatMap((of) => [
    `events-${of}-history-size`,
    `events-${of}-history-long-size`,
  ]),
  ...['cond', 'file', 'mutex', 'rwlock', 'socket', 'table', 'program', 'prepared-statements'].map(
    (what) => `max-${what}-instances`,
  ),
  ...['max-index-stat', 'max-metadata-locks', 'max-table-handles', 'max-table-lock-stat'],
].map((what) => `performance-schema-${what}=0`)

/** Open transactions are told; there is no folder that only its package's user may enter, and no port for another protocol. */
const OF_MYSQL = [
  'performance-schema-instrument=transaction=ON',
  'performance-schema-consumer-events-transactions-current=ON',
  'secure-file-priv=',
  'mysqlx=OFF',
]

/** Which of the two a server is. */
export type ServerKind = 'mariadb' | 'mysql'

/** What a server of a run is started with. */
export function settings(server: ServerKind): readonly string[] {
  return [...SETTINGS, ...REMEMBERED, ...(server === 'mysql' ? OF_MYSQL : UNMEASURED)]
}
