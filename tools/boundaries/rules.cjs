/**
 * Who may import whom: main → rpc, adapters, app, config; rpc → app; adapters → app/ports, domain; app → domain; domain
 * → the error base. An app never imports an app, a lib never an app, and nobody reaches past another lib's index.
 */
const inApp = (layer) => `(^|/)apps/([^/]+)/src/${layer}/`;
const tests = '\\.(test|contract)\\.ts$';
/** `@trilha/service-kit/base`: DomainError, Clock, paging. */
const base = 'libs/service-kit/src/base/';

/** What libs export: their index, the further entries of service-kit and pipeline, and the generated stubs. */
const libInterfaces = [
  '/src/index\\.ts$',
  '/src/(auth|base|compute|config|online|testing)/index\\.ts$',
  '(^|/)libs/proto-gen/src/generated/',
];

module.exports = {
  forbidden: [
    {
      name: 'app-imports-app',
      comment: 'Services reach each other by gRPC only.',
      severity: 'error',
      from: { path: '(^|/)apps/([^/]+)/' },
      to: { path: '(^|/)apps/([^/]+)/', pathNot: '(^|/)apps/$2/' },
    },
    {
      name: 'lib-imports-app',
      severity: 'error',
      from: { path: '(^|/)libs/' },
      to: { path: '(^|/)apps/' },
    },
    {
      name: 'past-the-index-of-a-lib',
      comment: 'Only what a lib exports in its package.json is its interface.',
      severity: 'error',
      from: { path: '(^|/)(apps|tools|bench)/' },
      to: { path: '(^|/)libs/', pathNot: libInterfaces },
    },
    {
      name: 'lib-past-the-index-of-a-lib',
      severity: 'error',
      from: { path: '(^|/)libs/([^/]+)/' },
      to: { path: '(^|/)libs/', pathNot: ['(^|/)libs/$2/', ...libInterfaces] },
    },
    {
      name: 'needs-generated-code',
      comment:
        'Tools run on these before code was generated, and domains on the base: they know no contract.',
      severity: 'error',
      from: { path: '(^|/)libs/service-kit/src/(auth|base|config)/', pathNot: tests },
      to: { path: '(^|/)libs/', pathNot: '(^|/)libs/service-kit/src/(auth|base|config)/' },
    },
    {
      name: 'pipeline-imports-lib',
      comment: 'Stream processing knows no proto, no service and no environment.',
      severity: 'error',
      from: { path: '(^|/)libs/pipeline/' },
      to: { path: '(^|/)libs/', pathNot: '(^|/)libs/pipeline/' },
    },
    {
      name: 'domain-imports-outside',
      comment:
        'Rules know no I/O, no clock, no library; but luxon, because calendars are rules of their own.',
      severity: 'error',
      from: { path: inApp('domain'), pathNot: tests },
      to: { pathNot: ['(^|/)apps/$2/src/domain/', base, '^node_modules/luxon/'] },
    },
    {
      name: 'use-case-imports-outside',
      severity: 'error',
      from: { path: inApp('app'), pathNot: tests },
      to: { pathNot: ['(^|/)apps/$2/src/(app|domain)/', base] },
    },
    {
      name: 'adapter-imports-rpc-or-use-case',
      severity: 'error',
      from: { path: inApp('adapters'), pathNot: tests },
      to: {
        path: '(^|/)apps/[^/]+/src/',
        pathNot: ['(^|/)apps/$2/src/(adapters|domain|registro)/', '(^|/)apps/$2/src/app/ports\\.ts$'],
      },
    },
    {
      name: 'record-format-imports-outside',
      comment: 'How a record is written is known to whoever reads or writes the log, and knows none of them.',
      severity: 'error',
      from: { path: inApp('registro'), pathNot: tests },
      to: { path: '(^|/)(apps|libs)/', pathNot: '(^|/)apps/$2/src/(registro|domain)/' },
    },
    {
      name: 'topology-imports-rpc-or-adapter',
      comment: 'What analyses events knows the log and the rules, not how events came or who asks.',
      severity: 'error',
      from: { path: inApp('topologia'), pathNot: tests },
      to: {
        path: ['(^|/)apps/[^/]+/src/', '(^|/)libs/(proto-gen|service-kit|storage)/'],
        pathNot: ['(^|/)apps/$2/src/(topologia|registro|domain)/', '(^|/)apps/$2/src/app/ports\\.ts$', base],
      },
    },
    {
      name: 'rpc-imports-adapter-or-config',
      severity: 'error',
      from: { path: inApp('rpc'), pathNot: tests },
      to: {
        path: ['(^|/)apps/[^/]+/src/', '(^|/)libs/storage/'],
        pathNot: '(^|/)apps/$2/src/(rpc|app|domain|registro)/',
      },
    },
    {
      name: 'circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'generated'] },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default', 'types'],
    },
  },
};
