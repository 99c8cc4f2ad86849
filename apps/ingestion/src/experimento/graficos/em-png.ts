import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { LARGURA, LETRA } from './desenhar.js';

/** Dots for each unit of the drawing: sharp on paper and on dense screens. */
const ESCALA = 2;

let pronto: Promise<readonly Uint8Array[]> | undefined;

/** Paints an SVG, with the letters of the package, so that it looks the same on every machine. */
export async function emPng(svg: string): Promise<Uint8Array> {
  pronto ??= preparar();
  const fontBuffers = [...(await pronto)];
  const pintura = new Resvg(svg, {
    font: { fontBuffers, defaultFontFamily: LETRA, sansSerifFamily: LETRA },
    fitTo: { mode: 'width', value: LARGURA * ESCALA },
    background: '#fff',
  });
  try {
    return pintura.render().asPng();
  } finally {
    pintura.free();
  }
}

async function preparar(): Promise<readonly Uint8Array[]> {
  const { resolve } = createRequire(import.meta.url);
  await initWasm(await readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return Promise.all(
    ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((letra) =>
      readFile(resolve(`dejavu-fonts-ttf/ttf/${letra}`)),
    ),
  );
}
