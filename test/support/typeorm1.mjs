// Gives every module TypeORM 1 where it asks for `typeorm`, whether by import or by require.
import { Module, register } from 'node:module'

const redirected = (specifier) => specifier.replace(/^typeorm(?=\/|$)/, 'typeorm1')

const { _resolveFilename: resolveFilename } = Module
Module._resolveFilename = function (request, ...rest) {
  return resolveFilename.call(this, redirected(request), ...rest)
}
const hooks = `const redirected = ${redirected}
export const resolve = (specifier, context, next) => next(redirected(specifier), context)`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)
