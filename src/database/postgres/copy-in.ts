import type { Cell } from './as-text.js'
import { loadPg, type PgClient } from './client.js'

/** What is used of the connection below a client of the pg package. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(why: string): void
}

/** A query of the pg package, which sends itself and is told of the answers. */
interface Submitted {
  handleCopyInResponse(connection: CopyConnection): void
}

type Done = (error: Error | null) => void

/** Sends a `COPY ... FROM STDIN`, with the chunks of its text made when they are asked for. */
export function copyIn(client: PgClient, sql: string, chunks: Iterable<string>): Promise<void> {
  const { Query } = loadPg()
  return new Promise<void>((resolve, reject) => {
    const query = new Query(sql, ((error) => (error ? reject(error) : resolve())) satisfies Done) as Submitted
    // pg's own answer is that there is nothing to send.
    query.handleCopyInResponse = (connection) => {
      try {
        for (const chunk of chunks) connection.sendCopyFromChunk(Buffer.from(chunk))
        connection.endCopyFrom()
      } catch (error) {
        connection.sendCopyFail((error as Error).message)
      }
    }
    void client.query(query as never)
  })
}

/** The line of a row in the text format of COPY. */
export function lineOf(cells: readonly Cell[]): string {
  let line = ''
  for (const [i, cell] of cells.entries()) {
    if (i > 0) line += '\t'
    line += cell === null ? '\\N' : typeof cell === 'string' && MARK.test(cell) ? escaped(cell) : cell
  }
  return `${line}\n`
}

const MARK = /[\\\t\n\r]/
const MARKS: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

const escaped = (text: string): string => text.replace(/[\\\t\n\r]/g, (mark) => MARKS[mark]!)
