import { Metadata } from '@grpc/grpc-js';
import { Controller, Get, Headers, Inject, type OnModuleInit, Param, Query } from '@nestjs/common';
import type { ClientGrpc } from '@nestjs/microservices';
import { map, type Observable, timeout } from 'rxjs';

const CALL_TIMEOUT_MS = 5_000;

interface Timestamp {
  readonly seconds: string;
  readonly nanos?: number;
}

interface Dated {
  readonly criadoEm?: Timestamp;
  readonly atualizadoEm?: Timestamp;
}

interface Curso extends Dated {
  readonly modulos?: readonly { readonly aulas?: readonly Dated[] }[];
}

interface CursosService {
  getCurso(request: { idCurso: string; incluirRascunhos: boolean }, metadata: Metadata): Observable<Curso>;
}

@Controller('v1/cursos')
export class CursosController implements OnModuleInit {
  private cursos!: CursosService;

  constructor(@Inject('CURSOS') private readonly client: ClientGrpc) {}

  onModuleInit(): void {
    this.cursos = this.client.getService<CursosService>('CursosService');
  }

  @Get(':id_curso')
  getCurso(
    @Param('id_curso') idCurso: string,
    @Query('incluirRascunhos') rascunhos: string | undefined,
    @Headers('authorization') authorization: string,
  ): Observable<unknown> {
    const metadata = new Metadata();
    metadata.set('authorization', authorization);
    return this.cursos
      .getCurso({ idCurso, incluirRascunhos: rascunhos === 'true' }, metadata)
      .pipe(timeout(CALL_TIMEOUT_MS), map(jsonOf));
  }
}

/** Times as the contract's JSON has them; the loader wrote the enums. */
const jsonOf = (curso: Curso): unknown => ({
  ...dated(curso),
  modulos: curso.modulos?.map((modulo) => ({ ...modulo, aulas: modulo.aulas?.map(dated) })),
});

const dated = <T extends Dated>(of: T): unknown => ({
  ...of,
  criadoEm: isoOf(of.criadoEm),
  atualizadoEm: isoOf(of.atualizadoEm),
});

const isoOf = (at: Timestamp | undefined): string | undefined =>
  at && new Date(Number(at.seconds) * 1000 + (at.nanos ?? 0) / 1e6).toISOString();
