import { deltaAgrees } from './delta-model-cases.js'
import { withoutMariadb } from './engines.js'

deltaAgrees('sqlite', 30)
deltaAgrees('postgres', 10)
if (withoutMariadb === undefined) deltaAgrees('mariadb', 10)
else it.skip(`what moved on mariadb: ${withoutMariadb}`)
