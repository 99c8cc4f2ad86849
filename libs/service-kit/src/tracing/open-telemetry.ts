/** What is used of OpenTelemetry. */
export interface OpenTelemetry {
  readonly api: typeof import('@opentelemetry/api');
  readonly resources: typeof import('@opentelemetry/resources');
  readonly sdk: typeof import('@opentelemetry/sdk-trace-base');
  readonly otlp: typeof import('@opentelemetry/exporter-trace-otlp-http');
}

/**
 * Loads OpenTelemetry. The packages are imported here and only here, each by `import()`: a bundler lifts the static
 * imports of a module to the top of the bundle even where the module itself is imported late.
 */
export async function loadOpenTelemetry(): Promise<OpenTelemetry> {
  const [api, resources, sdk, otlp] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  return { api, resources, sdk, otlp };
}
