import { deltaAgrees } from './delta-model-cases.js'
import { withoutMariadb } from './engines.js'

deltaAgrees('sqlite', 15)
deltaAgrees('postgres', 6)
if (withoutMariadb === undefined) deltaAgrees('mariadb', 6)
else it.skip(`what moved on mariadb: ${withoutMariadb}`)
