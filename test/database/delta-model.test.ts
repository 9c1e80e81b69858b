import { deltaAgrees } from './delta-model-cases.js'

deltaAgrees('sqlite', 15)
deltaAgrees('postgres', 6)
