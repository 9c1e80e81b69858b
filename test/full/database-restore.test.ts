import { undone } from '../database/postgres-restored.js'
import { anySequence, MODES } from '../database/sqlite-restored.js'

describe('restoring a PostgreSQL database, at length', () => {
  it('undoes any sequence of rows written', () => undone('restore', 200, 12))
  it("undoes any sequence of rows and schema changed with isolation: 'clone'", () => undone('clone', 15, 8))
})

for (const mode of MODES)
  describe(`restoring a SQLite database, ${mode.join(' with connections: ')}, at length`, () => anySequence(mode, 400))
