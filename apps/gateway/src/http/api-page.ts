import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import swaggerUiFolder from 'swagger-ui-dist/absolute-path.js';

/** The files of swagger-ui-dist that the page needs; nothing else of the package is served. */
const ASSETS = new Set(['/swagger-ui.css', '/swagger-ui-bundle.js', '/favicon-32x32.png']);

/** Everything comes from here, so the page works without a network. */
const PAGE = `<!doctype html>
<html lang="pt-BR">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Trilha: API</title>
    <link rel="icon" type="image/png" href="favicon-32x32.png" />
    <link rel="stylesheet" href="swagger-ui.css" />
  </head>
  <body>
    <main id="api"></main>
    <script src="swagger-ui-bundle.js"></script>
    <script src="inicio.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({
  url: '../openapi.json',
  dom_id: '#api',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
`;

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the page of the API below `/docs/`. */
export function addApiPage(app: FastifyInstance): void {
  app.register(fastifyStatic, {
    root: swaggerUiFolder(),
    prefix: '/docs/',
    index: false,
    decorateReply: false,
    maxAge: '1d',
    allowedPath: (path) => ASSETS.has(path),
  });
  app.get('/docs', async (_request, reply) => reply.redirect('/docs/', 302));
  app.get('/docs/', async (_request, reply) =>
    reply
      .header('content-security-policy', CONTENT_SECURITY_POLICY)
      .type('text/html; charset=utf-8')
      .send(PAGE),
  );
  app.get('/docs/inicio.js', async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(START),
  );
}
