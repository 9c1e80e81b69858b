import { deltaAgrees } from '../database/delta-model-cases.js'

for (const on of ['sqlite', 'postgres'] as const) deltaAgrees(on, 200)
