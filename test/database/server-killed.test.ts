import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect } from 'chai'
import { unlessWithout } from './engines.js'

const main = (module: string, start: string): string => `
  const { ${start} } = await import('./src/database/${module}/server.ts')
  const part = await ${start}()
  const lease = await part.lease()
  console.log(JSON.stringify(lease.value))
  setInterval(() => {}, 1_000)`

function leavesNothing(program: string, home: (place: Readonly<Record<string, string>>) => string): void {
  it('leaves no server and no data directory', async function () {
    if (process.platform === 'win32') return this.skip()
    const main = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const directory = await new Promise<string>((told) =>
      main.stdout.once('data', (line) => told(home(JSON.parse(String(line))))),
    )
    expect(existsSync(directory)).to.equal(true)
    expect(servers(directory)).to.not.equal('')
    const ended = new Promise((gone) => main.once('exit', gone))
    main.kill('SIGKILL')
    await ended
    while (existsSync(directory) || servers(directory) !== '') await new Promise((look) => setTimeout(look, 50))
  })
}

describe('a run that is killed while its PostgreSQL runs', () =>
  leavesNothing(main('postgres', 'startPostgres'), ({ host }) => host!))

unlessWithout('a run that is killed', () =>
  describe('a run that is killed while its MariaDB runs', () =>
    leavesNothing(main('mysql', 'startMariadb'), ({ socketPath }) => dirname(socketPath!))),
)

/** The processes whose command names the directory. */
function servers(directory: string): string {
  return execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(directory))
    .join('\n')
}
