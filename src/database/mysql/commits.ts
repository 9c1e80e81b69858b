import { sqlTokens } from '../statements/sql-tokens.js'

const DDL =
  'DATABASE|SCHEMA|EVENT|FUNCTION|INDEX|LOGFILE|PACKAGE|PROCEDURE|RESOURCE|ROLE|SEQUENCE|SERVER|SPATIAL|TABLE|TABLESPACE|TRIGGER|UNDO|USER|VIEW'
/** What may stand between CREATE and what is made. */
const MANNERS =
  '(?:OR REPLACE |AGGREGATE |UNIQUE |FULLTEXT |SPATIAL |VECTOR |IGNORE |ONLINE |OFFLINE |SQL SECURITY \\w+ |ALGORITHM = \\w+ |DEFINER = .*?)*'

/** Statements by which the servers commit what is open, as their manuals list them, and what that makes of it. */
const COMMITTING: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(`^(?:CREATE|ALTER|DROP) ${MANNERS}(?:${DDL}|INSTANCE|MASTER|LIBRARY)\\b`),
    'a change of the schema commits',
  ],
  [/^(?:RENAME|IMPORT) (?:TABLES?|USER)\b/, 'a change of the schema commits'],
  [/^TRUNCATE\b/, 'TRUNCATE commits, where DELETE would not'],
  [/^(?:GRANT|REVOKE|SET PASSWORD|SET DEFAULT ROLE)\b/, 'a change of what users may do commits'],
  [
    /^(?:ANALYZE|CHECK|OPTIMIZE|REPAIR) (?:LOCAL |NO_WRITE_TO_BINLOG )?(?:TABLES?|VIEW)\b/,
    'the care of a table commits',
  ],
  [
    /^(?:CACHE INDEX|LOAD INDEX INTO CACHE|FLUSH|RESET (?!PERSIST)|BACKUP|SHUTDOWN|CHANGE)\b/,
    'work on the server commits',
  ],
  [/^(?:INSTALL|UNINSTALL) /, 'work on the server commits'],
  [/^(?:START|STOP) (?:ALL )?(?:SLAVES?|REPLICAS?|GROUP_REPLICATION)\b/, 'work on the server commits'],
  [/^LOCK (?:TABLES?|INSTANCE)\b/, 'LOCK TABLES commits'],
  [
    /^SET\b.*\bAUTOCOMMIT (?:: )?=/,
    'autocommit ends a transaction or begins one that no statement tells of; begin it by START TRANSACTION',
  ],
  [/^BEGIN NOT ATOMIC\b/, 'a block of statements can not be told from a transaction'],
  [/^XA /, 'a distributed transaction can not be within another one'],
  [/^(?:COMMIT|ROLLBACK)\b.*(?<!\bNO )\b(?:CHAIN|RELEASE)$/, 'CHAIN and RELEASE need a transaction that ends for real'],
]

/** Why a statement would end the transaction around it; `open` says that the code has one open. */
export function commits(sql: string, open: boolean): string | undefined {
  const words = plain(sql)
  if (open && /^(?:BEGIN|START TRANSACTION)\b/.test(words))
    return 'a transaction that begins commits the one that is open'
  if (/^(?:CREATE|DROP) (?:OR REPLACE )?TEMPORARY (?:TABLE|SEQUENCE)\b/.test(words)) return undefined
  return COMMITTING.find(([pattern]) => pattern.test(words))?.[1]
}

/** The first words in capitals, without comments. */
function plain(sql: string): string {
  const tokens = sqlTokens(sql.slice(0, LOOKED_AT), 'mysql').filter(({ kind }) => kind !== 'comment')
  return tokens
    .slice(0, 24)
    .map(({ text }) => text.toUpperCase())
    .filter((text) => text !== ';')
    .join(' ')
}

/** A statement that commits says so soon. */
const LOOKED_AT = 400
