import { cleanText } from './clean-text.js'
import type { ExactBlock } from './exact-block.js'
import { readThreshold } from './gate.js'
import type { Gate, Json, JsonObject } from './model.js'
import { type Reading, say } from './reading.js'
import { isCategory, isSeverity } from './words.js'

function object(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function words(value: Json | undefined): string[] {
  return list(value).map((entry) => cleanText(String(entry)))
}

function isMetric(key: string): key is Gate['metric'] {
  return ['passRate', 'p95', 'p99', 'average', 'max', 'errorRate', 'throughput', 'coverage'].includes(key)
}

function readGates(reading: Reading, block: ExactBlock): void {
  const gates = object(block.value.gates)
  const add = (metric: Gate['metric'], value: Json, path: readonly string[], category?: string) => {
    if (typeof value !== 'string' && typeof value !== 'number') return
    const source = { ...block.at(['gates', ...path]), text: cleanText(`${path.join('.')}: ${value}`) }
    const threshold = readThreshold(metric, String(value))
    if (threshold === undefined) {
      const wanted = metric === 'throughput' ? '1000/s' : /^p9|average|max/.test(metric) ? '200ms' : '95%'
      say(reading, 'error', 'gate', source, `"${value}" for ${path.join('.')} can't be measured: write it as ${wanted}`)
      return
    }
    reading.gates.push({ metric, ...(isCategory(category) ? { category } : {}), ...threshold, source })
  }
  for (const [key, value] of Object.entries(gates)) {
    if (!isMetric(key)) continue
    if (key !== 'coverage' || typeof value !== 'object') add(key, value, [key])
    else for (const [category, share] of Object.entries(object(value))) add(key, share, [key, category], category)
  }
  for (const severity of list(gates.blockOn)) {
    if (isSeverity(severity) && !reading.blockOn.includes(severity)) reading.blockOn.push(severity)
  }
}

function readMocks(reading: Reading, block: ExactBlock): void {
  for (const [index, value] of list(block.value.mocks).entries()) {
    const told = object(value)
    const service = cleanText(String(told.service ?? ''))
    if (service === '') continue
    const routes = list(told.routes).map((route) => {
      const { request, status, body } = object(route)
      const [method = '', path = ''] = String(request).split(' ')
      return { request: { method, path }, status: Number(status), ...(body === undefined ? {} : { body }) }
    })
    reading.mocks.push({
      service,
      ...(typeof told.at === 'string' ? { at: told.at } : {}),
      routes,
      faults: words(told.faults),
      source: { ...block.at(['mocks', index]), text: service },
    })
  }
}

/** Adds what a block says beside its scenarios. */
export function readExactPlan(reading: Reading, block: ExactBlock): void {
  readGates(reading, block)
  readMocks(reading, block)
  for (const [index, value] of list(block.value.components).entries()) {
    const told = typeof value === 'string' ? { name: value } : object(value)
    const name = cleanText(String(told.name ?? ''))
    if (name === '') continue
    const source = { ...block.at(['components', index]), text: name }
    reading.components.push({ name, methods: words(object(value).methods), source })
  }
  for (const [key, value] of Object.entries(object(block.value.environment))) {
    if (typeof value !== 'object') reading.environment.set(cleanText(key), cleanText(String(value)))
  }
  for (const [index, value] of list(block.value.data).entries()) {
    const told = object(value)
    const note = cleanText(String(told.note ?? told.entity ?? ''))
    reading.data.push({
      ...(typeof told.entity === 'string' ? { entity: told.entity } : {}),
      ...(typeof told.count === 'number' ? { count: told.count } : {}),
      rows: list(told.rows).map(object),
      source: { ...block.at(['data', index]), text: note },
    })
  }
}
