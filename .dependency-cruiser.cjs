/** The arrows of the house: a folder may know only what stands above it in this list. */
const SMALL = ['handle', 'match', 'double', 'wire', 'clock', 'openapi']
const DOMAINS = ['http', 'contract', 'database', 'service', 'component', 'performance']
const any = (names) => `^src/(${names.join('|')})/`

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'scenario-is-the-bottom',
      severity: 'error',
      from: { path: '^src/scenario/' },
      to: { pathNot: '^src/scenario/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'small-folders-know-what-stands-above-them',
      severity: 'error',
      from: { path: any(SMALL) },
      to: { path: '^(src|generators)/', pathNot: any(['scenario', ...SMALL]) },
    },
    ...DOMAINS.map((domain) => ({
      name: `${domain}-knows-no-other-domain`,
      severity: 'error',
      from: { path: `^src/${domain}/` },
      to: { path: '^(src|generators)/', pathNot: any(['scenario', ...SMALL, domain]) },
    })),
    {
      name: 'mocha-knows-scenario-and-handle',
      severity: 'error',
      from: { path: '^src/mocha/' },
      to: { path: '^(src|generators)/', pathNot: any(['scenario', 'handle', 'wire', 'mocha']) },
    },
    {
      name: 'only-mocha-knows-mocha',
      severity: 'error',
      from: { path: '^(src|generators)/', pathNot: '^src/mocha/' },
      to: { path: 'node_modules/mocha/' },
    },
    {
      name: 'the-plan-stands-alone',
      severity: 'error',
      from: { path: '^src/plan/' },
      to: { path: '^(src|generators)/', pathNot: any(['scenario', 'wire', 'plan']) },
    },
    {
      name: 'the-report-knows-plan-and-records',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: '^(src|generators)/', pathNot: any(['scenario', 'wire', 'plan', 'report']) },
    },
    {
      name: 'generators-know-the-plan',
      severity: 'error',
      from: { path: '^generators/' },
      to: { path: '^src/', pathNot: any(['plan', 'config', 'scenario', 'wire', 'match']) },
    },
    {
      name: 'nobody-knows-the-command-line',
      severity: 'error',
      from: { path: '^(src|generators)/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'nobody-knows-an-entry-point-of-another-folder-through-the-root',
      severity: 'error',
      from: { path: '^(src|generators)/', pathNot: '^src/index' },
      to: { path: '^src/index' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
}
