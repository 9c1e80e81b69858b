/** Decorates without the decorators' syntax, whose compiler option this repository does not set. */
export function decorate(
  entity: Function,
  own: ClassDecorator[],
  properties: Readonly<Record<string, PropertyDecorator[]>>,
) {
  for (const [property, decorators] of Object.entries(properties))
    for (const one of decorators) one(entity.prototype as object, property)
  for (const one of own) one(entity)
}
