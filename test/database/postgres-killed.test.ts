import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect } from 'chai'

const MAIN = `
  const { startPostgres } = await import('./src/database/postgres/server.ts')
  const part = await startPostgres()
  const lease = await part.lease()
  console.log(JSON.stringify({ ...part.value, ...lease.value }))
  setInterval(() => {}, 1_000)`

describe('a run that is killed while its PostgreSQL runs', () => {
  it('leaves no server and no data directory', async function () {
    if (process.platform === 'win32') return this.skip()
    const main = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', MAIN], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const place = await new Promise<{ host: string }>((told) =>
      main.stdout.once('data', (line) => told(JSON.parse(String(line)))),
    )
    expect(existsSync(place.host)).to.equal(true)
    expect(servers(place.host)).to.not.equal('')
    const ended = new Promise((gone) => main.once('exit', gone))
    main.kill('SIGKILL')
    await ended
    while (existsSync(place.host) || servers(place.host) !== '') await new Promise((look) => setTimeout(look, 50))
  })
})

/** The processes whose command names the directory. */
function servers(directory: string): string {
  return execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(directory))
    .join('\n')
}
