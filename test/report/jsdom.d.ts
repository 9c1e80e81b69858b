/** The little of jsdom that these tests use: its own types would bring the browser's names into every file. */
declare module 'jsdom' {
  interface Element {
    readonly id: string
    readonly tagName: string
    readonly textContent: string | null
    readonly ownerDocument: Document
    hidden: boolean
    value: string
    getAttribute(name: string): string | null
    querySelector(selector: string): Element | null
    querySelectorAll(selector: string): Iterable<Element> & { readonly length: number }
    dispatchEvent(event: object): boolean
  }
  interface Document {
    readonly body: Element
    readonly documentElement: Element
    getElementById(id: string): Element | null
    querySelector(selector: string): Element | null
    querySelectorAll(selector: string): Iterable<Element> & { readonly length: number }
  }
  interface Window {
    readonly document: Document
    readonly DOMParser: new () => { parseFromString(text: string, type: string): Document }
    readonly Event: new (name: string) => object
    readonly axe?: unknown
    eval(code: string): unknown
  }
  export class JSDOM {
    constructor(html?: string, options?: { runScripts?: 'outside-only' | 'dangerously'; pretendToBeVisual?: boolean })
    readonly window: Window
  }
}
