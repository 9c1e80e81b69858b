/** The filter of the scenarios: the page reads the same without it. */
export const script = `
(() => {
  const filter = document.getElementById('filter')
  if (filter) {
    const [query, status, category] = ['query', 'status', 'category'].map((id) => document.getElementById(id))
    const count = document.getElementById('count')
    const rows = [...document.querySelectorAll('tr[data-status]')].map((row) => [row, row.textContent.toLowerCase()])
    const apply = () => {
      const words = query.value.toLowerCase().split(/\\s+/).filter(Boolean)
      let shown = 0
      for (const [row, text] of rows) {
        const fits = (!status.value || row.dataset.status === status.value) && (!category.value || row.dataset.category === category.value) && words.every((word) => text.includes(word))
        row.hidden = !fits
        if (fits) shown += 1
      }
      count.textContent = shown + ' of ' + rows.length + ' shown'
    }
    for (const control of [query, status, category]) control.addEventListener('input', apply)
    filter.addEventListener('submit', (event) => event.preventDefault())
    filter.hidden = false
    apply()
  }
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (!target) return
    for (const part of [target, ...target.querySelectorAll('details')]) if (part.tagName === 'DETAILS') part.open = true
    target.scrollIntoView()
  }
  addEventListener('hashchange', reveal)
  reveal()
})()
`
