import { lock } from 'proper-lockfile'
import { updateIssueFile } from '../../src/report/index.js'
import { rewriteFile } from '../../src/report/issue-file/rewrite.js'

// Counts up in the text of an issue file, as another party that takes the lock, and writes the report in turns with that.
const [, , path = '', times = '0'] = process.argv
for (let n = 0; n < Number(times); n += 1) {
  const release = await lock(path, {
    retries: { retries: 200, factor: 1, minTimeout: 5, maxTimeout: 30, randomize: true },
  })
  rewriteFile(path, (bytes) => ({
    ok: true as const,
    bytes: Buffer.from(bytes.toString().replace(/^\d+$/m, (number) => String(Number(number) + 1))),
  }))
  await release()
  const done = await updateIssueFile(path, `Number ${n} of ${process.pid}.`)
  if (!done.ok) throw new Error(done.reason)
}
