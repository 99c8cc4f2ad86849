import type { Context } from './context.js';

/** How a node does its work, with the types of its values forgotten. */
export type Work =
  | { readonly how: 'each'; handle(input: unknown, context: Context): unknown }
  | {
      readonly how: 'async';
      readonly concurrency: number;
      readonly timeoutMs: number;
      handle(input: unknown, context: Context, signal: AbortSignal): Promise<unknown>;
    }
  | {
      readonly how: 'batch';
      readonly timeoutMs: number;
      handle(
        inputs: readonly unknown[],
        contexts: readonly Context[],
        signal: AbortSignal,
      ): readonly unknown[] | Promise<readonly unknown[]>;
    }
  | {
      readonly how: 'threads';
      readonly worker: URL | string;
      readonly threads: number;
      readonly timeoutMs: number;
      key?(input: unknown): string;
    };
