import type { Code, Nodes, Root } from 'mdast'
import { isExactBlock } from './exact-block.js'
import { type Reading, say } from './reading.js'

function codesIn(node: Nodes): Code[] {
  if (node.type === 'code') return [node]
  return 'children' in node ? node.children.flatMap((child) => codesIn(child as Nodes)) : []
}

/** A fence inside of a fence of the same length ends the outer one, and what follows is read as a plan. */
function holdsOpeningFence(code: Code): boolean {
  return /^ {0,3}(?:`{3,}|~{3,})[ \t]*[\w-]/m.test(code.value)
}

function isOpen(code: Code, text: string): boolean {
  const raw = text.slice(code.position?.start.offset ?? 0, code.position?.end.offset ?? 0)
  const fence = /^(`{3,}|~{3,})/.exec(raw)?.[1]
  if (fence === undefined) return false
  const last =
    raw
      .split(/\r\n|\r|\n/)
      .slice(1)
      .at(-1) ?? ''
  return !last.replace(/^[\s>]+/, '').startsWith(fence)
}

/** Remarks on fences that end too early or never, and on exact blocks that stand where no plan is read. */
export function checkFences(reading: Reading, root: Root, read: (code: Code) => boolean): void {
  for (const code of codesIn(root)) {
    const { line = 1, column = 1 } = code.position?.start ?? {}
    if (isOpen(code, reading.text)) {
      say(
        reading,
        'warning',
        'nested-fence',
        { line, column },
        'this fence is never closed: the rest of the file is in it',
      )
    } else if (holdsOpeningFence(code)) {
      const message = 'a fence inside of this one ends it early: give the outer fence four marks'
      say(reading, 'warning', 'nested-fence', { line, column }, message)
    }
    if (isExactBlock(code) && !read(code)) {
      const message = 'this block stands outside of the planning section and is not read'
      say(reading, 'warning', 'section-name', { line, column }, message)
    }
  }
}
