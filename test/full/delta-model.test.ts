import { deltaAgrees } from '../database/delta-model-cases.js'
import { unlessWithout } from '../database/engines.js'

for (const on of ['sqlite', 'postgres'] as const) deltaAgrees(on, 200)
unlessWithout('what moved', () => deltaAgrees('mariadb', 200))
