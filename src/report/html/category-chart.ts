import type { Results } from '../results.js'
import { categoryTitles } from '../words.js'
import { figure, rect, text } from './chart.js'

/** Passed, failed and not run of each category, on one scale. */
export function categoryChart({ categories }: Results): string {
  const most = Math.max(1, ...categories.map((one) => one.run + one.skipped + one.todo))
  const [left, width, row] = [170, 560, 34]
  const rows = categories.map((one, index) => {
    const y = index * row + 4
    const idle = one.skipped + one.todo
    const parts = [
      { n: one.passed, kind: 'f-good', word: 'passed' },
      { n: one.failed, kind: 'f-bad', word: 'failed' },
      { n: idle, kind: 'f-idle', word: 'not run' },
    ].filter((part) => part.n > 0)
    let x = left
    const bars = parts.map(({ n, kind, word }) => {
      const bar = rect(x, y, (width * n) / most - 1.5, 22, kind, `${n} ${word}`)
      x += (width * n) / most
      return bar
    })
    const told = parts.map(({ n, word }) => `${n} ${word}`).join(', ') || 'nothing run'
    return [
      text(0, y + 16, categoryTitles[one.category]),
      rect(left, y, width, 22, 'track'),
      ...bars,
      text(left + width + 10, y + 16, told, 'q'),
    ].join('')
  })
  const description = categories
    .map((one) => `${categoryTitles[one.category]}: ${one.passed} passed, ${one.failed} failed`)
    .join('; ')
  return figure('chart-categories', 'Scenarios by category', description, [960, categories.length * row], rows.join(''))
}
