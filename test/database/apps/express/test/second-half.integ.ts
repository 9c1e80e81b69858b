import { declareHalf } from './shuffled.js'

declareHalf(1)
