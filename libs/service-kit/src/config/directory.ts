/** The services of the product and the ports where each speaks gRPC unless told otherwise. */
export const SERVICE_PORTS = {
  gateway: 50050,
  cursos: 50051,
  chatbot: 50052,
  cpar: 50053,
  notificacoes: 50054,
  insights: 50055,
  midia: 50056,
  ingestion: 50057,
} as const;

/** Where the gateway speaks HTTP unless told otherwise. */
export const GATEWAY_HTTP_PORT = 8080;

export type ServiceName = keyof typeof SERVICE_PORTS;

/** The gRPC services behind the gateway. */
export const GRPC_SERVICES = Object.keys(SERVICE_PORTS).filter(
  (name): name is Exclude<ServiceName, 'gateway'> => name !== 'gateway',
);

/** Where each service answers `/metrics`, `/healthz` and `/readyz` unless told otherwise. */
export const METRICS_PORTS: Readonly<Record<ServiceName, number>> = {
  gateway: 9050,
  cursos: 9051,
  chatbot: 9052,
  cpar: 9053,
  notificacoes: 9054,
  insights: 9055,
  midia: 9056,
  ingestion: 9057,
};
