import { declareHalf } from './shuffled.js'

declareHalf(0)
