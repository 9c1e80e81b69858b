import { release, type } from 'node:os'
import type { CiInfo, EnvironmentInfo } from './results.js'

type Variables = { readonly [name: string]: string | undefined }

/** Where this process runs: "local" or the name of the CI, unless a name is given. */
export function currentEnvironment(
  given: { readonly name?: string; readonly versions?: { readonly [name: string]: string } } = {},
  variables: Variables = process.env,
): EnvironmentInfo {
  const ci = ciOf(variables)
  return {
    name: given.name ?? ci?.name ?? 'local',
    node: process.versions.node,
    os: `${type()} ${release()} ${process.arch}`,
    versions: { ...given.versions },
    ci,
  }
}

interface Known {
  readonly name: string
  readonly sign: string
  readonly build: string
  readonly commit: string
  readonly branch: string
}

const known: readonly Known[] = Object.freeze([
  {
    name: 'GitHub Actions',
    sign: 'GITHUB_ACTIONS',
    build: 'GITHUB_RUN_ID',
    commit: 'GITHUB_SHA',
    branch: 'GITHUB_REF_NAME',
  },
  {
    name: 'GitLab CI',
    sign: 'GITLAB_CI',
    build: 'CI_PIPELINE_ID',
    commit: 'CI_COMMIT_SHA',
    branch: 'CI_COMMIT_REF_NAME',
  },
  { name: 'Jenkins', sign: 'JENKINS_URL', build: 'BUILD_NUMBER', commit: 'GIT_COMMIT', branch: 'GIT_BRANCH' },
  { name: 'CircleCI', sign: 'CIRCLECI', build: 'CIRCLE_BUILD_NUM', commit: 'CIRCLE_SHA1', branch: 'CIRCLE_BRANCH' },
  {
    name: 'Azure Pipelines',
    sign: 'TF_BUILD',
    build: 'BUILD_BUILDID',
    commit: 'BUILD_SOURCEVERSION',
    branch: 'BUILD_SOURCEBRANCHNAME',
  },
  { name: 'CI', sign: 'CI', build: 'BUILD_ID', commit: 'COMMIT_SHA', branch: 'BRANCH_NAME' },
])

function ciOf(variables: Variables): CiInfo | null {
  const found = known.find(({ sign }) => (variables[sign] ?? '') !== '' && variables[sign] !== 'false')
  if (found === undefined) return null
  const of = (name: string): string | null => variables[name] || null
  return { name: found.name, build: of(found.build), commit: of(found.commit), branch: of(found.branch) }
}
