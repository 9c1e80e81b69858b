import type { Operation } from '../../src/plan/index.js'
import { isIdentifier, text } from '../code/literal.js'
import { camel } from '../code/names.js'
import type { Pen } from '../code/sheet.js'
import type { ProjectClass } from '../project/find-classes.js'
import { addressOf } from '../project/project.js'
import { importOf } from './entities.js'
import { NotTold, type Workshop } from './story.js'
import { worldOf } from './targets.js'

/** The name of the third party in a suite: the world's own, else one that the suite makes at the plan's address. */
export function serviceName({ plan, project }: Workshop, pen: Pen, service: string): string {
  const own = project.world?.services.find(({ name, what }) => what === service || name === service)
  if (own !== undefined && project.world !== undefined) return pen.use(project.world.file, own.name)
  const at = addressOf(plan, service)
  if (at === undefined) {
    throw new NotTold(`neither the world nor the plan's mocks tell the address of the service ${service}`)
  }
  const make = pen.use('qa-integ/service', 'service')
  return pen.keep(camel(service, 'thirdParty'), `${make}(${text(service)}, { at: ${text(at)} })`)
}

/** `payments.on('POST', '/v1/payments')`. */
export function endpoint(workshop: Workshop, pen: Pen, service: string, { method, path }: Operation): string {
  return `${serviceName(workshop, pen, service)}.on(${text(method)}, ${text(path)})`
}

/** The world's double of a component. */
export function doubled({ project }: Workshop, pen: Pen, component: string, method: string): string {
  const found = project.world?.doubles.find(({ what, name }) => what === component || name === component)
  if (found === undefined || project.world === undefined || !isIdentifier(method)) {
    throw new NotTold(`the world exports no double of ${component}, whose calls could be told`)
  }
  return `${pen.use(project.world.file, found.name)}.${method}`
}

function longestCommon(a: string, b: string): number {
  let longest = 0
  for (let start = 0; start < a.length; start++) {
    while (start + longest < a.length && b.includes(a.slice(start, start + longest + 1))) longest++
  }
  return longest
}

/** The one third party of the plan whose name is like a class's: `PaymentGateway` speaks to `payments`. */
function addressFor({ plan }: Workshop, { name }: ProjectClass): string | undefined {
  const ranked = plan.mocks
    .filter(({ at }) => at !== undefined)
    .map(({ service, at }) => ({ at, alike: longestCommon(name.toLowerCase(), service.toLowerCase()) }))
    .sort((a, b) => b.alike - a.alike)
  const [best, second] = ranked
  return best !== undefined && best.alike >= 4 && best.alike > (second?.alike ?? 0) ? best.at : undefined
}

const deepest = 4

/** `new OrderService(new PaymentGateway('https://…'))`: what a constructor takes is made of the world, the plan and other classes. */
function construct(
  workshop: Workshop,
  pen: Pen,
  found: ProjectClass,
  depth: number,
): { code: string; stored: boolean } {
  const { project } = workshop
  const from = importOf(project, found.name)
  if (depth > deepest || from === undefined || !isIdentifier(found.name))
    throw new NotTold(`${found.name} could not be made`)
  const values: string[] = []
  let stored = false
  for (const { name, type, optional } of found.parameters) {
    if (optional) break
    const wanted = /^(?:Pick|Omit|Partial|Readonly)<\s*([\w$]+)/.exec(type)?.[1] ?? type
    const other = project.classes.get(wanted)
    if (/\bDataSource$/.test(type) && project.world?.database !== undefined) {
      values.push(`${pen.use(project.world.file, project.world.database)}.dataSource`)
      stored = true
    } else if (type === 'string' && /url|address|host|endpoint|base/i.test(name)) {
      const at = addressFor(workshop, found)
      if (at === undefined) throw new NotTold(`the plan's mocks tell no address for ${found.name}`)
      values.push(text(at))
    } else if (other !== undefined && other.kind === 'class') {
      const made = construct(workshop, pen, other, depth + 1)
      values.push(made.code)
      stored ||= made.stored
    } else {
      throw new NotTold(`the world exports no component('${found.name}', ...), and its ${name} could not be made`)
    }
  }
  return { code: `new ${pen.use(from, found.name)}(${values.join(', ')})`, stored }
}

/** The name of a component in a suite: the world's own, else one that the suite makes of the project's class. */
export function componentName(workshop: Workshop, pen: Pen, component: string, method: string): string {
  const { project } = workshop
  const own = project.world?.components.find(({ what, name }) => what === component || name === component)
  if (own !== undefined && project.world !== undefined) return pen.use(project.world.file, own.name)
  const found = project.classes.get(component)
  if (found === undefined) throw new NotTold(`the project has no component ${component}, and the world exports none`)
  if (!found.methods.includes(method)) throw new NotTold(`${component} has no method ${method}`)
  const { code: made, stored } = construct(workshop, pen, found, 0)
  const make = pen.use('qa-integ/component', 'component')
  const uses = stored ? [`{ uses: [${pen.use(worldOf(workshop).file, worldOf(workshop).database ?? '')}] }`] : []
  const told = [text(component), `() => ${made}`, ...uses]
  const inline = `${make}(${told.join(', ')})`
  const code = inline.length <= 90 ? inline : `${make}(\n${told.map((one) => `  ${one},\n`).join('')})`
  return pen.keep(camel(component, 'component'), code)
}
